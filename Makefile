# rtm2: `make run` shows it, `make test` proves it.
GO       ?= go
LINTER   := $(GO) tool -modfile=tools/go.mod golangci-lint
FUZZTIME ?= 1m
EXECUTIONS ?= 1000000
MUTATIONS  ?= 5000
COUNT    ?= 6
BENCH    ?= .

.PHONY: run test needs lint web unit cross smoke-fuzz bench fuzz campaign eval build clean

run: ## the server with the demo scene, on http://localhost:5000
	$(GO) run ./cmd/rtm2

test: needs lint web cross unit smoke-fuzz ## everything that must hold; names what it needs

needs: ## says what is missing on this machine, and how to install it
	@scripts/needs

lint: ## format, vet and golangci-lint with the floors
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "gofmt would change these files"; exit 1; }
	$(GO) vet ./...
	$(LINTER) run ./...

web: ## the page: strict type check, and its unit tests under Node
	cd tools/web && npm ci --silent --no-audit --no-fund && npm run --silent check

unit: ## every Go test with the race detector, the browser included
	$(GO) test -race -timeout 40m $$($(GO) list ./... | grep -v /e2e$$)
	$(GO) test -race -count 1 -timeout 20m ./internal/e2e # it tests a binary, of which the test cache knows nothing

cross: ## the static binary for every platform, without cgo
	scripts/cross

smoke-fuzz: ## every fuzz target for a moment
	scripts/fuzz 3s

fuzz: campaign ## every fuzz target for FUZZTIME (1m), and the campaign
	scripts/fuzz $(FUZZTIME)

campaign: ## damaged JPEGs by the million: EXECUTIONS (1000000) of them, MUTATIONS (5000) of each kind
	JPEGDCT_EXECUTIONS=$(EXECUTIONS) JPEGDCT_MUTATIONS=$(MUTATIONS) $(GO) test -count 1 -v -timeout 0 \
		-run 'TestRandomDamage|TestRandomLanes|MutationCampaign' ./internal/jpegdct

bench: ## benchmarks in a form that benchstat reads; BENCH and COUNT choose
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

eval: ## docs/quality.md: the detector on every scene, and on the footage in ../shared/data where it is there
	$(GO) run ./cmd/rtm2 eval --beside internal/eval/testdata/opencv.json --out docs/quality.md \
		$(patsubst %/frames.csv,%,$(wildcard ../shared/data/*/frames.csv))

build: ## the binary for this machine in bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o bin/rtm2 ./cmd/rtm2

clean:
	rm -rf bin dist
