# Kinébot dans une image : sans droits, système de fichiers en lecture seule, index déjà préparé.
# Construire : docker build -t kinebot .   Lancer : voir compose.yaml et docs/exploitation.md.
ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python3 -m venv .venv
# D’abord ce qui change peu : les versions figées, avec un paquet bot encore vide ; sans leurs tests.
COPY pyproject.toml requirements.lock README.md ./
RUN mkdir bot && touch bot/__init__.py \
 && .venv/bin/pip install -c requirements.lock -e . \
 && .venv/bin/pip uninstall --yes pip \
 && find .venv -regex '.*/\(scipy\|sklearn\)/.*/tests' -prune -exec rm -r {} +
COPY bot/ bot/
COPY content/ content/
RUN STATE_DIR=/app/index .venv/bin/kinebot prepare && chmod -R a+rX /app

FROM ${BASE}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin kinebot \
 && install -d -o kinebot -g kinebot -m 0700 /var/lib/kinebot
COPY --from=build /app /app
WORKDIR /var/lib/kinebot
ENV PATH=/app/.venv/bin:$PATH STATE_DIR=/var/lib/kinebot METRICS_LISTEN=0.0.0.0:9464 \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9464/healthz', timeout=4)"]
# L’index de l’image, s’il est plus récent que celui de STATE_DIR et si on peut y écrire ; puis la commande.
ENTRYPOINT ["/bin/sh", "-c", "cp -u /app/index/index.npz \"$STATE_DIR/\" 2>/dev/null; exec kinebot \"$@\"", "kinebot"]
CMD ["run"]
