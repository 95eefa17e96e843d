# syntax=docker/dockerfile:1
# glibc, because the embedded PostgreSQL needs it: no Alpine.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has its Node already; the one that npm brings for older machines is 189 MB of nothing here.
RUN npm ci --ignore-scripts --omit=dev && npm cache clean --force && rm -rf node_modules/node-*

# What the browser gets. Its packages are needed here only.
FROM node:24-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts scripts
COPY src/contract src/contract
COPY src/domain src/domain
COPY console console
RUN node -e "import('./scripts/lib/build-console.mjs').then(it => it.buildConsoleIfStale(process.cwd(), process.execPath))"

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/compile-cache
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY migrations migrations
COPY scripts scripts
COPY src src
COPY docs docs
COPY --from=console /app/dist dist
RUN mkdir /data && chown node:node /data && chmod 700 /data
# PostgreSQL refuses to run as root, and so do we here.
USER node
VOLUME /data
EXPOSE 3000
# Long enough to drain connections and to let the embedded PostgreSQL write its last page.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--no-memory-reducer", "src/main.ts"]
