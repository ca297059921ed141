# Everything a person or CI runs. Each target makes the virtual environment first if there is none.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test check format regen serve

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

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $(READY)
