# Everything here wraps a Go command that also works alone.
.DEFAULT_GOAL := help
COUNT    ?= 6
BENCH    ?= .
FUZZTIME ?= 20s
PKG      ?= ./...

.PHONY: help check test layout bench fuzz demo build generate tidy ci

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

check: ## all that must hold before a change is proposed
	go run ./tools/check

test: ## the tests alone (PKG=./scoring)
	go test $(PKG)

layout: ## the repository against ARCHITECTURE.md
	go test . -run Layout

bench: ## benchmarks (BENCH=name COUNT=6 PKG=./index); compare two runs with go tool benchstat
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) $(PKG)

fuzz: ## every fuzz target for FUZZTIME=20s (PKG=./scoring)
	@set -e; for p in $$(go list $(PKG)); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
			echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p; \
		done; \
	done

demo: ## the invented province, served at http://localhost:8080
	go run ./cmd/sansang demo

build: ## the program, as ./sansang
	CGO_ENABLED=0 go build -trimpath -o sansang ./cmd/sansang

generate: ## make the generated files again
	go generate ./...

tidy: ## go.mod and go.sum as the imports need them, Go files formatted
	go mod tidy
	gofmt -w $$(git ls-files '*.go' | grep -v /testdata/)

ci: ## what runs on a clean clone, up to an hour
	./.ci/run
