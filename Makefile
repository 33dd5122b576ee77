# make demo    set up baoshu itself, read corpus/, write demo/figures.xlsx, print the summary
# make test    set up all that the tests need, run them
# make lint    ruff, mypy, the packs' examples
# make score   scores over corpus/, with floors
# make bench   speed, memory and growth beside JioNLP (installs it into .cache/)
# make fuzz    each reader on changed inputs, 10 minutes of processor time each (FUZZ_SECONDS=60 for less)
# make bench-scale   what a report costs on one machine and on Spark, and the sizing table (docs/scale.md)
# make spark-env     dist/baoshu-env.tar.gz: Python, baoshu and its packages, for the machines of a cluster (docs/spark.md)
PYTHON ?= python3
FUZZ_SECONDS ?= 600
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The longest files go first, so that none is waited for at the end.
FIRST := $(patsubst %,tests/test_%.py,spark faults arrow return docs review_learn archive_page recipes packs review)
# Tests that watch processes of their own by the clock: not beside Spark, which takes both cores; runs that are stopped beside nothing at all.
ALONE := tests/test_run_stopped.py
WATCHED := tests/test_web_review_page.py tests/test_hostile_kit.py tests/test_run.py
WATCHED += $(filter-out $(ALONE) $(WATCHED),$(wildcard tests/test_run*.py tests/test_web_*.py))
REST := $(filter-out $(FIRST) $(WATCHED) $(ALONE),$(wildcard tests/test_*.py))
AXE := .cache/node_modules/axe-core/axe.min.js
# Hundreds of processes are started; where the machine says that none may keep what it compiled, each compiles all modules anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test lint axe score bench bench-scale spark-env fuzz clean
.DEFAULT_GOAL := test

$(BIN)/baoshu: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fast]'
	touch $@

$(READY): $(BIN)/baoshu
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,fast,spark,engines]'
	touch $(READY)

$(AXE):
	npm install --silent --no-audit --no-fund --no-save --prefix .cache axe-core@4

axe: $(AXE)

demo: $(BIN)/baoshu
	mkdir -p demo
	$(BIN)/baoshu extract corpus/*.txt --output demo/figures.xlsx --force

test: $(READY) $(AXE)
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(FIRST) $(REST) extractor
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(WATCHED)
	$(BIN)/pytest $(ALONE)

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

bench-scale: $(READY)
	$(BIN)/python bench/scale.py

spark-env:
	rm -rf .cache/spark-env
	$(PYTHON) -m venv --copies .cache/spark-env
	.cache/spark-env/bin/pip install --quiet --disable-pip-version-check '.[data,doc,fast]' 'pandas>=2.2,<3' venv-pack setuptools
	mkdir -p dist
	.cache/spark-env/bin/venv-pack --quiet --force --prefix .cache/spark-env --output dist/baoshu-env.tar.gz

clean:
	rm -rf $(VENV) .cache demo dist
