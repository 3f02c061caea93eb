# Everything a fresh machine needs is installed by npm; Node itself (24) comes with it, the machine's own only runs npm.
.PHONY: run test bench check faults servers up down

INSTALLED := node_modules/.package-lock.json

run: $(INSTALLED)
	npm run build:dashboard --silent
	npx --no-install tracker demo $(ARGS)

test: $(INSTALLED)
	npm test --silent

check: $(INSTALLED)
	npm run check --silent

# A thousand kills on real servers; `make test` has fifty.
faults: $(INSTALLED)
	npm run faults --silent

bench: $(INSTALLED)
	npm run bench --silent

# A Kafka broker and a schema registry on this machine, until Ctrl-C.
servers: $(INSTALLED)
	npm run servers --silent

# Everything on this machine's docker: broker, registry, Redis, all services, Prometheus and Grafana.
up: $(INSTALLED)
	npx --no-install node scripts/write-env.ts
	docker compose up --build --detach --wait
	docker compose logs --no-log-prefix exports

down:
	docker compose down

$(INSTALLED): package.json package-lock.json $(wildcard packages/*/package.json services/*/package.json services/*/dashboard/package.json)
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@
