# Istruttoria: everything starts from here. Needs Python 3.11 and make; nothing else.
PYTHON ?= python3.11
ifeq (, $(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif
BIN := .venv/bin

.PHONY: setup demo test crash-matrix chaos bench check docs pictures lock clean

setup: .venv/.ready

.venv/.ready: requirements.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if v in ((3, 11), (3, 12)) else f"Istruttoria needs Python 3.11 or 3.12; this is {v[0]}.{v[1]}: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/python -m deployments.demo --out var/demo

# Two at a time, each file by one; what is held to seconds runs after the others, alone.
test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not alone and not storm"
	$(BIN)/python -m pytest -m "alone and not storm"

# Every point at which the whole rehearsal can be killed; `make test` kills at those after which the disk is another.
crash-matrix: setup
	ISTRUTTORIA_CRASH_ALL=1 $(BIN)/python -m pytest -s tests/flows/test_*crash_matrix.py

# The clock held to its seconds, then 200 processes and 20 rounds of kills, on SQLite and (where ISTRUTTORIA_TEST_POSTGRES names a server) on PostgreSQL;
# then the storms, and every law on three hundred cases.
chaos: setup
	ISTRUTTORIA_CHAOS=full $(BIN)/python -m pytest -s tests/flows/test_legal_instants.py tests/flows/test_chaos.py
	$(BIN)/python -m pytest -m storm tests/domain tests/flows/test_assembly_rehearsal.py
	ISTRUTTORIA_CHAOS=full $(BIN)/python -m pytest -m "not alone and not storm" tests/domain

bench: setup
	$(BIN)/python -m benchmarks.run

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup
	$(BIN)/python -m deployments.docs

# The manual's pictures, taken from the running desk; needs chromium.
pictures: setup
	ISTRUTTORIA_PICTURES=docs/manuale/immagini $(BIN)/python -m pytest tests/browser

lock: setup
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --extra dev --python-version 3.11 pyproject.toml -o requirements.lock

clean:
	rm -rf .venv var
