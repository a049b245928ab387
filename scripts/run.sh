#!/usr/bin/env bash
# Starts the demo on this machine. What is already done is skipped: the stamp holds the code and
# data that the database was made from, and which database file that was.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
mkdir -p .cache
port="${PORT:-8000}"

# The demo runs as production does (our own error pages, built static files), without a certificate.
if [ ! -s .cache/secret_key ]; then
  (umask 077 && $python -c 'import secrets; print(secrets.token_urlsafe(64))' >.cache/secret_key)
fi
export SECRET_KEY="${SECRET_KEY:-$(cat .cache/secret_key)}"
export DEBUG="${DEBUG:-0}" DEMO="${DEMO:-1}" HTTPS="${HTTPS:-0}"
export ALLOWED_HOSTS="${ALLOWED_HOSTS:-127.0.0.1,localhost}" BASE_URL="${BASE_URL:-http://127.0.0.1:$port}"

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
  $python manage.py seed_demo --force >.cache/accounts
  [ -n "${DATABASE_URL:-}" ] || database_state >.cache/database
fi
cat .cache/accounts

# Makes the files of reports; ends with this process, which becomes the server.
$python manage.py worker --follow $$ &
exec $python -m kla.serve --port "$port"
