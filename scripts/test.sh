#!/usr/bin/env bash
# Runs the tests on SQLite, then on PostgreSQL when a server answers; CI=true insists on both.
# Arguments go to pytest.
set -uo pipefail
cd "$(dirname "$0")/.."
unset DEBUG DATABASE_URL MEDIA_ROOT STORAGE_URL CACHE_URL CLAMD_URL EMAIL_URL

failed=0
ran="SQLite"
python=.venv/bin/python

TEST_DATABASE_NAME='' $python -m pytest -q -n 2 -W error "$@" || failed=1

url="$(scripts/setup.sh postgres)"
if [ -n "$url" ]; then
  ran="$ran, PostgreSQL"
  DATABASE_URL="$url" TEST_DATABASE_NAME="${TEST_DATABASE_NAME:-test_kla}" \
    $python -m pytest -q -n 2 -W error --create-db --only-database "$@" || failed=1
elif [ "${CI:-}" = true ]; then
  echo "PostgreSQL does not answer; CI needs it (TEST_DATABASE_URL)." >&2
  failed=1
else
  echo "PostgreSQL does not answer (TEST_DATABASE_URL): tested on SQLite only." >&2
fi
echo "Databases tested: $ran"
exit $failed
