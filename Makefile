PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUN := runs/seeds
HELD_OUT := 004_78326ce9ae187fce

.PHONY: run test lint dataset ship sbom audit clean

run: $(READY)
	$(BIN)/python -m data.build --input seeds --output $(RUN)/dataset --gold data/gold/seeds --holdout $(HELD_OUT)
	$(BIN)/python -m data.build --input data/gold/seeds/$(HELD_OUT).txt --from-gold --output $(RUN)/gold
	$(BIN)/python -m train.finetune --train $(RUN)/dataset/train --test $(RUN)/gold \
		--encoder train/encoder --output $(RUN)/checkpoint --epochs 20 --patience 8
	$(BIN)/phogov evaluate data/gold/seeds/$(HELD_OUT).txt --model $(RUN)/checkpoint
	$(BIN)/phogov tag seeds/$(HELD_OUT).txt --model $(RUN)/checkpoint --format jsonl --output $(RUN)/tagged.jsonl
	$(BIN)/phogov tag seeds/$(HELD_OUT).txt --model $(RUN)/checkpoint --format html --output $(RUN)/tagged.html
	@echo
	@echo "dataset      $(RUN)/dataset"
	@echo "checkpoint   $(RUN)/checkpoint"
	@echo "metrics      $(RUN)/checkpoint/metrics.json"
	@echo "JSONL        $(RUN)/tagged.jsonl"
	@echo "HTML         $(RUN)/tagged.html"

# Two processes side by side, a file of tests at a time, each with one thread for arithmetic.
test: lint
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy inference/phogov data train

# Rebuild the committed dataset of the five seeds.
dataset: $(READY)
	rm -rf data/built
	$(BIN)/python -m data.build --input seeds --output data/built --gold data/gold/seeds

# The shipped model, from gold and unlabelled documents that are not part of the repository.
SHARED ?= ../shared
ship: $(READY)
	$(BIN)/python -m train.ship --gold $(SHARED)/gold/train --corpus $(SHARED)/corpus/domain.jsonl.xz \
		--vectors $(SHARED)/corpus/general.jsonl.xz --measured $(SHARED)/gold/dev --work runs/ship

# What the environment is made of.
sbom: $(READY)
	$(BIN)/pip install --quiet --constraint constraints.txt cyclonedx-bom
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-file sbom.json $(BIN)/python

# Known vulnerabilities of the pinned packages; asks a database on the network.
audit: $(READY)
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf $(RUN) $(VENV)
