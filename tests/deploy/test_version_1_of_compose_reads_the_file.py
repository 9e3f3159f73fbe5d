"""docker-compose itself, where `docker compose` has no engine to ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.compose_file import COMPOSE_FILE, read_compose_file
from tests.deploy.prepared import prepare
from tests.support.environment import bare_environment
from tests.support.process import run

pytestmark = pytest.mark.deploy


def config(env_file: Path, *further: Path) -> str:
    files = [f"--file={file}" for file in (COMPOSE_FILE, *further)]
    return run(["docker-compose", *files, "--env-file", str(env_file), "config"], bare_environment())


def test_it_understands_what_the_tests_understand(tmp_path: Path) -> None:
    prepare(tmp_path, "talk.example.org")
    with (tmp_path / ".env").open("a") as env:
        env.write("LIVECHAT_MAX_MINUTES=30\n")
    understood: Any = yaml.safe_load(config(tmp_path / ".env"))
    read = read_compose_file(DOMAIN="talk.example.org", LIVECHAT_MAX_MINUTES="30")
    assert set(understood["services"]) == set(read["services"])
    for name, service in read["services"].items():
        theirs = understood["services"][name]
        assert theirs.get("command") == service.get("command")
        given = {key: value for key, value in theirs.get("environment", {}).items() if value is not None}
        assert given == service["environment"]


def test_a_service_account_comes_as_a_secret_beside_the_others(tmp_path: Path) -> None:
    prepare(tmp_path)
    understood: Any = yaml.safe_load(config(tmp_path / ".env", COMPOSE_FILE.parent / "deploy" / "vertex.yml"))
    web = understood["services"]["web"]
    assert {"gemini-api-key", "google-credentials"} < {each["source"] for each in web["secrets"]}
    assert web["environment"]["GOOGLE_APPLICATION_CREDENTIALS"] == "/run/secrets/google-credentials"


def test_a_checkout_that_was_not_prepared_is_told_what_to_type(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DOMAIN=localhost\n")
    with pytest.raises(AssertionError, match="Type deploy/prepare first"):
        config(tmp_path / ".env")
