# One image for web, worker and beat. Built in three stages; the last holds neither compiler nor Node.

FROM node:22-bookworm-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY styles styles
COPY static static
RUN node styles/build.mjs

FROM python:3.12-slim-bookworm AS packages
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
COPY requirements-production.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes --no-binary psycopg2 -r requirements-production.lock

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpq5 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app coord \
    && install -d -o coord /state
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/app/collected
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=front /app/static/build static/build
# collectstatic reads the settings, which want these two; neither stays in the image.
RUN DATABASE_URL=postgres://build@localhost/build SECRET_KEY=build python manage.py collectstatic --noinput -v0
USER coord
EXPOSE 8000
CMD ["gunicorn", "egov_coord.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--limit-request-line", "8190", "--no-control-socket"]
