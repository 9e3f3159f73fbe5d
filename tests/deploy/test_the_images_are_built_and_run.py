"""Both Dockerfiles on a bare Debian, and what is in them at work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deploy.image import Images, built_images
from tests.support.postgres import free_port

pytestmark = pytest.mark.deploy

STATE_DIR = "/tmp/livechat"  # noqa: S108  # of a container


@pytest.fixture(scope="module")
def images() -> Iterator[Images]:
    with built_images() as images:
        yield images


@pytest.fixture(scope="module")
def worker(images: Images) -> str:
    return images.container("livechat")


def test_a_worker_of_the_image_answers_its_health_check(images: Images, worker: str) -> None:
    images.run(worker, "python", "manage.py", "migrate", "--verbosity=0", LIVECHAT_STATE_DIR=STATE_DIR)
    port = str(free_port())
    serve = ("python", "-m", "livechat.serve", "--bind", "127.0.0.1", "--port", port)
    with images.process(worker, *serve, LIVECHAT_STATE_DIR=STATE_DIR) as process:
        process.wait_for("Listening on TCP address")
        images.run(worker, "python", "deploy/health.py", f"http://127.0.0.1:{port}/readyz", "localhost")
    assert "Traceback" not in process.log


def test_the_emulator_of_the_image_hears_and_speaks(images: Images, worker: str) -> None:
    authority = "/var/lib/livechat/authority/emulator.pem"
    with images.process(worker, "python", "-m", "chat.emulator", "--ca-out", authority) as process:
        process.wait_for("emulator at https://")
        assert "BEGIN CERTIFICATE" in images.run(worker, "cat", authority)


def test_nothing_is_missing_in_it(images: Images, worker: str) -> None:
    check = ("python", "manage.py", "check", "--fail-level", "WARNING")
    images.run(worker, *check, LIVECHAT_STATE_DIR=STATE_DIR)
    images.run(worker, "python", "-c", "import psycopg; psycopg.pq.version()")


def test_its_program_is_not_its_users_to_change(images: Images, worker: str) -> None:
    assert "uid=10001" in images.run(worker, "id")
    with pytest.raises(AssertionError, match="Permission denied"):
        images.run(worker, "touch", "/srv/livechat/chat/changed.py")


def test_nothing_that_compiles_and_no_secret_is_in_it(images: Images, worker: str) -> None:
    found = "command -v cc gcc clang make; ls -A /srv/livechat; true"
    names = set(images.run(worker, "sh", "-c", found).split())
    assert names == {"__pycache__", "chat", "deploy", "livechat", "manage.py", "static", "templates"}


def test_the_proxy_of_the_image_takes_its_file(images: Images) -> None:
    proxy = images.container("livechat-proxy")
    validate = ("livechat-proxy", "validate", "--adapter", "caddyfile", "--config", "/etc/livechat/Caddyfile")
    assert "Valid configuration" in images.run(proxy, *validate)
    assert "uid=10002" in images.run(proxy, "id")
