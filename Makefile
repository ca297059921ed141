# Everything a person or CI runs. Each target makes the virtual environment first if there is none.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
OFFICIAL := .venv-official/.ready .venv-windmill-api/.ready tests/parity/node_modules/.ready tests/codegen/typescript/node_modules/.ready
BROWSER := tests/browser/node_modules/.ready

.PHONY: demo test check format regen serve slice diff doctor parity-env browser-env pictures audit bench versions parity fuzz test-lowest test-python

demo: $(READY)          ## run a mock server and take two flows through their approvals
	$(BIN)/python docs/examples/first_approval.py

test: $(READY)          ## run the tests
	$(BIN)/python -m pytest

check: $(READY)         ## format, lint, types, import contracts, and the spec against all parts; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests benchmarks
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/windmill-approvals codegen check

format: $(READY)        ## rewrite the sources in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

regen: $(READY)         ## generate the low-level client from openapi.yaml
	$(BIN)/windmill-approvals codegen generate

slice: $(READY)         ## our operations out of Windmill's spec: make slice SPEC=theirs.yaml
	$(BIN)/windmill-approvals codegen slice $(SPEC)

diff: $(READY)          ## what another spec changes for users: make diff OLD=a.yaml NEW=b.yaml
	$(BIN)/windmill-approvals codegen diff $(OLD) $(NEW)

doctor: $(READY)        ## what of the client won't work with a running server: make doctor SERVER=http://…
	$(BIN)/windmill-approvals codegen doctor $(SERVER)

serve: $(READY)         ## a mock Windmill on http://127.0.0.1:8000
	$(BIN)/windmill-approvals serve

parity-env: $(OFFICIAL) ## Windmill's own clients and the TypeScript compiler, for the tests that need them

browser-env: $(BROWSER) ## axe-core, which holds the pages against WCAG in the browser tests; Chromium comes from the system

pictures: $(READY) $(BROWSER) ## the pictures of docs/, taken anew
	PICTURES=docs/pictures $(BIN)/python -m pytest tests/browser/test_pictures.py

.venv-official/.ready: tests/parity/requirements.txt
	test -x .venv-official/bin/python || $(PYTHON) -m venv .venv-official
	.venv-official/bin/pip install --quiet --requirement tests/parity/requirements.txt
	touch $@

.venv-windmill-api/.ready: tests/parity/windmill-api.txt
	test -x .venv-windmill-api/bin/python || $(PYTHON) -m venv .venv-windmill-api
	.venv-windmill-api/bin/pip install --quiet --requirement $<
	touch $@

versions: $(READY)      ## docs/versions.md, written anew: which versions of Windmill are recorded and what changed when
	$(BIN)/windmill-approvals versions > docs/versions.md

parity: $(READY) $(OFFICIAL) ## docs/parity.md, made anew of what Windmill's own clients and ours send
	$(BIN)/python -m tests.parity.wire.page

LEAST := 'pytest>=8.3,<10' 'hypothesis>=6.100,<7'
test-lowest: .venv-lowest/.ready ## the tests with the lowest version allowed of each dependency
	.venv-lowest/bin/python -m pytest tests/sdk tests/mockserver tests/contract

.venv-lowest/.ready: pyproject.toml tests/packaging/lowest.txt
	test -x .venv-lowest/bin/python || $(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/pip install --quiet --constraint tests/packaging/lowest.txt --editable '.[mock,codegen]' $(LEAST)
	touch $@

audit: $(READY) .venv-audit/.ready ## known vulnerabilities of what is installed; says what the registry gave no answer about
	$(BIN)/pip freeze --exclude-editable > .venv-audit/installed.txt
	.venv-audit/bin/pip-audit --disable-pip --no-deps --progress-spinner off --requirement .venv-audit/installed.txt

.venv-audit/.ready: Makefile
	test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet 'pip-audit>=2.10,<3'
	touch $@

test-python: pyproject.toml ## the tests under another Python: make test-python PYTHON=python3.13
	$(PYTHON) -m venv --clear .venv-python
	.venv-python/bin/pip install --quiet --editable '.[mock,codegen]' $(LEAST)
	.venv-python/bin/python -m pytest tests/sdk tests/mockserver tests/contract

EXAMPLES := 200
fuzz: $(READY)          ## generated requests of every operation, more than CI sends: make fuzz EXAMPLES=1000
	$(BIN)/python -m tests.fuzz.running $(EXAMPLES)

%/node_modules/.ready: %/package-lock.json
	npm ci --prefix $* --no-audit --no-fund
	touch $@

bench: $(READY) .venv-bench/.ready benchmarks/peers/node_modules/.ready ## measure, beside what people use instead, and write docs/performance.md; wants wrk
	$(BIN)/python -m benchmarks

.venv-bench/.ready: benchmarks/requirements.txt
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --requirement $<
	touch $@

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $(READY)
