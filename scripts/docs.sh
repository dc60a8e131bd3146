#!/usr/bin/env bash
# Builds the documentation of every module that has a catalog; a warning is an error. SKALD_SLICE=engine leaves out what
# needs the network stack and makes it quick. DOCS_SKIP_BUILD=1 takes the modules as they were built last.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${SWIFT:=swift}"

docc=$(command -v docc || true)
if [ -z "$docc" ]; then
  echo "docs: the toolchain has no docc, nothing was built" >&2
  exit 0
fi
[ "${DOCS_SKIP_BUILD:-}" = 1 ] || $SWIFT build
bin=$($SWIFT build --show-bin-path)
triple=$($SWIFT -print-target-info | sed -n 's/^ *"unversionedTriple": "\(.*\)",*$/\1/p')
out=.build/documentation
rm -rf "$out"

shopt -s nullglob
includes=(-I "$bin/Modules" -I Sources/CLibYAML -I Sources/CSQLite)
for map in "$bin"/*.build/module.modulemap; do includes+=(-Xcc "-fmodule-map-file=$map"); done

# The umbrella is last: its pages link into the catalogs of the modules that it holds.
catalogs=()
for catalog in Sources/*/*.docc; do [ "$catalog" = Sources/Skald/Skald.docc ] || catalogs+=("$catalog"); done
archives=()
for catalog in "${catalogs[@]}" Sources/Skald/Skald.docc; do
  module=$(basename "$(dirname "$catalog")")
  if [ ! -e "$bin/Modules/$module.swiftmodule" ]; then
    echo "docs: $module is not in this slice"
    continue
  fi
  graphs="$out/graphs/$module"
  mkdir -p "$graphs"
  $SWIFT symbolgraph-extract -module-name "$module" -target "$triple" "${includes[@]}" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$graphs"
  if ! "$docc" convert "$catalog" --warnings-as-errors --additional-symbol-graph-dir "$graphs" \
    --enable-experimental-external-link-support "${archives[@]}" \
    --fallback-display-name "$module" --fallback-bundle-identifier "skald.$module" --output-path \
    "$out/$module.doccarchive" >"$out/$module.log" 2>&1; then
    cat "$out/$module.log" >&2
    echo "docs: $module has warnings or errors" >&2
    exit 1
  fi
  archives+=(--dependency "$out/$module.doccarchive")
  echo "docs: $module"
done
