#!/usr/bin/env bash
# Builds the documentation of the public modules; a warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${SWIFT:=swift}"

docc=$(command -v docc || true)
if [ -z "$docc" ]; then
  echo "docs: the toolchain has no docc, nothing was built" >&2
  exit 0
fi
graphs=.build/documentation/graphs
rm -rf .build/documentation
mkdir -p "$graphs"
$SWIFT package dump-symbol-graph --minimum-access-level public --skip-synthesized-members >/dev/null
from=$(dirname "$($SWIFT build --show-bin-path)")/symbolgraph

shopt -s nullglob
for catalog in Sources/*/*.docc; do
  module=$(basename "$(dirname "$catalog")")
  mkdir -p "$graphs/$module"
  cp "$from/$module".symbols.json "$from/$module"@*.symbols.json "$graphs/$module/"
  "$docc" convert "$catalog" --warnings-as-errors --additional-symbol-graph-dir "$graphs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "skald.$module" \
    --output-path ".build/documentation/$module.doccarchive"
  echo "docs: $module"
done
