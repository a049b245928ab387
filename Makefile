# The face of the project for developers; see docs/development.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PORT ?= 8000
PYTHON := .venv/bin/python
BIN := .venv/bin
export DEBIAN_FRONTEND := noninteractive
export PORT

.PHONY: help setup run test check format e2e bench coverage screenshots lock

help:
	@echo "make setup | run [PORT=8000] | test | check | format | e2e | bench | coverage | screenshots | lock"

setup:
	@scripts/setup.sh python

run: setup
	@scripts/setup.sh pdf
	@scripts/run.sh

test: setup
	@scripts/setup.sh pdf
	@scripts/test.sh

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	DEBUG=1 $(BIN)/mypy
	$(BIN)/djlint --quiet --check templates
	$(BIN)/djlint --quiet --lint templates
	DEBUG=1 $(BIN)/lint-imports
	DEBUG=1 $(PYTHON) manage.py makemigrations --check --dry-run
	DEBUG=0 ALLOWED_HOSTS=kla.example BASE_URL=https://kla.example \
	  SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	  $(PYTHON) manage.py check --deploy --fail-level WARNING
	DEBUG=1 $(PYTHON) manage.py draw_workflow --check

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --quiet --reformat templates

e2e: setup
	@scripts/setup.sh pdf browser office
	$(PYTHON) -m pytest -q -m e2e

bench: setup
	@scripts/setup.sh pdf
	DEBUG=1 $(PYTHON) manage.py bench

coverage: setup
	@scripts/setup.sh pdf
	$(PYTHON) -m pytest -q -n 2 --cov --cov-report=
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --fail-under=100 --include='assessment/core/*,assessment/policies/*,agencies/policies.py'

# Draws the pictures of README and of the user guide anew.
screenshots: setup
	@scripts/setup.sh pdf browser
	$(PYTHON) -m scripts.screenshots

# Pins the packages anew, in an environment of its own.
lock:
	python3 -m venv .cache/lock
	.cache/lock/bin/pip install --quiet pip-tools==7.6.2
	for name in requirements requirements-dev; do \
	  env -u PIP_FIND_LINKS CUSTOM_COMPILE_COMMAND="make lock" .cache/lock/bin/pip-compile --quiet --upgrade \
	    --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host \
	    --no-emit-find-links --output-file $$name.txt $$name.in; \
	done
