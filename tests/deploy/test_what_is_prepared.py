"""deploy/prepare: the secrets and .env of a first start."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from dj_database_url import parse

from tests.deploy.compose_file import example_variables, read_compose_file
from tests.deploy.prepared import prepare


def contents(directory: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in (directory / "secrets").iterdir()}


def test_it_makes_every_secret_that_the_services_name(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert set(contents(tmp_path)) == set(read_compose_file()["secrets"])
    named = {secret["file"] for secret in read_compose_file(SECRETS_DIR="here")["secrets"].values()}
    assert named == {f"here/{name}" for name in contents(tmp_path)}


def test_only_the_owner_reaches_the_secrets_and_any_container_reads_them(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "secrets").iterdir()} == {0o444}


def test_the_database_is_opened_with_its_own_password(tmp_path: Path) -> None:
    prepare(tmp_path)
    made = contents(tmp_path)
    database = parse(made["database-url"])
    assert database["PASSWORD"] == made["postgres-password"]
    postgres = read_compose_file()["services"]["postgres"]["environment"]
    assert (database["USER"], database["NAME"]) == (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"])
    assert (database["HOST"], database["PORT"]) == ("postgres", 5432)


def test_nothing_is_the_same_on_two_machines(tmp_path: Path) -> None:
    for each in ("one", "other"):
        (tmp_path / each).mkdir()
        prepare(tmp_path / each)
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    assert {name for name in one if one[name] == other[name]} == {"gemini-api-key"}
    assert len(one["secret-key"]) >= 50 and len(one["administrator-password"]) >= 12


def test_what_is_there_stays(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "secrets" / "gemini-api-key").chmod(0o644)
    (tmp_path / "secrets" / "gemini-api-key").write_text("mine")
    before, env = contents(tmp_path), (tmp_path / ".env").read_text()
    prepare(tmp_path)
    assert (contents(tmp_path), (tmp_path / ".env").read_text()) == (before, env)


def test_the_name_is_asked_for_once(tmp_path: Path) -> None:
    assert "https://talk.example.org/" in prepare(tmp_path, "talk.example.org")
    lines = (tmp_path / ".env").read_text().splitlines()
    assert "DOMAIN=talk.example.org" in lines
    assert {f"{name}={value}" for name, value in example_variables().items()} - set(lines) == {
        "DOMAIN=localhost"
    }
    with pytest.raises(AssertionError, match=r"set DOMAIN=other\.example\.org in it"):
        prepare(tmp_path, "other.example.org")
