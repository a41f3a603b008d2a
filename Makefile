# traiber: everything that a person types who has the sources. `make` lists the targets.
# Needed: make and Python 3.11 or newer. All else is put into .venv, pinned by hash.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; break; fi; done)
VENV ?= .venv
DEMO ?= demo
PYTEST_ARGS ?=
LOCK_ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
FOLDERS := data graph ontology visualizations
# Folders count as sources too: their date changes when a file is deleted. (Not the catalogue's: its check writes there.)
SOURCES := setup.cfg pyproject.toml py.typed $(wildcard *.py README.md) \
	$(shell find $(FOLDERS) -name __pycache__ -prune -o -name LC_MESSAGES -o -print)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs catalogue lock wheel clean

help: ## this list
	@echo "traiber: make TARGET"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | while IFS='|' read -r target text; \
		do printf '  %-11s %s\n' "$$target" "$$text"; done
	@echo
	@echo "Settings: PYTHON=python3.12  VENV=.venv  DEMO=demo  PYTEST_ARGS='-k startup'"
	@echo "Python here: $(or $(PYTHON),none that is 3.11 or newer)"

demo: $(VENV)/installed ## build the example networks in ./demo and say what to open
	$(BIN)/traiber demo --force $(DEMO)

test: $(VENV)/installed $(VENV)/tools ## run all tests, docstring examples too, on the installed package
	$(BIN)/pytest tests --doctest-modules --pyargs traiber $(PYTEST_ARGS)

check: $(VENV)/installed $(VENV)/tools ## style, types, layers and message catalogue
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p traiber
	$(BIN)/lint-imports --no-logo
	$(MAKE) --no-print-directory build/traiber.pot
	$(BIN)/pybabel --quiet update --check --ignore-pot-creation-date --no-fuzzy-matching --no-wrap -D traiber -l de -i build/traiber.pot -d ontology/locale

bench: $(VENV)/installed $(VENV)/tools ## run the benchmarks (minutes)
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

docs: $(VENV)/installed ## write the ontology and all sheets and columns as pages: build/docs/*.html
	@mkdir -p build/docs
	$(BIN)/python -m traiber.ontology.documentation build/docs/ontology.html
	$(BIN)/python -m traiber.data.sheets --language de build/docs/sheets-de.html
	$(BIN)/python -m traiber.data.sheets --language en build/docs/sheets-en.html

catalogue: build/traiber.pot ## after a change of texts: update the German catalogue and compile it
	$(BIN)/pybabel --quiet update --ignore-pot-creation-date --no-fuzzy-matching --no-wrap -D traiber -l de -i build/traiber.pot -d ontology/locale
	$(BIN)/pybabel --quiet compile -D traiber -l de -d ontology/locale

lock: ## after a change of dependencies: write both lock files anew (LOCK_ARGS=--upgrade: all to the newest)
	$(call require_python)
	test -x build/uv/bin/uv || { $(PYTHON) -m venv build/uv && build/uv/bin/python -m pip --quiet install 'uv>=0.9,<1'; }
	$(call lock_from,--extra build --extra test --extra dev --output-file requirements-dev.lock)
	$(call lock_from,--extra build --constraint requirements-dev.lock --output-file requirements.lock)

wheel: $(VENV)/requirements ## write the package as one file: dist/traiber-VERSION-py3-none-any.whl
	rm -rf build/lib
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

clean: ## delete everything that make has made
	rm -rf $(VENV) $(DEMO) build dist traiber.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One virtual environment, filled in steps; each file says that a step is done.

$(VENV)/requirements: requirements.lock
	$(call require_python)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/tools: requirements-dev.lock $(VENV)/requirements
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# build/lib is removed because setuptools would ship files from it that are deleted by now.
$(VENV)/installed: $(SOURCES) $(VENV)/requirements
	rm -rf build/lib
	$(PIP) install --no-deps --no-build-isolation --force-reinstall .
	@touch $@

# click has no German words of its own and looks its texts up in our catalogue (ontology/language.py). They
# are taken from the click of the lock file, so that `make check` says when a new click has new texts.
.PHONY: build/traiber.pot
build/traiber.pot: $(VENV)/tools
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k _ -k gettext_ -k ngettext_:1,2 --no-location --sort-output \
		--project traiber -o $@ $(FOLDERS) $(wildcard cli.py) \
		"$$($(BIN)/python -c 'import click; print(*click.__path__)')"

define require_python
@test -n "$(PYTHON)" || { echo "traiber needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3.11" >&2; exit 2; }
endef

define lock_from
build/uv/bin/uv --quiet pip compile setup.cfg --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-header $(LOCK_ARGS) $(1)
endef
