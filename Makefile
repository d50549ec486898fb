# Everything a person does with this project, from a fresh clone on. Needs Python 3.11 or newer, git and make.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

FITTING := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON := $(shell for python in python3.13 python3.12 python3.11 python3; do \
	command -v $$python >/dev/null 2>&1 && $$python -c '$(FITTING)' >/dev/null 2>&1 && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What was compiled is kept, whatever the shell says: the tests start many processes of this code.
PYTEST := PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --timeout=600
# Files of tests share nothing but this machine: each process has its own databases, ports and cluster. Four, even on two
# cores: half of the time of a slow test is waiting. What never waits gets a process for each core: every further one would
# only read the whole suite once more.
SHARED := --dist loadfile --no-loadscope-reorder
AT_ONCE := --numprocesses 4 $(SHARED)
NEVER_WAITING := --numprocesses auto --maxprocesses 8 $(SHARED)
# pytest reads each file it is given: 300 others need not be read for the few tests that want the machine for themselves.
ALONE = $(shell grep --recursive --files-with-matches --include='test_*.py' --exclude-dir=node 'pytest\.mark\.alone' tests)
# Each keeps one core busy: two at once, those that take longest first, but for the one that is quick to say no.
LINTS := .lint-style .lint-types .lint-secrets .lint-pages .lint-holes .lint-advisories
UV := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: .venv/.run ## the whole service with its demo, on http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL, JIANFU_VAR)
	@JIANFU_DEMO=1 exec $(BIN)/flask --app wsgi serve

.PHONY: test
test: lint ## all checks and all tests; what this machine lacks is skipped loudly
	$(PYTEST) $(AT_ONCE) -m "not alone"
	$(PYTEST) -m alone $(ALONE)
	$(MAKE) cover

.PHONY: cover
cover: .venv/.dev ## tests/policy and tests/security alone go through every branch of policy/ and 95 % of security/
	$(PYTEST) $(NEVER_WAITING) --quiet tests/policy tests/security -m "not slow and not alone" --hypothesis-seed 0 \
		--hypothesis-profile fast --cov=policy --cov=security --cov-branch --cov-report=
	$(BIN)/coverage report --include "policy/*" --show-missing --skip-covered --fail-under 100
	$(BIN)/coverage report --include "security/*" --show-missing --skip-covered --fail-under 95

.PHONY: test-fast
test-fast: .venv/.dev ## the tests that need no browser, PostgreSQL, server or patience: a minute at most
	$(PYTEST) $(NEVER_WAITING) -m "not slow and not alone" --hypothesis-profile fast

.PHONY: test-long
test-long: .venv/.dev ## hostile inputs, kills, cuts and floods for longer: about an hour; SECONDS=60 for each input, TIMES=10
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60)
	$(PYTEST) $(AT_ONCE) --hypothesis-profile long tests/fuzz tests/security tests/policy
	TEST_TIMES=$(or $(TIMES),10) $(PYTEST) $(AT_ONCE) --timeout=1800 tests/promises/test_killed_at_random.py \
		tests/security/test_half_uploads.py tests/journeys/test_cut_uploads.py tests/journeys/test_flood.py \
		tests/api/test_document_is_fuzzed.py

.PHONY: mutate
mutate: .venv/.dev ## whether the tests notice changes to keys, receipts, permissions and moves, into docs/mutation.md (ten minutes)
	$(BIN)/python -m tests.support.mutation

.PHONY: lint $(LINTS)
lint: .venv/.dev ## style, types, layers, holes, secrets, advisories; the types of JavaScript where there is npm
	@$(MAKE) --jobs 2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) $(LINTS)

.lint-style:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

.lint-types:
	$(BIN)/mypy

.lint-secrets:
	$(BIN)/python -m tests.support.secret_scan

.lint-pages:
	$(BIN)/python -m tests.support.page_types

.lint-holes:
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml .

.lint-advisories:
	$(BIN)/python -m tests.support.advisories

.PHONY: promises
promises: .venv/.dev ## id, result and seconds of each promise of docs/promises.md
	$(PYTEST) $(AT_ONCE) -m promise --promises --quiet

.PHONY: policy-docs
policy-docs: .venv/.dev ## write docs/policy.md: every rule with its document, dates and test cases
	$(BIN)/python -m tests.support.policy_page

.PHONY: bench
bench: .venv/.dev ## ratios of speed, into bench/result.json; BENCH="filing queue" for some, BENCH=--million for more
	$(BIN)/python -m bench $(BENCH)

.PHONY: screenshots
screenshots: .venv/.dev ## every screen as a picture into .screens/, the four of README into docs/pictures/ (needs Chromium)
	$(BIN)/python -m tests.web.pictures $(SCREENS)

.PHONY: tour
tour: .venv/.dev ## the pictures of docs/tour.md, from a demo made for them (needs Chromium); TOUR="tasks figures" for some
	$(BIN)/python -m tests.web.theme_tour $(TOUR)

.PHONY: vendor
vendor: .venv/.dev ## fetch the browser libraries of web/vendor and compare; VENDOR=--write follows a changed manifest (needs npm)
	$(BIN)/python -m tests.support.vendoring $(VENDOR)

.PHONY: lighthouse
lighthouse: .venv/.dev ## what Lighthouse says of the pages on a phone, into docs/lighthouse.md (needs npm and chromium; minutes)
	$(BIN)/python -m tests.support.lighthouse

.PHONY: requirements
requirements: .venv/.dev ## lock the newest versions that requirements.in and requirements-dev.in allow
	$(UV) --upgrade --output-file requirements.txt requirements.in
	$(UV) --upgrade --output-file requirements-dev.txt requirements-dev.in

.PHONY: clean
clean: ## delete what the tools made; var/ is data, and stays
	rm -rf .fuzz mutants .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find tests/node -name node_modules -type d -prune -exec rm -rf {} +
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: requirements.txt .venv/.made
	@echo "Installing what the service needs into .venv; the first time this takes a minute."
	$(PIP) install --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "Installing what the tests need into .venv."
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
