#!/usr/bin/env bash
# Installs what Skald links and reads and the demo and the tests call, where it is missing: libyaml, SQLite, time zones,
# pkg-config, curl, Python.
set -euo pipefail

missing() {
  ! command -v pkg-config >/dev/null || ! pkg-config --exists yaml-0.1 sqlite3 || ! command -v curl >/dev/null \
    || ! command -v python3 >/dev/null || ! [ -e /usr/share/zoneinfo/Europe/Berlin ]
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing || exit 0
if command -v apt-get >/dev/null; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    libyaml-dev libsqlite3-dev tzdata pkg-config curl ca-certificates python3 python3-venv >/dev/null
elif command -v brew >/dev/null; then
  brew install --quiet libyaml sqlite pkg-config python3
fi
if missing; then
  echo "install libyaml, SQLite 3 (both with headers), tzdata, pkg-config, curl and python3 first" >&2
  exit 1
fi
