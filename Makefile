# Everything a person or CI runs. Each target makes the virtual environments it needs first.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
OFFICIAL := .venv-official/.ready .venv-windmill-api/.ready tests/parity/node_modules/.ready tests/codegen/typescript/node_modules/.ready
BROWSER := tests/browser/node_modules/.ready

# Kept bytecode: some environments forbid it, and each process that a test starts would compile all it imports.
unexport PYTHONDONTWRITEBYTECODE

# One process more than cores, since some tests wait for a process or a server; what finishes early takes tests from the others.
CORES := --numprocesses $(shell expr `getconf _NPROCESSORS_ONLN` + 1) --dist worksteal

.PHONY: help demo test test-whole test-rest coverage check format regen serve slice upstream diff doctor lock parity-env browser-env pictures audit bench \
	versions reference docs docs-serve parity fuzz soak kill guard guard-renew test-lowest test-newest test-python

help:                   ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

demo: $(READY)          ## run a mock server and take two flows through their approvals
	$(BIN)/python docs/examples/first_approval.py

# What only test-whole has besides the rows left out: browsers, killed servers, and builds of the wheel.
SLOW := tests/browser tests/kill tests/packaging

test: $(READY)          ## run the tests on all cores; skips those whose tools are missing, and says which command brings them
	$(BIN)/python -m pytest $(CORES) $(SLOW:%=--ignore=%)

test-whole: $(READY)    ## as test, with browsers and builds, every row of the tables of which test takes a sample, and more examples
	WINDMILL_APPROVALS_EXAMPLES=40 $(BIN)/python -m pytest $(CORES) --whole

# The others look at the packages mostly from other processes.
MEASURED := tests/codegen tests/contract tests/mockserver tests/sdk

coverage: $(READY)      ## which branches of the three packages these rooms' tests take; fails below the floor in pyproject.toml
	$(BIN)/python -m pytest $(CORES) $(MEASURED) -m 'not untraced' --cov --cov-report term

test-rest: $(READY)     ## what coverage leaves out of test-whole; the gate runs these two instead of it
	WINDMILL_APPROVALS_EXAMPLES=40 $(BIN)/python -m pytest $(CORES) --rest '$(MEASURED)'

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

upstream: $(READY)      ## what another Windmill asks of this project: make upstream SPEC=folder-with-its-two-files (or CLONE@TAG)
	$(BIN)/windmill-approvals codegen upstream $(SPEC)

diff: $(READY)          ## what another spec changes for users: make diff NEW=b.yaml, or OLD=a.yaml NEW=b.yaml
	$(BIN)/windmill-approvals codegen diff $(OLD) $(NEW)

doctor: $(READY)        ## what of the client won't work with a running server: make doctor SERVER=http://…
	$(BIN)/windmill-approvals codegen doctor $(SERVER)

serve: $(READY)         ## a mock Windmill on http://127.0.0.1:8000
	$(BIN)/windmill-approvals serve

lock: .venv-lock/.ready ## the newest allowed versions of all that development needs, into requirements-dev.lock
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --group dev --extra mock --extra codegen \
		--no-annotate --no-emit-index-url --custom-compile-command 'make lock' --output-file requirements-dev.lock pyproject.toml

.venv-lock/.ready: Makefile
	test -x .venv-lock/bin/python || $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet 'uv>=0.9,<1'
	touch $@

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

versions: $(READY)      ## docs/reference/versions.md, written anew: which versions of Windmill are recorded and what changed when
	$(BIN)/windmill-approvals versions > docs/reference/versions.md

reference: $(READY)     ## the reference pages that the commands' own help and the mock's own OpenAPI document make, written anew
	$(BIN)/python -m tests.docs.reference_pages

docs: $(READY)          ## the documentation site, into site/; a dead link or an unknown name is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

docs-serve: $(READY)    ## the documentation site on http://127.0.0.1:8001, built anew when a page changes
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve --dev-addr 127.0.0.1:8001

parity: $(READY) $(OFFICIAL) ## tests/parity/parity.md, made anew of what Windmill's own clients and ours send
	$(BIN)/python -m tests.parity.wire.page

PORTABLE := tests/sdk tests/mockserver tests/contract
# What pip needs to know of dependency groups came with 25.1; older machines bring older ones.
PIP := 'pip>=25.1'

# Whatever the versions, the rules are the same; what libraries do with them shows where scenarios are played over stores.
RULES := tests/contract/test_replay.py tests/contract/test_random_flows.py

test-lowest: .venv-lowest/.ready ## the tests with the lowest version allowed of each dependency
	.venv-lowest/bin/python -m pytest $(CORES) $(PORTABLE) $(RULES:%=--ignore=%)

.venv-lowest/.ready: pyproject.toml tests/packaging/lowest.txt
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/pip install --quiet --upgrade $(PIP)
	.venv-lowest/bin/pip install --quiet --constraint tests/packaging/lowest.txt --group test --editable '.[mock,codegen]'
	touch $@

test-newest:            ## the tests with the newest version allowed of each dependency, whatever the lock file says
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/pip install --quiet --upgrade $(PIP)
	.venv-newest/bin/pip install --quiet --group test --editable '.[mock,codegen]'
	.venv-newest/bin/python -m pytest $(CORES) $(PORTABLE)

audit: $(READY) .venv-audit/.ready ## known vulnerabilities of what is installed; says what the registry gave no answer about
	$(BIN)/pip freeze --exclude-editable > .venv-audit/installed.txt
	.venv-audit/bin/pip-audit --disable-pip --no-deps --progress-spinner off --requirement .venv-audit/installed.txt

.venv-audit/.ready: Makefile
	test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet 'pip-audit>=2.10,<3'
	touch $@

test-python:            ## the tests under another Python: make test-python PYTHON=python3.13
	$(PYTHON) -m venv --clear .venv-python
	.venv-python/bin/pip install --quiet --upgrade $(PIP)
	.venv-python/bin/pip install --quiet --group test --editable '.[mock,codegen]'
	.venv-python/bin/python -m pytest $(CORES) $(PORTABLE)

EXAMPLES := 200
fuzz: $(READY)          ## generated requests of every operation and odd flows, more than CI sends: make fuzz EXAMPLES=1000
	$(BIN)/python -m tests.fuzz.running $(EXAMPLES)
	$(BIN)/python -W ignore -m tests.fuzz.flow_definitions $$(( $(EXAMPLES) * 5 ))

MINUTES := 10
soak: $(READY)          ## hostile flows, votes and waiting beside innocent flows, whose timeouts all fire in time: make soak MINUTES=3
	$(BIN)/python -W ignore -m tests.fuzz.soak $(MINUTES)

FLOWS := 1000
random-flows: $(READY)  ## flows over the whole language, more than the tests play: make random-flows FLOWS=5000
	$(BIN)/python -m tests.mockserver.flows.whole_language $(FLOWS)

%/node_modules/.ready: %/package-lock.json
	npm ci --prefix $* --no-audit --no-fund
	touch $@

bench: $(READY) .venv-bench/.ready benchmarks/peers/node_modules/.ready ## measure, beside what people use instead, and write docs/explanation/performance.md; wants wrk
	$(BIN)/python -m benchmarks

KILLS := 100
kill: $(READY)          ## servers killed under load, over SQLite and PostgreSQL: make kill KILLS=1000
	$(BIN)/python -m tests.kill.running $(KILLS)

guard: $(READY)         ## what the calls cost in counted instructions; fails where one got dearer by more than a tenth
	$(BIN)/python -m benchmarks.counting

guard-renew: $(READY)   ## keep the instructions counted now as those that `make guard` compares with
	$(BIN)/python -m benchmarks.counting renew

.venv-bench/.ready: benchmarks/requirements.txt
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --requirement $<
	touch $@

$(READY): pyproject.toml requirements-dev.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-deps --requirement requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)
