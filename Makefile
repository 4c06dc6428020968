# Two commands matter: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONPATH := src:.

.PHONY: help run test test-all check lint types contracts packs audit words browser lock clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 14

run: .venv/run   ## set everything up and start the province with sample data
	@$(BIN)/yiwang run $(ARGS)

test: .venv/dev check   ## lint, types, contracts, packs, units, architecture, one journey a face (≤ 10 minutes)
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-all: .venv/dev   ## the slow half: all journeys, crash, concurrency, fuzz (≤ 40 minutes)
	$(BIN)/python -m pytest -n 2 -m "slow"

check: lint types contracts packs   ## everything that needs no database

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy src/yiwang

contracts: .venv/dev
	$(BIN)/lint-imports

packs: .venv/dev
	$(BIN)/yiwang packcheck

audit: .venv/dev   ## known weaknesses in the locked requirements; in closed networks: make audit OSV=all.zip
	@$(BIN)/python tools/audit.py $(if $(OSV),--osv $(OSV))

words: .venv/dev   ## gather new sentences for the English catalogue, and compile it (needs gettext)
	cd src/yiwang && DJANGO_SETTINGS_MODULE=yiwang.assembly.settings PYTHONPATH=.. ../../$(BIN)/django-admin makemessages \
	  -l en --ignore tests --no-location --no-wrap --no-obsolete
	cd src/yiwang/assembly/locale/en/LC_MESSAGES && msgfmt --check-format -o django.mo django.po

lock:            ## resolve the dependencies again (needs uv)
	cd requirements && for set in base dev bench; do uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header $$set.in -o $$set.txt; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Yiwang needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements/base.txt pyproject.toml | system
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null \
	  || $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt | browser
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# What only the system's package manager brings: installed where we may, said aloud where we may not.
.PHONY: system
system:
	@sh tools/system.sh fonts-noto-cjk:/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

browser:
	@sh tools/system.sh chromium:/usr/bin/chromium fonts-noto-cjk:/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

clean:           ## forget the environment (not the data)
	rm -rf .venv build src/*.egg-info
