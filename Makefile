# `make test` and `make demo` do all their set-up themselves. CONFIGURATION=Debug builds for the debugger.
CONFIGURATION ?= Release
BUILD := dotnet build --configuration $(CONFIGURATION) --nologo --verbosity quiet "-clp:ErrorsOnly;NoSummary"

.PHONY: help setup build test bench demo docs

help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Installs the Debian packages that are missing (as root), else names them.
	@ops/setup

build: ## Builds everything.
	@$(BUILD) Analytics.sln

test: setup build ## Runs all specs; the last line counts them.
	@CONFIGURATION=$(CONFIGURATION) tests/run

bench: setup ## Measures the pipeline on this machine.
	@dotnet run --configuration Release --project bench/Analytics.Benchmarks.csproj

demo: setup ## Watches a clip over RTSP and writes it with boxes and names.
	@ops/demo

docs: ## Writes the pages of docs/ that follow from the code.
	@$(BUILD) host/Analytics.Host.csproj
	@host/bin/$(CONFIGURATION)/net10.0/Analytics.Host docs docs
