#!/usr/bin/env bash
# Starts the demo on this machine. What is already done is skipped: the stamp holds the code and
# data that the database was made from, and which database file that was.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBUG="${DEBUG:-1}"
python=.venv/bin/python
mkdir -p .cache

fingerprint() { find "$@" -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum | sha256sum; }

built="$(fingerprint static requirements.txt)"
if [ "$(cat .cache/static 2>/dev/null)" != "$built" ] || [ ! -f staticfiles/staticfiles.json ]; then
  $python manage.py collectstatic --noinput --clear --verbosity 0
  echo "$built" >.cache/static
fi

database_state() {
  fingerprint agencies assessment fixtures
  stat -c '%i' db.sqlite3 2>/dev/null || echo none
}

if [ -n "${DATABASE_URL:-}" ] || [ ! -f .cache/accounts ] || [ "$(cat .cache/database 2>/dev/null)" != "$(database_state)" ]; then
  $python manage.py migrate --noinput --verbosity 0
  $python manage.py load_instrument fixtures/instruments/kla-2024.json
  $python manage.py seed_demo >.cache/accounts
  [ -n "${DATABASE_URL:-}" ] || database_state >.cache/database
fi
cat .cache/accounts

exec $python -m kla.serve --port "${PORT:-8000}"
