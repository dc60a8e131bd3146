#!/usr/bin/env bash
# Holds the daemon against its own description: the description is valid OpenAPI 3.1, and no request that it allows, or
# nearly allows, gets an answer that it does not have. CASES are the examples for each operation. What it measures is held
# against Prometheus's own checker.
set -euo pipefail
cd "$(dirname "$0")/.."
skald=$(realpath "${1:?the path of skald}")
port=${PORT:-7497}
home=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true; rm -rf "$home"' EXIT

python3 -m venv "$home/python"
"$home/python/bin/pip" install --quiet --disable-pip-version-check \
  schemathesis==4.32.5 openapi-spec-validator==0.9.0 prometheus-client==0.26.0

cp -r sagas "$home/sagas"
# Without handlers: the first step of every instance stands still, which is where operators' routes have something to do.
printf 'listen: 127.0.0.1:%s\ndb: skald.db\ndefinitions: [place-order]\n' "$port" >"$home/skald.yaml"
(cd "$home" && exec "$skald" serve sagas --allow-missing >daemon.log 2>&1) &
daemon=$!
base=http://127.0.0.1:$port
for _ in $(seq 100); do curl -sf "$base/readyz" >/dev/null && break || sleep 0.1; done
id=$(curl -sf -X POST "$base/v1/sagas/place-order/instances" -H 'Content-Type: application/json' \
  -d '{"orderId": 1, "userId": 7, "amount": 500, "sku": "bike-1", "quantity": 1}' |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')

"$home/python/bin/python" - "$base" <<'P'
import json, sys, urllib.request
from openapi_spec_validator import validate
from prometheus_client.parser import text_string_to_metric_families
base = sys.argv[1]
validate(json.load(urllib.request.urlopen(base + "/openapi.json")))
families = list(text_string_to_metric_families(urllib.request.urlopen(base + "/metrics").read().decode()))
assert len(families) > 15, families
print("the description is valid OpenAPI 3.1; %d metrics" % len(families))
P

# The checker alone, out of its package: to install that would start a server.
if ! promtool=$(command -v promtool); then
  (cd "$home" && apt-get update -qq && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb prometheus) 2>&1
  promtool=$home/prometheus/usr/bin/promtool
fi
curl -sf "$base/metrics" | "$promtool" check metrics
echo 'promtool finds nothing in the metrics'

cat >"$home/schemathesis.toml" <<T
[parameters]
"path.id" = "$id"
"path.saga" = "place-order"
T
# The stream of events never ends by itself, and no checker waits for it.
if ! "$home/python/bin/st" --config-file "$home/schemathesis.toml" run "$base/openapi.json" \
  --exclude-path '/v1/instances/{id}/events' --max-examples "${CASES:-20}" --seed 1 --suppress-health-check all \
  --phases examples,coverage,fuzzing \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  >"$home/st.log" 2>&1; then
  cat "$home/st.log" "$home/daemon.log"
  exit 1
fi
grep -E '[0-9] generated, ' "$home/st.log"
