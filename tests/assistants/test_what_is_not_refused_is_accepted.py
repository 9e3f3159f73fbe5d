"""Whatever `problems_of` lets through the service accepts: of each model, each setting by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from google.genai import types

from chat.errors import UpstreamError
from chat.gemini.capabilities import known_models
from chat.gemini.endpoint import Endpoint, EndpointKind
from chat.gemini.impossible import Place, problems_of
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import connect
from tests.support.emulator import Emulator

VARIATIONS: list[dict[str, Any]] = [
    {"voice": "Kore"},
    {"voice": "Nobody"},
    {"language": "de-DE"},
    {"text_wanted": True},
    *({"thinking_level": level} for level in ("MINIMAL", "LOW", "HIGH")),
    {"thinking_budget": 0},
    {"proactive_audio": True},
    {"proactive_audio": False},
    {"affective_dialog": True},
    {"temperature": 2.0, "top_p": 1.0, "seed": 1, "max_output_tokens": 8_192},
    {"temperature": 2.5},
    {"top_p": 1.5},
    {"push_to_talk": True, "interruptible": False},
    {"compression_trigger_tokens": 20_000, "compression_target_tokens": 10_000},
    {"search": True},
    *(
        {"functions": (types.FunctionDeclaration(name="lights", behavior=types.Behavior(behaviour)),)}
        for behaviour in ("BLOCKING", "NON_BLOCKING")
    ),
]


@pytest.mark.parametrize("api_version", ["v1beta", "v1alpha"])
@pytest.mark.parametrize("model", known_models())
async def test_what_is_let_through_is_accepted(emulator: Emulator, model: str, api_version: str) -> None:
    endpoint = Endpoint(
        EndpointKind.EMULATOR,
        "key",
        base_url=emulator.url,
        api_version=api_version,
        certificate=emulator.ca_file.read_text(),
    )
    place = Place("emulator", api_version)
    level = "LOW" if known_models()[model].thinking == "level_required" else ""
    plain = LiveSetup(model, thinking_level=level)
    assert problems_of(plain, place) == []
    refused, accepted = 0, 0
    for variation in VARIATIONS:
        setup = replace(plain, **variation)
        if problems_of(setup, place):
            refused += 1
            continue
        accepted += 1
        try:
            async with connect(endpoint, setup, setup_timeout_s=10):
                pass
        except UpstreamError as error:
            pytest.fail(f"{model} with {variation}: {error.__cause__}")
    assert refused >= 3
    assert accepted >= 7
