# Doorward in a container. `docker build -t doorward .`, or `docker compose up` with compose.yaml beside it.
# Debian, because the packaged PostgreSQL needs glibc.
FROM node:24-trixie-slim AS build
WORKDIR /opt/doorward
COPY package.json package-lock.json .npmrc ./
# The image has Node already, and nothing else has to run anything when it is installed.
RUN npm ci --include=dev --ignore-scripts
COPY . .
RUN node scripts/build-web.js && node scripts/build-server.js && npm prune --omit=dev --ignore-scripts
# Compiled once, here, and not at each start: the folder cannot be written later. It says, too, that nothing is missing.
# Node looks for it under the number of the user who runs it.
RUN rm -rf node_modules/.cache \
 && node --import ./scripts/compile-cache.js --max-semi-space-size=16 --heap-growing-percent=50 --import ./dist/*/app.js dist/main.js --help \
 && for kept in node_modules/.cache/doorward/*-0; do mv "$kept" "${kept%-0}-1000"; done \
 && chmod -R a+rX node_modules/.cache

FROM node:24-trixie-slim
LABEL org.opencontainers.image.title="Doorward" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
COPY --from=build /opt/doorward /opt/doorward
# `doorward site list` is for a container what `npm run -s cli -- site list` is elsewhere.
RUN printf '%s\n' '#!/bin/sh' \
      'exec node --import /opt/doorward/scripts/compile-cache.js --max-semi-space-size=16 --heap-growing-percent=50 /opt/doorward/dist/main.js "$@"' \
      > /usr/local/bin/doorward \
 && chmod 0755 /usr/local/bin/doorward \
 && install -d -o node -g node -m 0700 /data
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# A process that answers. Whether the database does, /readyz says to a load balancer: starting again would not mend that.
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["doorward"]
CMD ["serve"]
