#!/usr/bin/env bash
# Holds the JSON Schema that `skald schema` prints against what `skald lint` finds, by a validator and a YAML reader that
# are not ours: every correct file is valid, and a file that was changed at random is invalid where lint finds a fault
# of its shape.
set -euo pipefail
cd "$(dirname "$0")/.."
skald=$(realpath "${1:?the path of skald}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check jsonschema==4.26.0 ruamel.yaml==0.18.16

"$skald" schema >"$scratch/skald.schema.json"
cmp "$scratch/skald.schema.json" sagas/skald.schema.json || {
  echo "sagas/skald.schema.json is not what skald schema prints"
  exit 1
}
"$scratch/venv/bin/python" scripts/check-schema.py "$skald" "$scratch"
