#!/usr/bin/env bash
# Prepares this machine, one part per word: python (.venv), pdf (libraries of WeasyPrint),
# browser (chromium), office (LibreOffice Calc, 40 s), postgres (a server for tests). A part that is
# ready costs no time.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive

apt_install() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 1; fi
  apt-get -q update >/dev/null 2>&1 || true
  apt-get -q install -y --no-install-recommends "$@" >/dev/null
}

is_supported() {
  "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
    >/dev/null 2>&1
}

setup_python() {
  local stamp wanted name found=""
  wanted="$(cat requirements.txt requirements-dev.txt | sha256sum)"
  stamp=.venv/.requirements
  if is_supported .venv/bin/python && [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then return; fi
  if ! is_supported .venv/bin/python; then
    for name in python3.13 python3.12 python3.11 python3; do
      if is_supported "$name"; then found="$name"; break; fi
    done
    if [ -z "$found" ]; then
      echo "Python 3.11, 3.12 or 3.13 with the venv module is needed (Debian: apt install python3-venv)." >&2
      return 1
    fi
    "$found" -m venv --clear .venv
  fi
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements.txt -r requirements-dev.txt
  echo "$wanted" >$stamp
}

has_pdf() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }

setup_pdf() {
  local packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
  if has_pdf; then return; fi
  # shellcheck disable=SC2086
  apt_install $packages || true
  if ! has_pdf; then
    echo "PDF reports need system libraries that are missing; install: $packages. Going on without." >&2
  fi
}

setup_browser() {
  if [ -x /usr/bin/chromium ]; then return; fi
  if ! apt_install chromium; then
    echo "The browser tests need /usr/bin/chromium (Debian: apt install chromium)." >&2
    return 1
  fi
}

# Only checks our sums once more; the tests that need it are skipped without it.
setup_office() {
  command -v soffice >/dev/null || apt_install libreoffice-calc || true
}

postgres_answers() {
  .venv/bin/python - "$1" 2>/dev/null <<'PYTHON'
import sys

import psycopg2

psycopg2.connect(sys.argv[1], connect_timeout=3).close()
PYTHON
}

# Prints the address of a server for tests, or nothing. Only CI, as root, may start one.
setup_postgres() {
  local url="${TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres}" password
  if postgres_answers "$url"; then echo "$url"; return; fi
  if [ "${CI:-}" != true ] || [ -n "${TEST_DATABASE_URL:-}" ] || [ "$(id -u)" != 0 ]; then return; fi
  command -v pg_ctlcluster >/dev/null || apt_install postgresql || return 0
  service postgresql start >/dev/null 2>&1 || true
  sleep 3
  password="$(.venv/bin/python -c 'import secrets; print(secrets.token_hex(16))')"
  (cd / && su postgres -c "psql -q -v ON_ERROR_STOP=1" >/dev/null 2>&1) <<SQL || return 0
DROP ROLE IF EXISTS kla_test;
CREATE ROLE kla_test SUPERUSER LOGIN PASSWORD '$password';
SQL
  url="postgres://kla_test:$password@127.0.0.1:5432/postgres"
  if postgres_answers "$url"; then echo "$url"; fi
}

for part in "$@"; do "setup_$part"; done
