# make demo    set up, read corpus/, write demo/figures.xlsx, print the summary
# make test    set up, run all tests
# make lint    ruff, mypy
# make score   scores over corpus/, with floors
# make bench   speed, memory and growth beside JioNLP (installs it into .cache/)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
AXE := .cache/node_modules/axe-core/axe.min.js

.PHONY: demo test lint score bench clean
.DEFAULT_GOAL := test

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,fast]'
	touch $(READY)

$(AXE):
	npm install --silent --no-audit --no-fund --no-save --prefix .cache axe-core@4

demo: $(READY)
	mkdir -p demo
	$(BIN)/baoshu extract corpus/*.txt --output demo/figures.xlsx --force

test: $(READY) $(AXE)
	$(BIN)/pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/baoshu patterns test

score: $(READY)
	$(BIN)/baoshu score corpus

bench: $(READY)
	$(BIN)/python bench

clean:
	rm -rf $(VENV) .cache demo dist
