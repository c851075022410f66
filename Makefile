# The habits of the project. `make run` and `make test` need nothing but Python 3.11 to 3.13, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install run test check format bench browser screenshots samples pages vectors train lock clean

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Gatewise needs Python 3.11 to 3.13; $(PYTHON) is {v[0]}.{v[1]}. Name another one: make PYTHON=python3.12 install")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: install  ## the page, in the browser
	@$(BIN)/gatewise serve

test: install check  ## everything that has to hold
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: install  ## style, types, import contracts, content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/gatewise framework validate knowledge/frameworks/five-gates.yaml
	$(BIN)/python -m evals.content

vectors: install  ## after a change of the guidance or its questions: the vectors that come with them
	$(BIN)/python -m evals.vectors

TRAIN := .venv-train
$(TRAIN)/.installed: evals/training/requirements.lock evals/training/base.lock
	test -x $(TRAIN)/bin/python || $(PYTHON) -m venv $(TRAIN)
	$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r evals/training/requirements.lock
	$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r evals/training/base.lock
	@touch $@

train: $(TRAIN)/.installed  ## the reading model, from the labelled data; some hours on two cores, less with a GPU
	$(TRAIN)/bin/python -m evals.training

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install  ## speed, as ratios to a floor measured in the same run
	$(BIN)/python -m evals.bench.turn
	$(BIN)/python -m evals.bench.start
	$(BIN)/python -m evals.bench.search
	$(BIN)/python -m evals.bench.page
	$(BIN)/python -m evals.bench.tokens
	$(BIN)/python -m evals.bench.reports
	$(BIN)/python -m evals.bench.reading

browser: install  ## a Chromium for the tests of the page, where the machine has none
	$(BIN)/python -m playwright install chromium

screenshots: install  ## every screen and state, into build/screenshots
	$(BIN)/python -m evals.screenshots

samples: install  ## the finished example in every format, into docs/samples
	$(BIN)/python -m evals.samples

pages: install  ## every page of every export as a picture, into build/pages; needs LibreOffice
	$(BIN)/python -m evals.pages

lock:  ## needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev --no-annotate --upgrade \
		pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) $(TRAIN)
