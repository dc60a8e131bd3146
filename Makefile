.PHONY: help install build test demo bench format lint conformance fuzz prove docs

SWIFT ?= swift
# Test suites of others, where they lie beside the project.
CONFORMANCE ?= ../shared/conformance
SOURCES := Package.swift Sources Tests

help: ## Say what can be made.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: ## Install the system libraries where they are missing.
	@scripts/install.sh

build: install ## Build the commands for use.
	$(SWIFT) build -c release --product skald
	$(SWIFT) build -c release --product order-shop

demo: build ## Watch the order saga succeed, fail, lose an answer, and outlive kill -9.
	@scripts/demo.sh

# A thousand tests that begin at once starve each other on a small machine, and clocks of theirs run out.
test: install ## Run every test.
	$(SWIFT) test --disable-xctest --experimental-maximum-parallelization-width 8
	@if [ -d "$(CONFORMANCE)/cel" ]; then $(MAKE) --no-print-directory conformance; fi

conformance: install ## Run the conformance cases of expressions, of JSON Schema and of YAML.
	$(SWIFT) run skald-dev cel --known Sources/SkaldLanguage/SkaldLanguage.docc/CEL-conformance.md \
	  "$(CONFORMANCE)"/cel/*.jsonl
	@if [ -d "$(CONFORMANCE)/json-schema" ]; then $(SWIFT) run skald-dev json-schema \
	  --known Sources/SkaldLanguage/SkaldLanguage.docc/JSONSchema-conformance.md \
	  --remotes "$(CONFORMANCE)/json-schema/remotes" "$(CONFORMANCE)"/json-schema/draft2020-12/*.json; fi
	@if [ -d "$(CONFORMANCE)/yaml" ]; then $(SWIFT) run skald-dev yaml \
	  --known Sources/SkaldLanguage/SkaldLanguage.docc/YAML-conformance.md "$(CONFORMANCE)/yaml/src"; fi

fuzz: install ## Feed the pure layers inputs that nobody would write, each for FUZZ_SECONDS (20).
	@scripts/fuzz.sh

# How many seeds are simulated, how many random sagas are drawn, and how long each may take.
PROVE_SEEDS ?= 2000
PROVE_SAGAS ?= 4000
PROVE_SECONDS ?= 600
prove: install ## Hold the engine against PROVE_SEEDS (2000) seeds, PROVE_SAGAS (4000) sagas, crashes and power cuts.
	SKALD_SLICE=engine $(SWIFT) build -c release --scratch-path .build/prove --product skald-dev
	.build/prove/release/skald-dev prove --seeds $(PROVE_SEEDS) --random $(PROVE_SAGAS) \
	  --seconds $(PROVE_SECONDS) --keep Tests/Seeds

bench: install ## Measure sagas a second, with full durability, and how long lint takes.
	$(SWIFT) build -c release --product skald
	$(SWIFT) build -c release --product skald-dev
	"$$($(SWIFT) build -c release --show-bin-path)/skald" bench --sagas 20000 --in-flight 64
	"$$($(SWIFT) build -c release --show-bin-path)/skald-dev" lint-bench \
	  --skald "$$($(SWIFT) build -c release --show-bin-path)/skald"

format: ## Format the sources.
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

lint: ## Check the format of the sources.
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

docs: install ## Build the documentation of the public interfaces; warnings are errors.
	@scripts/docs.sh
