"""The addresses under which clients look for the service, and the places where they put their key."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest
from websockets.exceptions import InvalidStatus

from .clients import MODEL, PATH, Emulated, receive_json

SERVICE = "google.ai.generativelanguage"
VERTEX = "google.cloud.aiplatform"


async def _setup_answer(
    emulated: Emulated, path: str, model: str = f"models/{MODEL}", headers: dict[str, str] | None = None
) -> object:
    async with emulated.socket(path, additional_headers=headers) as socket:
        await socket.send(json.dumps({"setup": {"model": model}}))
        return await receive_json(socket)


@pytest.mark.parametrize(
    "path",
    [
        f"/ws/{SERVICE}.v1.GenerativeService.BidiGenerateContent",
        f"//ws/{SERVICE}.v1beta.GenerativeService.BidiGenerateContent",
        f"/ws/{SERVICE}.v1alpha.GenerativeService.BidiGenerateContentConstrained",
        f"/ws/{VERTEX}.v1beta1.LlmBidiService/BidiGenerateContent",
        f"//ws/{VERTEX}.v1.LlmBidiService/BidiGenerateContent",
    ],
)
async def test_each_address_of_the_service_is_served(tone: Emulated, path: str) -> None:
    assert await _setup_answer(tone, f"{path}?key=k") == {"setupComplete": {}}


@pytest.mark.parametrize(
    "path",
    ["/", "/ws/", "/ws/other", f"/ws/{SERVICE}.v1.GenerativeService.BidiGenerateMusic", f"/x{PATH}"],
)
async def test_any_other_address_is_not_found(tone: Emulated, path: str) -> None:
    with pytest.raises(InvalidStatus) as raised:
        async with tone.socket(path):
            pass
    assert raised.value.response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("?key=k", {}),
        ("?access_token=k", {}),
        ("", {"x-goog-api-key": "k"}),
        ("", {"Authorization": "Token auth_tokens/k"}),
        ("", {"Authorization": "Bearer k"}),
    ],
)
async def test_a_key_is_found_wherever_clients_put_it(
    tone: Emulated, query: str, headers: dict[str, str]
) -> None:
    for path in (PATH, f"/{PATH}"):
        assert await _setup_answer(tone, path + query, headers=headers) == {"setupComplete": {}}


@pytest.mark.parametrize(
    "model",
    [
        MODEL,
        f"models/{MODEL}",
        f"publishers/google/models/{MODEL}",
        f"projects/p/locations/l/publishers/google/models/{MODEL}",
    ],
)
async def test_a_model_is_known_by_each_of_its_names(tone: Emulated, model: str) -> None:
    assert await _setup_answer(tone, f"{PATH}?key=k", model) == {"setupComplete": {}}
