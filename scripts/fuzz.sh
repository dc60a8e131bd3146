#!/usr/bin/env bash
# Builds the fuzzers and runs each for FUZZ_SECONDS, as many at a time as there are processors.
#   scripts/fuzz.sh              all of them
#   scripts/fuzz.sh FrontEnd     one of them
# What one finds is kept in .build/fuzz-found, and what taught it something in .build/fuzz-corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
export SKALD_SLICE=language
# A crash would otherwise hang in the printer of backtraces, instead of ending the fuzzer.
export SWIFT_BACKTRACE=enable=no
export FUZZ_SECONDS=${FUZZ_SECONDS:-20}
swift=${SWIFT:-swift}
found=.build/fuzz-found
build=("$swift" build --package-path Tests/Fuzz --scratch-path .build/fuzz -c release --sanitize=fuzzer)

# Whether the toolchain brings libFuzzer along; those of Apple do not.
has_runtime() {
  local probe
  probe=$(mktemp -d)
  echo '@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_: UnsafePointer<UInt8>?, _: Int) -> CInt { 0 }' \
    >"$probe/probe.swift"
  local result=0
  "${swift}c" -sanitize=fuzzer -parse-as-library -o "$probe/probe" "$probe/probe.swift" >"$probe/log" 2>&1 || result=1
  rm -r "$probe"
  return $result
}

# Runs one fuzzer: first the inputs that are kept, then new ones.
run() {
  local name=$1
  local kept=("Tests/Fuzz/Corpus/$name") options=(-max_len=4096)
  # Bytes beyond ASCII mostly end in the check of the encoding, and nothing behind it would be reached.
  if [ "$name" = FrontEnd ]; then
    kept+=(sagas Tests/SkaldLanguageTests/Corpus/wrong Tests/SkaldLanguageTests/Corpus/correct)
    options=(-max_len=8192 -only_ascii=1)
  fi
  mkdir -p ".build/fuzz-corpus/$name" "$found"
  # The time for one input is far beyond what any may take; machines may be busy.
  if "$FUZZ_BIN/Fuzz$name" "${options[@]}" -max_total_time="$FUZZ_SECONDS" -timeout=10 -rss_limit_mb=1024 \
    -dict="Tests/Fuzz/Dictionaries/$name.txt" -artifact_prefix="$found/$name-" -print_final_stats=1 \
    ".build/fuzz-corpus/$name" "${kept[@]}" >"$found/$name.log" 2>&1; then
    printf '%-12s %9s inputs, nothing found\n' "$name" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$found/$name.log")"
  else
    tail -n 40 "$found/$name.log"
    printf '%-12s found something; the input is %s/%s-*\n' "$name" "$found" "$name"
    return 1
  fi
}

if ! has_runtime; then
  echo "fuzzing is left out: this toolchain has no runtime of libFuzzer" >&2
  exit 0
fi
# A file that is new in the layers is not seen otherwise: only folders of the fuzzers' own package are looked at again.
rm -f .build/fuzz/release.yaml
"${build[@]}"
FUZZ_BIN=$("${build[@]}" --show-bin-path)
export FUZZ_BIN found
export -f run
names=("$@")
if [ ${#names[@]} = 0 ]; then names=(FrontEnd Expressions JSON Journal); fi
printf '%s\n' "${names[@]}" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I{} bash -euc 'run {}'
