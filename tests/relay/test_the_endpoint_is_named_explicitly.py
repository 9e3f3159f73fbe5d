"""The SDK reads the environment by itself and prefers it: decoys there must change nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import google.auth
import pytest
from google.oauth2.credentials import Credentials
from websockets.asyncio.server import ServerConnection, serve

from chat.emulator.certificate import new_identity
from chat.gemini.endpoint import GEMINI_BASE_URL, Endpoint, EndpointKind, open_client
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import connect

DECOYS = {
    "GOOGLE_API_KEY": "decoy-key",
    "GEMINI_API_KEY": "decoy-key",
    "GOOGLE_GENAI_USE_VERTEXAI": "true",
    "GOOGLE_GENAI_USE_ENTERPRISE": "true",
    "GOOGLE_CLOUD_PROJECT": "decoy-project",
    "GOOGLE_CLOUD_LOCATION": "decoy-location",
    "GOOGLE_GEMINI_BASE_URL": "https://decoy.invalid/",
    "GOOGLE_VERTEX_BASE_URL": "https://decoy.invalid/",
    "GOOGLE_GENAI_API_VERSION": "v9",
}


VERTEX_HOSTS = {
    "europe-west4": "europe-west4-aiplatform.googleapis.com",
    "global": "aiplatform.googleapis.com",
    "eu": "aiplatform.eu.rep.googleapis.com",
}


@pytest.fixture(autouse=True)
def decoys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in DECOYS.items():
        monkeypatch.setenv(name, value)


@asynccontextmanager
async def seen_by_the_service(
    endpoint: Endpoint,
) -> AsyncIterator[asyncio.Future[tuple[str, dict[str, str], str]]]:
    """(path, headers, model) of the one connection that comes."""
    came: asyncio.Future[tuple[str, dict[str, str], str]] = asyncio.get_running_loop().create_future()

    async def talk(socket: ServerConnection) -> None:
        setup = json.loads(await socket.recv())["setup"]
        assert socket.request is not None
        came.set_result((socket.request.path, dict(socket.request.headers.raw_items()), setup["model"]))
        await socket.send(b'{"setupComplete": {}}')
        await socket.wait_closed()

    identity = new_identity("127.0.0.1")
    async with serve(talk, "127.0.0.1", 0, ssl=identity.context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        here = Endpoint(
            endpoint.kind,
            endpoint.api_key,
            endpoint.project,
            endpoint.location,
            base_url=f"https://127.0.0.1:{port}/",
            certificate=identity.certificate,
        )
        async with connect(here, LiveSetup(model="gemini-3.8-live"), setup_timeout_s=5):
            yield came


async def test_a_key_reaches_the_developer_api() -> None:
    async with seen_by_the_service(Endpoint(EndpointKind.GEMINI, "the-key")) as came:
        path, headers, model = await came
    assert path.endswith("/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent")
    assert headers["x-goog-api-key"] == "the-key"
    assert model == "models/gemini-3.8-live"


async def test_a_project_reaches_vertex_ai(monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = Credentials(token="the-token")  # type: ignore[no-untyped-call]  # noqa: S106
    monkeypatch.setattr(google.auth, "default", lambda **_options: (credentials, None))
    endpoint = Endpoint(EndpointKind.VERTEX, project="the-project", location="europe-west4")
    async with seen_by_the_service(endpoint) as came:
        path, headers, model = await came
    assert path.endswith("/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent")
    assert headers["Authorization"] == "Bearer the-token"
    assert "x-goog-api-key" not in headers
    assert model == ("projects/the-project/locations/europe-west4/publishers/google/models/gemini-3.8-live")


def test_without_another_address_it_is_googles_own(monkeypatch: pytest.MonkeyPatch) -> None:
    client = open_client(Endpoint(EndpointKind.GEMINI, "the-key"))
    assert client._api_client._http_options.base_url == GEMINI_BASE_URL
    credentials = Credentials(token="the-token")  # type: ignore[no-untyped-call]  # noqa: S106
    monkeypatch.setattr(google.auth, "default", lambda **_options: (credentials, None))
    for location, host in VERTEX_HOSTS.items():
        vertex = open_client(Endpoint(EndpointKind.VERTEX, project="p", location=location))
        assert vertex._api_client._http_options.base_url == f"https://{host}/"


def test_a_key_shows_in_no_repr() -> None:
    assert "the-key" not in repr(Endpoint(EndpointKind.GEMINI, "the-key"))
