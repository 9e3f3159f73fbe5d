# One image for the workers, the emulator and what runs once before them. docs/deployment.md
#
# Any base does that has python3 (3.11 or newer) with pip and venv, and the usual certificate authorities.
ARG BASE_IMAGE=python:3.12-slim

FROM ${BASE_IMAGE} AS packages
COPY requirements/serve.txt /tmp/
# Wheels only: nothing is compiled, so nothing that compiles is needed or left.
RUN python3 -m venv --without-pip /opt/livechat \
 && python3 -m pip --python /opt/livechat/bin/python install \
      --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/serve.txt

FROM ${BASE_IMAGE}
ENV PATH=/opt/livechat/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# A new volume takes its owner from the directory that it is mounted over.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin livechat \
 && install --directory --owner=livechat --group=livechat /var/lib/livechat/authority
COPY --from=packages /opt/livechat /opt/livechat
WORKDIR /srv/livechat
COPY manage.py ./
COPY deploy/health.py deploy/
COPY livechat livechat
COPY templates templates
COPY static static
COPY chat chat
RUN python -m compileall -q .
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "livechat.serve", "--bind", "0.0.0.0", "--port", "8000", "livechat.asgi:application"]
