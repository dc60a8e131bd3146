# What scripts/demo.sh is told in terms of: starting, asking, expecting.

green='' red='' bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  green=$'\e[32m' red=$'\e[31m' bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
fi

title() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
say() { printf '%s%s%s\n' "$dim" "$1" "$plain"; }
pass() { printf '%s✓%s %s\n' "$green" "$plain" "$1"; }
fail() {
  printf '%s✗ %s%s\n' "$red" "$1" "$plain" >&2
  [ -s "$work/skald.log" ] && { echo "the daemon's last lines:"; tail -n 20 "$work/skald.log"; } >&2
  exit 1
}

bin=${SKALD_BIN:-$(swift build -c release --show-bin-path)}
skald=$bin/skald
engine_port=${SKALD_PORT:-7420}
shop_port=${SHOP_PORT:-8001}
engine=http://127.0.0.1:$engine_port
host=http://127.0.0.1
flow=place-order-by-events config=skald.yaml database=skald.db
work=$(mktemp -d "${TMPDIR:-/tmp}/skald-demo.XXXXXX")
shop_pid='' daemon_pid='' id=0

cleanup() {
  local pid
  for pid in $daemon_pid $shop_pid; do kill "$pid" 2>/dev/null || true; done
  for pid in $daemon_pid $shop_pid; do wait "$pid" 2>/dev/null || true; done
  if [ -n "${DEMO_KEEP:-}" ]; then echo "kept $work"; else rm -rf "$work"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

port_of() {
  case $1 in
    order) echo "$shop_port" ;; payment) echo $((shop_port + 1)) ;;
    inventory) echo $((shop_port + 2)) ;; delivery) echo $((shop_port + 3)) ;;
  esac
}

get() { curl -sSf --max-time 5 "$@"; }
post() { get -H 'Content-Type: application/json' -d "$2" "$1"; }

# Waits until a command succeeds, at most so many tenths of a second.
await() {
  local tenths=$1
  shift
  while ! "$@" >/dev/null 2>&1; do
    tenths=$((tenths - 1))
    [ "$tenths" -gt 0 ] || return 1
    sleep 0.1
  done
}

# Starts

start() {
  title "Skald demo: a shop of four services, one saga, one database"
  configure
  local name
  for name in order payment inventory delivery; do
    ! get "$host:$(port_of $name)/health" >/dev/null 2>&1 || fail "port $(port_of $name) is taken: set SHOP_PORT"
  done
  ! get "$engine/livez" >/dev/null 2>&1 || fail "port $engine_port is taken: set SKALD_PORT"
  start_shop shop
  start_daemon
  say "The shop listens on $shop_port to $((shop_port + 3)), the daemon on $engine_port."
}

# The services, with their files in a folder; more flags may follow.
start_shop() {
  local folder=$1 name
  shift
  "$bin/order-shop" --data "$work/$folder" --port "$shop_port" --engine "$engine" "$@" >"$work/shop.log" 2>&1 &
  shop_pid=$!
  for name in order payment inventory delivery; do
    await 100 get "$host:$(port_of $name)/health" || fail "the $name service did not start: $(tail -n 3 "$work/shop.log")"
  done
}

# The same shop and the same daemon, with files of their own, and nobody in charge.
start_choreographed() {
  local pid
  for pid in $daemon_pid $shop_pid; do kill "$pid"; wait "$pid" 2>/dev/null || true; done
  id=0 config=flow.yaml database=flow.db
  sed -e "s/^definitions: .*/definitions: [$flow]/" "$work/skald.yaml" >"$work/flow.yaml"
  sed -e 's/^  timeout: 10s/  timeout: 1s/' sagas/place-order.choreography.yaml \
    >"$work/sagas/place-order.choreography.yaml"
  start_shop flow-shop --flow "$flow"
  start_daemon
  say "One daemon runs all participants; each has its own journal. With --as it would run one of them."
}

# The sagas of the project with shorter waits, and the services' addresses.
configure() {
  cp -R sagas "$work/sagas"
  sed -e 's/^  timeout: 10s/  timeout: 1s/' sagas/place-order.saga.yaml >"$work/sagas/place-order.saga.yaml"
  sed -e '/^  network:/s/attempts: 5, /attempts: 3, /' -e '/^  stubborn:/s/wait: 1s, /wait: 200ms, /' \
    sagas/contracts.yaml >"$work/sagas/contracts.yaml"
  sed -e "s/127.0.0.1:7420/127.0.0.1:$engine_port/" \
    -e "s/:8001/:$(port_of order)/" -e "s/:8002/:$(port_of payment)/" \
    -e "s/:8003/:$(port_of inventory)/" -e "s/:8004/:$(port_of delivery)/" skald.yaml >"$work/skald.yaml"
  say "A call may take 1 s instead of 10 s, and is made 3 times instead of 5, so that failures do not take minutes."
  say "Time-outs and retries are no part of a definition's identity: it is the same saga."
}

start_daemon() {
  (cd "$work" && exec "$skald" serve sagas --config "$config" --db "$database") >>"$work/skald.log" 2>&1 &
  daemon_pid=$!
  await 100 get "$engine/readyz" || fail "the daemon did not start"
}

kill_daemon() {
  kill -9 "$daemon_pid"
  wait "$daemon_pid" 2>/dev/null || true
  daemon_pid=''
}

# Asks

# Places an order; its number is left in `id`.
order() {
  local body
  body=$(post "$host:$(port_of order)/orders" \
    "{\"userId\":1001,\"amount\":$1,\"sku\":\"$2\",\"quantity\":1,\"idempotencyKey\":\"demo-$((id + 1))\"}")
  id=$(sed -E 's/.*"orderId":([0-9]+).*/\1/' <<<"$body")
  say "Order $id: amount $1, one $2."
}

fault() { post "$host:$(port_of "$1")/faults" "$2" >/dev/null; }

status_of() { get "$host:$(port_of order)/orders/$1" | sed -E 's/.*"status":"([A-Z_]+)".*/\1/'; }

instance_of() {
  get "$engine/v1/instances?saga=place-order&key=order-$1" |
    sed -nE 's/^\{"instances": ?\[\{"id": ?"([^"]+)".*/\1/p' | grep .
}

count_running() { get "$engine/v1/instances?status=running&limit=100" | grep -o '"status": \?"running"' | wc -l; }

has_ended() { case $(status_of "$1") in COMPLETED | CANCELED) true ;; *) false ;; esac; }

await_end() { await 300 has_ended "$1" || fail "order $1 did not end: it is $(status_of "$1" || echo unknown)"; }

# Shows a saga's timeline while it runs. A watcher that missed the end must not hold up the demo.
watch_order() {
  local watcher
  await 100 instance_of "$1" || fail "no saga was started for order $1"
  "$skald" watch "$(instance_of "$1")" --server "$engine" &
  watcher=$!
  await_end "$1"
  await 20 eval "! kill -0 $watcher" || kill "$watcher"
  wait "$watcher" 2>/dev/null || true
}

# Shows a flow as one, over all its participants, once it has ended.
show_flow() {
  await_end "$1"
  # The order has its state before the last participant has heard of the end.
  await 100 eval "\"$skald\" show $flow/$1 --server $engine | grep -qE '^status +(completed|compensated)'" ||
    fail "the flow of order $1 did not end"
  "$skald" show "$flow/$1" --server "$engine"
}

# How often an operation took effect for an order, by the service's ledger.
effects() {
  local service
  case $2 in
    charge | refund) service=payment ;; reserve | release) service=inventory ;; request) service=delivery ;;
  esac
  get "$host:$(port_of $service)/ledger?orderId=$1" |
    { grep -oE "\"operation\":\"$2\",\"idempotencyKey\":\"[^\"]*\",\"count\":[0-9]+" || true; } |
    sed 's/.*://' | { sum=0; while read -r n; do sum=$((sum + n)); done; echo "$sum"; }
}

# Expects

expect_status() {
  local found
  found=$(status_of "$1")
  [ "$found" = "$2" ] || fail "order $1 should be $2 and is $found"
  pass "order $1 is $2"
}

expect_effects() {
  local order=$1 pair found text=''
  shift
  for pair in "$@"; do
    found=$(effects "$order" "${pair%=*}")
    [ "$found" = "${pair#*=}" ] || fail "order $order: ${pair%=*} took effect $found times instead of ${pair#*=}"
    text+=" ${pair%=*} ${found}×"
  done
  pass "order $order took effect:$text"
}

expect_net_zero() {
  local charged refunded reserved released
  charged=$(effects "$1" charge) refunded=$(effects "$1" refund)
  reserved=$(effects "$1" reserve) released=$(effects "$1" release)
  [ "$charged" = "$refunded" ] && [ "$reserved" = "$released" ] && [ "$(effects "$1" request)" = 0 ] ||
    fail "order $1 is canceled but not undone: $charged charged, $refunded refunded, $reserved reserved, $released released"
  pass "order $1 is undone: charge ${charged}×, refund ${refunded}×, reserve ${reserved}×, release ${released}×"
}

expect_nothing_doubled() {
  local name entries
  for name in payment inventory delivery; do
    entries=$(get "$host:$(port_of $name)/ledger")
    [[ $entries == *'"complete":true'* ]] || fail "the ledger of $name is too long to be read at once"
    ! grep -qE '"count":([2-9]|[0-9]{2,})' <<<"$entries" || fail "something happened twice in $name: $entries"
    pass "$name: $(grep -o '"operation"' <<<"$entries" | wc -l) entries, none took effect twice"
  done
}
