# make run          talk on http://127.0.0.1:8000/ (PORT=8001 make run for another port)
# make test         everything that is checked before a change goes in
# make test-full    the same, the slow tests too
# make test-deploy  the images built, docker-compose.yml read and all of it up, without a container engine (as root)
# make faults       the promises of docs/reliability.md, measured: half an hour (FAULTS_JSON=file keeps it)
# make soak         an hour of reconnecting, plotted into docs/soak.svg (SOAK_MINUTES=2 for less)
# make bench        CPU, delays and memory of the server beside other relays: twenty minutes (BENCH_JSON=file keeps it)
# make bench-page   what the page is promised to be, measured in Chromium: twenty minutes (BENCH_PAGE_JSON=file keeps it)
# make lint         style and types, Python and JavaScript
# make lock         requirements/ anew from pyproject.toml
# make help         this list

PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
# Most tests wait, for speech that takes the time it takes: two processes at a time, a file in one of them.
SIDE_BY_SIDE := -n 2 --dist loadfile
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes

.PHONY: run test test-full test-deploy lint lock help bench bench-page faults soak system-packages

run: $(VENV)/run.stamp
	@exec $(BIN)/python manage.py run_local --host $(HOST) --port $(PORT)

test: lint
	@$(PYTEST) $(SIDE_BY_SIDE) -m "not slow and not deploy and not alone"
	@$(PYTEST) -m "alone and not slow"

test-full: lint
	@$(PYTEST) $(SIDE_BY_SIDE) -m "not deploy and not alone"
	@$(PYTEST) -m alone

test-deploy: $(VENV)/test.stamp
	@tests/system-packages caddy buildah debootstrap docker-compose
	@$(BIN)/python -m pytest -m deploy tests/deploy

lint: $(VENV)/test.stamp node_modules/install.stamp
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@npm run --silent check
	@npm test --silent

faults: $(VENV)/test.stamp
	@$(BIN)/python -m tests.faults $(FAULTS)

SOAK_MINUTES ?= 60

soak: $(VENV)/test.stamp
	@$(BIN)/python -m tests.faults.soak --minutes $(SOAK_MINUTES)

bench: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench $(BENCH)

bench-page: $(VENV)/test.stamp node_modules/install.stamp
	@$(BIN)/python -m tests.bench_page $(BENCH_PAGE)

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "livechat needs Python 3.11 or newer. Type: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python can't make virtual environments here. Type: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements/run.txt $(VENV)/made.stamp
	@echo "Installing into $(VENV): a minute or two, this once."
	@$(INSTALL) -r $<
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/made.stamp | system-packages
	@echo "Installing into $(VENV): a minute or two, this once."
	@$(INSTALL) -r $<
	@touch $(VENV)/run.stamp $@

node_modules/install.stamp: package-lock.json | system-packages
	@npm ci --silent --no-audit --no-fund
	@touch $@

system-packages:
	@tests/system-packages

# Exact versions with hashes; the four agree with each other.
PIP_COMPILE = $(VENV)/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: $(VENV)/made.stamp
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check "pip-tools>=7.5,<8"
	@$(PIP_COMPILE) -o requirements/test.txt --extra speech --extra postgres --extra test pyproject.toml
	@$(PIP_COMPILE) -o requirements/serve.txt --extra speech --extra postgres -c requirements/test.txt pyproject.toml
	@$(PIP_COMPILE) -o requirements/run.txt --extra speech -c requirements/test.txt pyproject.toml
	@$(PIP_COMPILE) -o requirements/base.txt -c requirements/test.txt pyproject.toml
