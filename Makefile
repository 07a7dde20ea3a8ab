# Two commands matter: `make lab` and `make test`. Both do all the set-up first.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help lab test check setup system lock wheels release book outputs toggles practice captures reconstruct test-recorder test-pyodide test-axe test-fronts test-cluster test-kill peers bench bench-grading fuzz attacks calibration hub hub-clean test-hub test-pods bench-hub clean

# What a shell may hold to steer another Python must not steer these.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

py := .venv/bin/python

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

lab: setup ## set up, build the course with its demo class, open JupyterLab
	@$(py) tools/system.py isolation
	@$(py) tools/lab.py

test: setup system ## set up and run every check and test
	@$(py) tools/run.py lint format types tooltypes hubtypes tests notebooks

check: setup ## only lint, format and types
	@$(py) tools/run.py lint format types tooltypes hubtypes

setup: ## make .venv and .venv-student from the locks
	@python=$$(sh tools/python.sh) && "$$python" tools/setup.py

system: setup ## install Chromium and bubblewrap where this may (root with apt)
	@$(py) tools/system.py

lock: setup ## renew both locks from pyproject.toml (UPGRADE=1 for newer versions)
	@$(py) tools/lock.py $(if $(UPGRADE),--upgrade)

wheels: setup ## build the whole wheel and the student's into dist/
	@$(py) -m build --wheel --no-isolation --outdir dist .
	@$(py) -m build --wheel --no-isolation --outdir dist student

release: setup ## generate the students' notebooks from source/
	@$(py) -m hvutils.cli course build

outputs: setup ## run the notebooks of source/ and store what changed of their outputs
	@$(py) tools/outputs.py $(if $(SECTION),--section "$(SECTION)")

toggles: setup ## compute what follows from each part of a practice sample's evidence
	@$(py) tools/toggles.py $(if $(SAMPLE),--sample "$(SAMPLE)")

book: setup ## write the reading edition, static pages without answers, to dist/book
	@$(py) tools/book.py

practice: setup ## seal the plain answers in the tables of practice
	@$(py) tools/practice.py

captures: setup ## record the machines of the course (MACHINE=name for one; root installs QEMU)
	@packages=$$($(py) -m recorder --missing $(if $(MACHINE),--machine "$(MACHINE)")) && \
	  $(py) tools/system.py --packages $$packages
	@$(py) -m recorder $(if $(MACHINE),--machine "$(MACHINE)")

reconstruct: setup ## write the reconstructed machines of the course (MACHINE=name for one)
	@$(py) -m reconstructor $(MACHINE)

test-recorder: setup ## boot a virtual machine and compare it with the one that is shipped
	@packages=$$($(py) -m recorder --missing --machine microvm) && \
	  $(py) tools/system.py --packages $$packages
	@HV_RECORD=1 $(py) -m pytest tests/recorder

test-pyodide: wheels ## judge machines with the wheel in a browser's Python (node, npm, network)
	@missing=; for tool in node npm; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	if [ -n "$$missing" ]; then \
	  echo "Not tried in a browser's Python, for this is missing:$$missing. Install Node.js 18 or newer."; \
	  [ -z "$$HV_REQUIRE_ALL" ]; exit; \
	fi; \
	set -e; mkdir -p test-output/pyodide; \
	cp tests/pyodide/* test-output/pyodide; \
	npm ci --silent --no-audit --no-fund --prefix test-output/pyodide; \
	node test-output/pyodide/reads.mjs "$$(ls -t dist/hvutils-*.whl | head -n 1)" tests/reader/golden

peers: setup ## compare with virt-what and lscpu on their own recorded machines (apt, network)
	@$(py) -m tests.peers

test-axe: setup ## check the reading edition and what can be tried with axe-core (node, npm, network)
	@command -v npm >/dev/null || { \
	  echo "Not checked for accessibility, for npm is missing. Install Node.js 18 or newer."; \
	  [ -z "$$HV_REQUIRE_ALL" ]; exit; \
	}; \
	set -e; mkdir -p test-output/axe; \
	cp tests/axe/* test-output/axe; \
	npm ci --silent --no-audit --no-fund --prefix test-output/axe; \
	HV_AXE="$(CURDIR)/test-output/axe/node_modules/axe-core/axe.min.js" \
	  $(py) -m pytest tests/course/test_book_axe.py \
	    tests/browser/test_to_try.py -k "violation"

test-fronts: setup system ## run every notebook in JupyterLab and in Notebook 7 (minutes)
	@HV_FRONTS=1 $(py) -m pytest tests/browser/test_fronts.py

test-cluster: setup ## grade on a Dask cluster, and into PostgreSQL (apt)
	@$(py) tools/system.py isolation postgresql
	@HV_CLUSTER=1 $(py) -m pytest tests/grading/running/test_cluster.py tests/grading/running/test_postgresql.py

test-kill: setup ## kill grading at a hundred random moments, and compare what it comes to
	@$(py) tools/system.py isolation
	@$(py) -m tests.grading.running.killing 100

bench: setup ## measure how fast the reader and the grading are, and print figures
	@$(py) -m measure
	@$(py) -m benchmarks
	@$(py) -m benchmarks.grading

bench-grading: setup ## measure how fast a class is graded, beside stock nbgrader
	@$(py) -m benchmarks.grading

fuzz: setup ## fuzz every parser and the archive reader (FUZZ_SECONDS=600)
	@$(py) -m measure
	@$(py) -m fuzz

calibration: setup ## measure how often verdicts are right; renews docs/calibration.md
	@$(py) -m tests.reader.agreement --calibration

attacks: setup system ## run the corpus of attacks through nbgrader autograde too (minutes)
	@HV_ATTACKS=all $(py) -m pytest tests/attacks

hub: setup ## a JupyterHub with a demo class (root: real users, in HUB=/srv/hypervisors; PORT=8000)
	@$(py) tools/system.py isolation hub
	@$(py) tools/hubs.py

hub-clean: setup ## remove the hub of HUB, with the users that it made and their homes
	@$(py) tools/hubs.py remove

test-hub: setup ## the whole cycle in a real hub and browser, and who may see what (root, npm)
	@$(py) tools/system.py isolation hub chromium
	@$(py) tools/hubs.py install
	@HV_HUB_TESTS=1 $(py) -m pytest tests/hub

test-pods: setup ## the cluster's pods by KubeSpawner, its files by Kubernetes' schemas (network)
	@$(py) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade \
	  --target test-output/pods -r tests/hub/pods.lock
	@HV_PODS=1 $(py) -m pytest tests/hub/test_pods.py

bench-hub: setup ## measure a real hub with a class (STUDENTS=100; root, npm)
	@$(py) tools/hubs.py install
	@$(py) -m benchmarks.hub

clean: ## remove what the commands made
	rm -rf .venv .venv-student demo dist test-output
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
