# Everything a fresh machine needs is installed by npm; Node itself (24) comes with it, the machine's own only runs npm.
.PHONY: run test bench check servers

INSTALLED := node_modules/.package-lock.json

run: $(INSTALLED)
	npm run build:dashboard --silent
	npx --no-install tracker demo $(ARGS)

test: $(INSTALLED)
	npm test --silent

check: $(INSTALLED)
	npm run check --silent

bench: $(INSTALLED)
	npm run bench --silent

# A Kafka broker and a schema registry on this machine, until Ctrl-C.
servers: $(INSTALLED)
	npm run servers --silent

$(INSTALLED): package.json package-lock.json $(wildcard packages/*/package.json services/*/package.json services/*/dashboard/package.json)
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@
