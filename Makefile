# Everything a person or CI runs. Each target makes the virtual environment first if there is none.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
OFFICIAL := .venv-official/.ready tests/parity/node_modules/.ready

.PHONY: demo test check format regen serve parity-env

demo: $(READY)          ## run a mock server and take two flows through their approvals
	$(BIN)/python docs/examples/first_approval.py

test: $(READY)          ## run the tests
	$(BIN)/python -m pytest

check: $(READY)         ## format, lint, types and import contracts; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(READY)        ## rewrite the sources in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

regen: $(READY)         ## generate the low-level client from openapi.yaml
	$(BIN)/windmill-approvals codegen generate

serve: $(READY)         ## a mock Windmill on http://127.0.0.1:8000
	$(BIN)/windmill-approvals serve

parity-env: $(OFFICIAL) ## Windmill's own clients, for the tests that hold the mock against them

.venv-official/.ready: tests/parity/requirements.txt
	test -x .venv-official/bin/python || $(PYTHON) -m venv .venv-official
	.venv-official/bin/pip install --quiet --requirement tests/parity/requirements.txt
	touch $@

tests/parity/node_modules/.ready: tests/parity/package-lock.json
	npm ci --prefix tests/parity --no-audit --no-fund
	touch $@

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $(READY)
