# Make targets; `make` alone lists them.

# The newest Python from 3.11 to 3.14, unless PYTHON names one. The end-to-end tests start the stack with it too.
ifndef PYTHON
PYTHON := $(shell sh local/machine.sh python)
endif
export PYTHON
ENV ?= dev
STACK = $(PYTHON) local/stack.py
TESTED = .local/test
BROWSED = .local/browser
# The processor that samconfig.toml names for this deployment; Lambda on arm64 costs a fifth less.
PROCESSOR = $(if $(findstring Architecture=x86_64,$(shell sed -n "/^\[$(ENV)\./,/^\]/p" samconfig.toml)),x86-64,arm64)
# End-to-end tests wait more than they work, so more of them run at once than there are processors.
WAITING = 4
# The local AWS may stall on a busy machine. A failed test is tried once more; if it then passes, it is reported as flaky.
SECOND_TRIES = 1
SAM = SAM_CLI_TELEMETRY=0 .local/tools/sam/bin/sam

.PHONY: cargo cargo-deny clients client-types licences nextest help demo up shop stop samples test check long invoke deploy lambda readiness fmt build templates gates sbom compare-localstripe compare-aws end-to-end simulate mutations attack fuzz soak bench bench-functions bench-memory bench-growth bench-baskets bench-hot bench-gate bench-built python bench-search bench-recommendations browser-tests

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-28s %s\n", $$1, $$2 }'

demo: python ## from a clean checkout to a paid order on this machine; the shop keeps running
	@$(STACK) demo

shop: python ## open the shop of `make demo` again, and say where it is and whom to log in as
	@$(STACK) shop

up: python ## build every function, and bring the shop of `make demo` up to date with them
	@$(STACK) up --build

stop: python ## stop what demo started, and delete its data
	@$(STACK) down

check: nextest ## format, lints, fast tests, licences
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo nextest run --workspace --locked
	@$(MAKE) --no-print-directory licences

licences: cargo-deny ## licences and sources of the dependencies, and what is banned, by deny.toml
	cargo deny --log-level error --locked check bans licenses sources

long: nextest ## the tests that check and test leave out, for they take minutes (.config/nextest.toml); each night
	cargo nextest run --workspace --locked --ignore-default-filter -E 'not default()'

# From nothing, one pass lints and compiles: clippy-driver is a rustc that lints, and this is how cargo-clippy calls it.
LINTED = RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
# The end-to-end tests wait more than they work, so what needs no shop runs beside them, and gives way to them.
BESIDE = nice -n 15 $(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target licences templates gates clients
test: nextest python ## what each change must pass: check, the template, the gates, and the shop end to end under IAM
	cargo fmt --all --check
	$(LINTED) cargo build --workspace --all-targets --locked
	$(LINTED) cargo nextest run --workspace --locked
	@mkdir -p .local; $(BESIDE) >.local/beside.log 2>&1 & beside=$$!; status=0; \
	$(LINTED) $(MAKE) --no-print-directory end-to-end || status=1; \
	wait $$beside || status=1; cat .local/beside.log; exit $$status

invoke: python ## F=place-order: run one function on its sample event in the running stack
	@$(STACK) invoke $(or $(F),$(error say which function: make invoke F=place-order)) $(EVENT)

samples: up ## run every sample of events/ on the running stack, in the order of docs/api-walkthrough.md
	@$(STACK) samples

deploy: python ## ENV=dev|prod (BUILT=yes): build for Lambda, check the account, deploy to AWS, try every route
	@case "$(ENV)" in dev|prod) ;; *) echo "ENV is dev or prod, not '$(ENV)'"; exit 1;; esac
	$(if $(BUILT),,@$(MAKE) lambda ENV=$(ENV))
	@$(PYTHON) local/release.py $(ENV)

lambda: python ## ENV=dev|prod: build every function for Lambda, into target/lambda
	@$(STACK) install ship
	PATH="$(CURDIR)/.local/tools/ship/bin:$$PATH" cargo lambda build --release --locked --$(PROCESSOR) $(addprefix --package ,$(notdir $(wildcard functions/*)))

readiness: python ## ENV=dev|prod: list what the AWS account still needs; deploys nothing
	@$(PYTHON) local/release.py $(ENV) --only-look

fmt: ## format everything
	cargo fmt --all

build: ## build every binary for this machine
	cargo build --workspace --bins --locked

templates: python ## lint template.yaml and deploy/bootstrap.yaml
	@$(STACK) install sam
	.local/tools/sam/bin/cfn-lint template.yaml deploy/bootstrap.yaml
	$(SAM) validate --lint --region us-east-1

gates: python ## cfn-lint with the serverless rules, checkov and a search for secrets, each tried on planted mistakes
	@$(PYTHON) local/gates.py

clients: python ## lint openapi.yaml, import a Python client made from it; the TypeScript client: up to date, compiled, tested, packed in target/clients
	@$(PYTHON) local/clients.py

client-types: python ## write clients/typescript/src/generated anew, after a change of openapi.yaml
	@$(PYTHON) local/clients.py types

sbom: python ## target/sbom: a CycloneDX bill of materials for each binary that is shipped
	@$(PYTHON) local/sbom.py

compare-localstripe: python build ## compare the local Stripe with localstripe, somebody else's model
	@$(PYTHON) local/compare_localstripe.py

compare-aws: python build ## compare the databases: the local AWS's, the tests' embedded one, and moto, somebody else's DynamoDB
	@$(PYTHON) local/compare_aws.py

end-to-end: nextest python build ## buyers' journeys against a stack of its own, with a short payment window
	@unset STRIPE_API_KEY; \
	trap '$(STACK) down --instance $(TESTED)' EXIT; trap 'exit 130' INT TERM; \
	$(STACK) up --instance $(TESTED) --payment-window 20 || exit 1; \
	export BACKROOM_STACK="$(CURDIR)/$(TESTED)/stack.json"; \
	$(PYTHON) local/clients.py order --instance $(TESTED) || exit 1; \
	cargo nextest run --workspace --locked -E 'package(end-to-end)' --run-ignored only --no-tests=fail --test-threads $(WAITING) --retries $(SECOND_TRIES) --no-fail-fast && \
	$(STACK) samples --instance $(TESTED)

browser-tests: python build ## ONLY=pages: the shop's pages and payments in Chromium (CHROMIUM=/path), against a stack of its own: tests/browser
	@unset STRIPE_API_KEY; \
	trap '$(STACK) down --instance $(BROWSED)' EXIT; trap 'exit 130' INT TERM; \
	$(STACK) up --instance $(BROWSED) || exit 1; \
	$(PYTHON) local/browser_tests.py --instance $(BROWSED) $(ONLY)

soak: python ## MINUTES=5 (SEED=n): buyers shop while functions, Stripe and the network fail; then backroom reconcile
	@unset STRIPE_API_KEY; exec $(PYTHON) local/soak.py --minutes='$(or $(MINUTES),5)' $(addprefix --seed=,$(SEED))

attack: python ## ONLY=part (SAMPLES=2000, EXAMPLES=30, MINUTES=1, SEED=n): attack a stack of its own: timing, storms, floods, Schemathesis, the suites, libFuzzer
	@unset STRIPE_API_KEY; exec $(PYTHON) local/attack.py $(if $(ONLY),--only $(ONLY)) $(addprefix --samples=,$(SAMPLES)) $(addprefix --examples=,$(EXAMPLES)) $(addprefix --minutes=,$(MINUTES)) $(addprefix --seed=,$(SEED))

fuzz: python ## MINUTES=10 for each target (GROW=1 keeps new inputs in tests/fuzz/corpus): libFuzzer on every parser of untrusted input
	@$(PYTHON) local/attack.py --only fuzz --minutes $(or $(MINUTES),1) $(if $(GROW),--grow) $(addprefix --seed=,$(SEED))

# The allocator keeps freed memory, since the next run needs it again.
SIMULATE = MIMALLOC_PURGE_DELAY=-1 cargo run --profile simulation --locked --quiet --package simulation --
simulate: ## SEEDS=n: every fault at every call, all races, n schedules; SEED=n, PLAN=.. or RACE=.. shows one run
	@$(SIMULATE) $(if $(SEED),--seed $(SEED),$(if $(PLAN),--plan "$(PLAN)",$(if $(RACE),--race "$(RACE)",--seeds $(or $(SEEDS),1000))))

mutations: nextest python ## ONLY=M4: plants each bug of the list, on the wire and in a copy of the sources, and tells what found it
	@status=0; $(if $(ONLY),,$(SIMULATE) --mutations || status=1;) $(PYTHON) local/mutations.py $(ONLY) || status=1; exit $$status

BENCH = target/debug/bench
bench: ## every table of docs/benchmarks.md and docs/hot-product.md, one after the other; takes the options of the five below
	@$(MAKE) --keep-going --jobs=1 bench-functions bench-memory bench-growth bench-baskets bench-hot

bench-functions: python bench-built ## RUNS=100: cold starts, warm calls, counts and sizes beside a hello world, the SDK's defaults, Python and Node
	@$(STACK) install peer || echo "Going on without Python."
	@mkdir -p .local/tools/node && cp bench/peers/node/package*.json .local/tools/node/ \
	    && npm ci --prefix .local/tools/node --no-audit --no-fund --silent || echo "Going on without Node."
	@# One at a time: built together, hello would get the features of sdk-defaults.
	for peer in hello sdk-defaults; do \
	    cargo build --release --locked --manifest-path bench/peers/Cargo.toml --target-dir target/peers --package $$peer || echo "Going on without $$peer."; \
	done
	$(BENCH) run --runs $(or $(RUNS),100) --report docs/benchmarks.md

bench-memory: bench-built ## four functions with the processor share of five memory sizes
	cargo build --release --locked --package list-products --package place-order --package log-in --package sweep-orders
	$(BENCH) memory --report docs/benchmarks.md

BENCH_FAST = cargo run --profile simulation --locked --quiet --package bench --
bench-growth: ## ROWS=100000: lists and the sweep with that many rows
	$(BENCH_FAST) growth --most $(or $(ROWS),100000) --report docs/benchmarks.md

bench-baskets: python ## BASKETS=20000: a real supermarket's baskets, placed as orders
	@$(STACK) install catalogue
	@test -e .local/baskets.csv || .local/tools/catalogue/bin/python local/baskets.py .local/baskets.csv
	$(BENCH_FAST) baskets .local/baskets.csv --most $(or $(BASKETS),20000) --report docs/benchmarks.md

bench-search: ## SIZES=1000,100000: the search beside SQLite's full-text index and LIKE; prints the table of docs/search.md
	cargo run --profile simulation --locked --quiet --package bench-search -- $(or $(SIZES),1000,100000)

bench-recommendations: python ## how good the recommendations are on a real supermarket's baskets, beside what others do
	@$(STACK) install catalogue
	@test -e .local/baskets.csv || .local/tools/catalogue/bin/python local/baskets.py .local/baskets.csv
	cargo run --profile simulation --locked --quiet --package bench-recommendations -- .local/baskets.csv --report docs/recommendations.md

bench-hot: ## a product in demand: one stock row against several, in virtual time
	$(BENCH_FAST) hot --report docs/hot-product.md

bench-gate: bench-built ## bytes, instructions and system calls of the measured functions against bench/baseline.json
	$(BENCH) gate

# `--workspace` gives every build the same features, so that artefacts are reused.
bench-built:
	cargo build --workspace --bin bench --locked
	cargo build --release --locked --package list-products --package place-order
	cargo build --release --locked --package bench-database

# Pinned tools. They are compiled for a short build, not for speed.
NEXTEST_VERSION = 0.9.143
DENY_VERSION = 0.20.2
QUICK_BUILD = CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false
nextest: cargo
	@cargo nextest --version >/dev/null 2>&1 || $(QUICK_BUILD) cargo install --locked cargo-nextest --version $(NEXTEST_VERSION)
cargo-deny: cargo
	@cargo deny --version >/dev/null 2>&1 || $(QUICK_BUILD) cargo install --locked cargo-deny --version $(DENY_VERSION)
cargo:
	@command -v cargo >/dev/null || { echo "Failed: there is no cargo."; echo "To do:  install Rust with rustup; rust-toolchain.toml names the version"; exit 1; }
python:
	@sh local/machine.sh check
