# `make test` and `make demo` set up everything they need. CONFIGURATION=Debug builds for the debugger.
CONFIGURATION ?= Release
export DOTNET_CLI_TELEMETRY_OPTOUT = 1

# Silent unless it fails.
define build
	@mkdir -p artifacts
	@dotnet build $(1) --configuration $(CONFIGURATION) --nologo --verbosity quiet "-clp:ErrorsOnly;NoSummary" >artifacts/build.log 2>&1 \
		|| { cat artifacts/build.log; exit 1; }
endef

.PHONY: help setup build gpu lint test test-fast test-qdrant publish-test-qdrant bench bench-identification bench-peers bench-synth bench-bus chaos demo docs

help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Installs missing Debian packages as root; otherwise lists them.
	@ops/setup

build: ## Builds everything.
	$(call build,Analytics.sln)

gpu: ## Builds the program for NVIDIA GPUs, beside the ordinary build: artifacts/gpu.
	$(call build,host/Analytics.Host.csproj -p:OnnxRuntime=gpu)

lint: build ## Checks what the compiler does not: the wire's files, the width of lines, the form of the code; PART=wire, width or format.
	@ops/lint $(PART)

test: setup build ## Runs all specs; the last line gives the totals.
	@CONFIGURATION=$(CONFIGURATION) tests/run

test-fast: setup build ## Runs the specs that start no processes and are quick.
	@CONFIGURATION=$(CONFIGURATION) tests/run --fast

qdrant-specs := FakeQdrant QdrantFaceIndex QdrantConnection QdrantRecorded QdrantModelChange PendingErasure LiveQdrantFaceIndex LiveQdrantExchanges

test-qdrant: build ## Runs the specs of Qdrant; URL=http://host:6334 (gRPC, API key in QDRANT_API_KEY) adds a server.
	@CONFIGURATION=$(CONFIGURATION) QDRANT_URL=$(URL) tests/run --filter-class $(qdrant-specs:%='*.%Spec')

publish-test-qdrant: ## Publishes the specs of Qdrant with their runtime into DIR, for a machine without the SDK: DIR/test-qdrant [URL].
	$(if $(DIR),,$(error Name the folder: make publish-test-qdrant DIR=folder))
	@dotnet publish tests/Analytics.Tests.csproj --configuration $(CONFIGURATION) --runtime linux-x64 --self-contained --output $(DIR) --nologo \
		--verbosity quiet -p:NuGetLockFilePath=obj/publish.lock.json -p:RestoreLockedMode=false -p:ValidateExecutableReferencesMatchSelfContained=false
	@printf '%s\n' '#!/bin/sh' 'QDRANT_URL=$${1:-} exec "$$(dirname "$$0")/Analytics.Tests" --no-ansi --progress off \' \
		"    --filter-class $(qdrant-specs:%='*.%Spec')" >$(DIR)/test-qdrant
	@chmod +x $(DIR)/test-qdrant

bench: setup ## Measures the pipeline on this machine; README=docs/performance.md writes the table there.
	@dotnet run --configuration Release --project bench/Analytics.Benchmarks.csproj -- $(if $(README),--readme $(README)) $(ARGS)

bench-identification: ## Measures 1:N error rates on LFW=DIR; writes docs/identification.md and its plots.
	$(if $(LFW),,$(error Name the folder of Labeled Faces in the Wild: make bench-identification LFW=DIR))
	@dotnet run --configuration Release --project bench/Analytics.Benchmarks.csproj -- identification --lfw $(LFW) --docs docs $(ARGS)

bench-peers: ## Compares the embedded index with FAISS and hnswlib on the same vectors; SIZE=1000000 LENGTH=512.
	@mkdir -p artifacts/peers
	@./analytics bench index --size $(or $(SIZE),200000) --length $(or $(LENGTH),512) --spread $(or $(SPREAD),faces) \
		--vectors artifacts/peers --output json >artifacts/peers/analytics.json
	@bench/peers/peers.py artifacts/peers $(ARGS); status=$$?; rm -f artifacts/peers/*.f32; exit $$status

bench-synth: ## Measures models on synthetic people; writes docs/synth.md. LFW=DIR adds real people.
	@./analytics synth evaluate --docs docs $(if $(LFW),--lfw $(LFW)) $(ARGS)

bench-bus: ## Measures Kafka; writes docs/bus.md. Starts a broker from ANALYTICS_TEST_TOOLS, or uses SERVERS=HOST:PORT.
	@dotnet run --configuration Release --project bench/Analytics.Benchmarks.csproj -- bus --docs docs $(if $(SERVERS),--servers $(SERVERS)) $(ARGS)

chaos: setup ## Breaks a real site on this machine on purpose; writes docs/reliability.md. Takes about an hour.
	@dotnet run --configuration Release --project bench/Analytics.Benchmarks.csproj -- chaos --docs docs $(ARGS)

demo: setup ## Renders two cameras, watches them, one over RTSP, and compares the alerts with the truth.
	@ops/demo

docs: ## Writes the pages of docs/ that are generated from the code.
	$(call build,host/Analytics.Host.csproj)
	@host/bin/$(CONFIGURATION)/net10.0/Analytics.Host docs docs
