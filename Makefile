# Everything here prepares what it needs by itself, and is quick the second time.
# Needed: python3 (3.11 or newer, with its venv module) and make.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python

.PHONY: help run run-services test test-services security audit-deps e2e lint format bench bench-day bench-boards bench-million bench-calls bench-incident screens requirements prepare prepare-dev clean

help: ## list these commands
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: prepare ## everything on this machine, on SQLite (PORT=8001, EMPTY=1 for a clean start)
	@exec $(PY) bin/run_embedded.py

run-services: prepare ## the production shape, on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)
	@exec $(PY) bin/run_services.py

test: prepare-dev ## the test suite, on SQLite
	$(PY) -m pytest -n $${TEST_PROCESSES:-2} --dist loadfile -q $(ARGS)

test-services: prepare-dev ## the same suite and the fault tests, on PostgreSQL and Redis
	$(PY) bin/test_services.py $(ARGS)

security: prepare-dev ## who may see what, hostile input, limits, masking and keys, with figures
	$(PY) bin/security.py $(ARGS)

audit-deps: prepare-dev ## known holes of the pinned packages, and their licences into docs/licences.md
	$(PY) bin/supply.py $(ARGS)

e2e: prepare-dev ## the whole story in Chromium, phone and desktop, with axe
	$(PY) -m pytest tests_e2e -n $${E2E_PROCESSES:-2} --dist loadfile -q $(ARGS)

lint: prepare-dev ## format, rules, bandit, templates, types, migrations, deployment check
	$(PY) bin/lint.py

format: prepare-dev ## put the Python code into its format
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .

bench: prepare-dev ## figures on PostgreSQL: filing, statements, percentiles, and the 112 room in short
	$(PY) -m bench $(ARGS)
	$(PY) -m bench.day --calls 60 --seconds 90 --speed 3
	$(PY) -m bench.boards --minutes 0.5

bench-day: prepare-dev ## a day of the 112 room in ten minutes: 1,000 calls, three desks, board and wall, on PostgreSQL and Redis
	$(PY) -m bench.day $(ARGS)

bench-boards: prepare-dev ## statements per second with 3 and with 60 open boards, on PostgreSQL and Redis
	$(PY) -m bench.boards $(ARGS)

bench-million: prepare-dev ## lists, search and pages at 10,000 and 1,000,000 complaints, on PostgreSQL
	$(PY) -m bench.million $(ARGS)

bench-calls: prepare-dev ## figures and the wallboard with 1,000,000 calls of a year, on PostgreSQL
	$(PY) -m bench.calls_million $(ARGS)

bench-incident: prepare-dev ## a major incident with 2,000 reports: gathering, answering together, its pages, on PostgreSQL
	$(PY) -m bench.incident

screens: prepare-dev ## screenshots of every page at 360 and 1440 pixels, in docs/screenshots
	$(PY) bin/screens.py $(ARGS)

requirements: prepare-dev ## refresh the pins from requirements.in and requirements-dev.in
	$(PY) -m piptools compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --output-file requirements.txt requirements.in
	$(PY) -m piptools compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --output-file requirements-dev.txt requirements-dev.in

clean: ## remove the Python environment, caches and all local data
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis

prepare:
	@command -v python3 >/dev/null || { echo "python3 is missing. On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; exit 1; }
	@python3 bin/prepare.py

prepare-dev:
	@command -v python3 >/dev/null || { echo "python3 is missing. On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; exit 1; }
	@python3 bin/prepare.py --dev
