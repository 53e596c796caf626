# make deps, run, reset: the demonstration office.

.PHONY: deps deps-test run reset
## make run             build and start a demonstration office on loopback
## make reset           forget it
## make deps            install the Debian packages that are lacking
deps:
	@nginx/deps build run

deps-test:
	@nginx/deps build run test

# Built by a second make: what pkg-config says is known only after deps.
run: deps
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@BIN=$(BIN) exec nginx/run

reset:
	@nginx/reset
