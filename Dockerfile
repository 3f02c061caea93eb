# syntax=docker/dockerfile:1
# One image for all services and the command line; the command chooses: node services/gateway/src/main.ts

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages packages
COPY services services
# Only the package files, so that dependencies are installed anew when they change and not with every source file.
RUN find packages services -type f ! -name package.json -delete

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY --from=manifests /app ./
# What the dashboard is built of is not needed to serve it.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  -w @learning-tracker/fetcher -w @learning-tracker/gateway -w @learning-tracker/metric-processor \
  -w @learning-tracker/tracker -w @learning-tracker/weekly-rollover

FROM node:24-bookworm-slim AS dashboard
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci --ignore-scripts --no-audit --no-fund -w @learning-tracker/dashboard
COPY tsconfig.json ./
COPY scripts/build-dashboard.ts scripts/
COPY services/gateway/dashboard services/gateway/dashboard
RUN node scripts/build-dashboard.ts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# Volumes begin with the owner of the folder they are put on.
RUN mkdir -p /exports /var/lib/learning-tracker && chown node:node /exports /var/lib/learning-tracker
COPY --from=dependencies /app ./
COPY schemas schemas
COPY packages packages
COPY services services
COPY --from=dashboard /app/services/gateway/dashboard/dist services/gateway/dashboard/dist
COPY deploy/image/healthcheck.ts deploy/image/
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 CMD ["node", "deploy/image/healthcheck.ts"]
CMD ["node", "services/tracker/src/main.ts", "--help"]
