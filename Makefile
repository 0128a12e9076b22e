# La seule porte : make run, make test, make check. Tout s’installe dans .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCAN := $(BIN)/kingfisher scan --no-validate --no-update-check --redact --quiet --rules-path deploy/secrets.yaml

.PHONY: install run test chaos fuzz check licences secrets audit bench mutants lock fraicheur clean
.DEFAULT_GOAL := run

install: $(VENV)/.installed ## installer le bot
run: install ## démarrer le bot (sans jeton : bac à sable)
	@$(BIN)/kinebot run

test: $(VENV)/.installed-dev ## installer et lancer tous les tests
	$(BIN)/pytest

chaos: export KINEBOT_CHAOS_SEED ?= $(shell date +%s)
chaos: export KINEBOT_CHAOS_CONVERSATIONS ?= 400
chaos: export KINEBOT_CHAOS_KILLS ?= 6
chaos: $(VENV)/.installed-dev ## des minutes de pannes au hasard ; KINEBOT_CHAOS_SEED=… rejoue un tirage
	$(BIN)/pytest -n0 -s -p no:randomly tests/chaos

fuzz: FUZZ_SECONDS ?= 60
fuzz: $(VENV)/.installed-fuzz ## chercher ce qui fait échouer les lecteurs, une minute chacun ; le trouvé reste dans .fuzz
	@for reader in messages presses amounts contents; do \
	  nice $(BIN)/python -m fuzz.$$reader -max_total_time=$(FUZZ_SECONDS) || exit 1; done

check: $(VENV)/.installed-dev licences secrets ## style, types, couches, contenu, dépendances, secrets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot benchmarks fuzz
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict content compose.yaml deploy .yamllint.yaml
	$(BIN)/kinebot check

licences: $(VENV)/.installed-dev ## ce que le bot installe : versions figées, licences admises
	@! grep -nvE '^[A-Za-z0-9._-]+==[^ /@;]+$$' requirements.lock \
	  || { echo "requirements.lock : une ligne, un nom==version"; exit 1; }
	@$(BIN)/python deploy/runtime.py > $(VENV)/runtime.txt
	@! grep -vxiFf requirements.lock $(VENV)/runtime.txt \
	  || { echo "installé, mais pas figé dans requirements.lock : make lock"; exit 1; }
	@$(BIN)/pip-licenses --summary --packages $$(sed 's/==.*//' $(VENV)/runtime.txt)

secrets: $(VENV)/.installed-dev ## aucun jeton, clé ni mot de passe dans les fichiers suivis, ni dans leur histoire
	@git ls-files -z | xargs -0 $(SCAN) --git-history none
	@$(SCAN) "$$(git rev-parse --git-common-dir)"

audit: $(VENV)/.installed-audit ## failles connues des versions figées (demande internet)
	$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement requirements.lock

bench: $(VENV)/.installed-bench ## mesures, face à d’autres programmes
	@npm ci --silent --no-audit --no-fund --ignore-scripts --prefix benchmarks/nlpjs \
	  || echo "nlp.js ne sera pas mesuré : npm manque, ou le réseau." >&2
	@$(BIN)/python -m benchmarks

mutants: $(VENV)/.installed-mutation ## changer le calcul et la lecture des montants : les tests le voient-ils ? (des heures)
	EXAMPLES=3 nice $(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

fraicheur: install ## ce qui arrive à échéance
	$(BIN)/kinebot check

lock: $(VENV)/.installed-dev $(VENV)/.installed-bench ## figer les versions exactes
	$(BIN)/python deploy/runtime.py dev bench > $(VENV)/requirements.lock
	mv $(VENV)/requirements.lock requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .index-cache .fuzz mutants

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Il faut Python 3.11, 3.12 ou 3.13 (ici : $$($(PYTHON) --version 2>&1)). Essayez : make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml requirements.lock | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml requirements.lock | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-mutation: pyproject.toml requirements.lock | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev,mutation]'
	@touch $@ $(VENV)/.installed-dev $(VENV)/.installed

$(VENV)/.installed-fuzz: pyproject.toml requirements.lock | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev,fuzz]'
	@touch $@ $(VENV)/.installed-dev $(VENV)/.installed

$(VENV)/.installed-audit: pyproject.toml requirements.lock | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[audit]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: pyproject.toml requirements.lock | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[bench]'
	@touch $@ $(VENV)/.installed
