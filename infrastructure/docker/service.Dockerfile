# One recipe for the three services, from the root of the repository:
#   docker build -f infrastructure/docker/service.Dockerfile \
#     --build-arg SERVICE=bot-gateway --build-arg PORT=8000 -t analyticbot/bot-gateway:0.1.0 .
ARG NODE_IMAGE=node:20-slim

# The manifests alone: as long as no dependency changes, the install below stays cached.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /repo
COPY . .
RUN mkdir /manifests \
  && find . -name package.json -exec cp --parents {} /manifests/ \; \
  && cp package-lock.json .npmrc /manifests/

FROM ${NODE_IMAGE} AS build
ARG SERVICE
ENV CI=true NX_DAEMON=false
WORKDIR /repo
COPY --from=manifests /manifests/ ./
RUN npm ci --ignore-scripts
COPY . .
# Leaves dist/ with main.js, a lock file of its own and the libraries it needs; their sources are not needed to run.
RUN test -n "$SERVICE" \
  && npx nx run "$SERVICE:prune" \
  && find "apps/$SERVICE/dist/workspace_modules" -depth \( -name src -o -name out-tsc \) -type d -exec rm -r {} +

FROM ${NODE_IMAGE} AS dependencies
ARG SERVICE
WORKDIR /app
COPY --from=build /repo/apps/${SERVICE}/dist ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM ${NODE_IMAGE}
ARG PORT
ENV NODE_ENV=production PORT=${PORT}
WORKDIR /app
COPY --from=dependencies /app ./
RUN test -n "$PORT"
USER node
EXPOSE ${PORT}
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Small young generation, code laid out for size: memory matters more here than the last tenth of speed.
CMD ["node", "--max-semi-space-size=1", "--optimize-for-size", "main.js"]
