"""What a browser fetches for the page comes in few bytes; who takes only plain ones gets those."""

from __future__ import annotations

import re

import pytest

from tests.conftest import StartService
from tests.support.emulator import Emulator
from tests.support.service import Service


@pytest.fixture
def service(start_service: StartService, tone_emulator: Emulator) -> Service:
    return start_service(**tone_emulator.environment)


def file_of(service: Service, name: str) -> str:
    found = re.search(rf'"(/static/\w+/{name})"', service.get("/").body)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None)]
)
def test_a_script_comes_as_it_is_accepted(service: Service, accepted: str, encoding: str | None) -> None:
    reply = service.get(file_of(service, "js/main.js"), {"Accept-Encoding": accepted})
    assert reply.status == 200
    assert reply.headers.get("content-encoding") == encoding
    assert reply.headers["vary"] == "Accept-Encoding"
    assert "javascript" in reply.headers["content-type"]
    assert "immutable" in reply.headers["cache-control"]


def test_the_page_itself_is_compressed(service: Service) -> None:
    assert service.get("/", {"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in service.get("/").headers
