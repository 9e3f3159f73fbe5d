"""What the Dockerfile takes, and what it leaves out."""

from __future__ import annotations

import re

import pytest

from tests.support.process import PROJECT_DIR

DOCKERFILES = ("Dockerfile", "deploy/proxy/Dockerfile")
COPY = re.compile(r"^COPY (?!--from)(.+) \S+$", re.MULTILINE)


def allowed() -> set[str]:
    lines = (PROJECT_DIR / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    return {line.removeprefix("!") for line in lines if line.startswith("!")}


@pytest.mark.parametrize("path", DOCKERFILES)
def test_it_runs_as_a_user_without_a_name_on_the_host(path: str) -> None:
    users = re.findall(r"^USER (\d+):\d+$", (PROJECT_DIR / path).read_text(), re.MULTILINE)
    assert users and int(users[-1]) >= 10_000


@pytest.mark.parametrize("path", DOCKERFILES)
def test_its_base_can_be_replaced(path: str) -> None:
    text = (PROJECT_DIR / path).read_text()
    [name] = re.findall(r"^ARG (\w+_IMAGE)=", text, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {f"${{{name}}}"}


def test_only_the_program_is_in_the_context() -> None:
    copied = {
        path for line in COPY.findall((PROJECT_DIR / "Dockerfile").read_text()) for path in line.split()
    }
    assert copied == allowed()
    assert all((PROJECT_DIR / path).exists() for path in copied)


def test_packages_are_exact_and_come_before_the_code() -> None:
    text = (PROJECT_DIR / "Dockerfile").read_text()
    assert "--require-hashes" in text and "--only-binary :all:" in text
    assert text.index("requirements/serve.txt") < text.index("COPY manage.py")


def test_no_address_of_an_index_stands_in_it() -> None:
    for path in DOCKERFILES:
        assert not re.search(r"https?://|index-url|find-links", (PROJECT_DIR / path).read_text())


def test_the_image_has_the_driver_of_its_database() -> None:
    pinned = (PROJECT_DIR / "requirements" / "serve.txt").read_text()
    assert re.search(r"^psycopg-binary==", pinned, re.MULTILINE)
