from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.support.environment import bare_environment
from tests.support.process import PROJECT_DIR, PYTHON, run

READ = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read(names: str, state_dir: Path, **variables: str) -> list[Any]:
    """The settings of a process with these environment variables."""
    environment = bare_environment(
        LIVECHAT_STATE_DIR=str(state_dir), DJANGO_SETTINGS_MODULE="livechat.settings", **variables
    )
    values = json.loads(run([PYTHON, "-c", READ, *names.split()], environment))
    return [values[name] for name in names.split()]


@pytest.mark.parametrize(
    ("endpoint", "variables"),
    [
        ("emulator", {}),
        ("gemini", {"GEMINI_API_KEY": "key"}),
        ("vertex", {"GOOGLE_CLOUD_PROJECT": "garden"}),
        ("gemini", {"GEMINI_API_KEY": "key", "GOOGLE_CLOUD_PROJECT": "garden"}),
        ("vertex", {"GEMINI_API_KEY": "key", "LIVECHAT_ENDPOINT": "vertex"}),
        ("emulator", {"GEMINI_API_KEY": "key", "LIVECHAT_ENDPOINT": "emulator"}),
        ("emulator", {"GOOGLE_API_KEY": "a decoy that the SDK alone would take"}),
    ],
)
def test_the_endpoint_follows_from_the_secrets(
    tmp_path: Path, endpoint: str, variables: dict[str, str]
) -> None:
    assert read("LIVECHAT_ENDPOINT", tmp_path, **variables) == [endpoint]


def test_a_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    state_dir = tmp_path / "made" / "on the way"
    first = read("SECRET_KEY", state_dir)
    assert read("SECRET_KEY", state_dir) == first
    assert len(first[0]) >= 50
    assert stat.S_IMODE((state_dir / "secret-key").stat().st_mode) == 0o600


def test_nothing_is_kept_where_a_secret_key_is_set(tmp_path: Path) -> None:
    assert read("SECRET_KEY", tmp_path, SECRET_KEY="mine") == ["mine"]
    assert not (tmp_path / "secret-key").exists()


def test_cookies_need_tls_once_other_machines_are_let_in(tmp_path: Path) -> None:
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT"
    assert read(names, tmp_path) == [False, False, 0, False]
    public = {"ALLOWED_HOSTS": "talk.example.org", "SECRET_KEY": "mine"}
    assert read(names, tmp_path, **public) == [True, True, 31_536_000, False]
    assert read(names, tmp_path, **public, LIVECHAT_TLS_PROXY="1") == [True, True, 31_536_000, True]
    assert read(names, tmp_path, LIVECHAT_TLS_PROXY="1") == [True, True, 0, True]


def test_postgresql_keeps_healthy_connections(tmp_path: Path) -> None:
    ((database,),) = [
        each.values()
        for each in read("DATABASES", tmp_path, DATABASE_URL="postgres://u:p%40ss@db:5433/talks")
    ]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["PASSWORD"], database["HOST"], database["PORT"]) == ("p@ss", "db", 5433)
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)


def test_a_postgresql_that_is_gone_without_a_word_is_given_up(tmp_path: Path) -> None:
    url = "postgres://u@db/talks?connect_timeout=2&sslmode=require"
    (databases,) = read("DATABASES", tmp_path, DATABASE_URL=url)
    options = databases["default"]["OPTIONS"]
    assert (options["tcp_user_timeout"], options["sslmode"]) == (15_000, "require")
    assert int(options["connect_timeout"]) == 2


def test_redis_carries_hints_over_publish_and_subscribe(tmp_path: Path) -> None:
    (layers,) = read("CHANNEL_LAYERS", tmp_path, REDIS_URL="redis://cache:6379/1")
    assert layers["default"]["BACKEND"] == "channels_redis.pubsub.RedisPubSubChannelLayer"
    assert layers["default"]["CONFIG"]["hosts"] == ["redis://cache:6379/1"]


def test_loggers_that_write_the_key_never_reach_debug(tmp_path: Path) -> None:
    (logging,) = read("LOGGING", tmp_path, LIVECHAT_LOG_LEVEL="debug")
    assert logging["root"]["level"] == "DEBUG"
    for name in ("websockets", "google", "google_genai", "httpx"):
        assert logging["loggers"][name]["level"] == "WARNING"


def test_the_environment_is_read_in_the_settings_alone() -> None:
    readers = {
        str(file.relative_to(PROJECT_DIR))
        for room in ("chat", "livechat")
        for file in (PROJECT_DIR / room).rglob("*.py")
        if "os.environ" in file.read_text() or "getenv" in file.read_text()
    }
    assert readers == {"livechat/settings.py", "livechat/asgi.py"}
    entry = (PROJECT_DIR / "livechat/asgi.py").read_text()
    assert entry.count("os.environ") == 1 and 'os.environ.setdefault("DJANGO_SETTINGS_MODULE"' in entry
