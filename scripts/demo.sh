#!/usr/bin/env bash
# Orders against real services, by a saga and by a choreography: success, out of stock, a lost answer, and kill -9 of the
# daemon.
# Exits non-zero when anything does not end as it must. Needs bash and curl alone.
#
#   SKALD_BIN    folder of `skald` and `order-shop` (default: the release build)
#   SKALD_PORT   the daemon's port (7420)      SHOP_PORT  the order service's port (8001, the others follow)
#   DEMO_KEEP=1  keeps the temporary folder
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/demo-lib.sh

success() {
  title "1  An order that goes well"
  order 50000 bike-1
  watch_order "$id"
  expect_status "$id" COMPLETED
  expect_effects "$id" charge=1 reserve=1 request=1 refund=0 release=0
}

out_of_stock() {
  title "2  Out of stock: the charge is refunded"
  order 50000 bike-0
  watch_order "$id"
  expect_status "$id" CANCELED
  expect_effects "$id" charge=1 refund=1 reserve=0 release=0 request=0
}

lost_answer() {
  title "3  The card is charged, but the answer is lost each time"
  say "The payment service takes the money and never answers. Nobody can know, so the saga undoes what may have been."
  # The number of the next order: the switch must be set before it comes in.
  fault payment "{\"operation\":\"charge\",\"mode\":\"lose-answer\",\"orderId\":$((id + 1))}"
  order 50000 bike-1
  watch_order "$id"
  expect_status "$id" CANCELED
  expect_effects "$id" charge=1 refund=1 reserve=0 request=0
}

# Ten orders at once, a daemon that is killed among them, and what became of each; the command lists them.
outlive_a_kill() {
  fault inventory '{"operation":"reserve","mode":"slow:700"}'
  local ids=() sku amount n
  for n in 1 2 3 4 5 6 7 8 9 10; do
    sku=bike-1 amount=50000
    case $n in 3 | 7) sku=bike-0 ;; 5) amount=2000000 ;; esac # out of stock, and a card over its limit
    order "$amount" "$sku"
    ids+=("$id")
  done
  sleep 0.4
  local open
  open=$(count_running)
  kill_daemon
  say "Killed with $open instances under way."
  [ "$open" -gt 0 ] || fail "the kill came too late to prove anything"
  sleep 0.5
  start_daemon
  say "Started again on the same database."
  for n in "${ids[@]}"; do await_end "$n"; done
  "$skald" "$@" --server "$engine"
  local completed=0 canceled=0
  for n in "${ids[@]}"; do
    case $(status_of "$n") in
      COMPLETED) completed=$((completed + 1)); expect_effects "$n" charge=1 reserve=1 request=1 refund=0 release=0 ;;
      CANCELED) canceled=$((canceled + 1)); expect_net_zero "$n" ;;
    esac
  done
  [ "$completed" = 7 ] && [ "$canceled" = 3 ] || fail "expected 7 completed and 3 canceled, got $completed and $canceled"
  pass "7 completed, 3 canceled"
}

kill_the_daemon() {
  title "4  kill -9 of the daemon in the middle of ten sagas"
  outlive_a_kill list --saga place-order
}

choreographed() {
  title "5  The same orders as a choreography: nobody is in charge"
  start_choreographed
  order 50000 bike-1
  show_flow "$id"
  expect_status "$id" COMPLETED
  expect_effects "$id" charge=1 reserve=1 request=1 refund=0 release=0
  order 50000 bike-0
  show_flow "$id"
  expect_status "$id" CANCELED
  expect_effects "$id" charge=1 refund=1 reserve=0 release=0 request=0
}

kill_the_choreographed() {
  title "6  kill -9 of the daemon in the middle of ten flows"
  outlive_a_kill flows "$flow" --limit 10
}

start
success
out_of_stock
lost_answer
kill_the_daemon
title "The shop's own ledgers"
expect_nothing_doubled
choreographed
kill_the_choreographed
title "The shop's own ledgers"
expect_nothing_doubled
printf '\n%sAll of it is so.%s\n' "$green" "$plain"
