# make demo    set up, read corpus/, write demo/figures.xlsx, print the summary
# make test    set up, run all tests
# make lint    ruff, mypy
# make score   scores over corpus/, with floors
# make bench   speed, memory and growth beside JioNLP (installs it into .cache/)
# make fuzz    each reader on changed inputs, 10 minutes of processor time each (FUZZ_SECONDS=60 for less)
PYTHON ?= python3
FUZZ_SECONDS ?= 600
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint score bench fuzz clean
.DEFAULT_GOAL := test

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,fast]'
	touch $(READY)

demo: $(READY)
	mkdir -p demo
	$(BIN)/baoshu extract corpus/*.txt --output demo/figures.xlsx --force

test: $(READY)
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

fuzz: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	nice $(BIN)/python tests/fuzz/run.py all $(FUZZ_SECONDS)

clean:
	rm -rf $(VENV) .cache demo dist
