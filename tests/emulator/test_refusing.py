"""Whatever is wrong is told by a close frame after the upgrade, with the service's code and reason."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai.errors import APIError

from chat.emulator.refusals import REASON_LIMIT_BYTES, wire_reason

from .clients import MODEL, PATH, Emulated, next_turn, receive_json
from .doubles import Cast

SETUP: dict[str, Any] = {"setup": {"model": f"models/{MODEL}"}}


def _setup(model: str = MODEL, **fields: object) -> dict[str, object]:
    return {"setup": {"model": f"models/{model}", **fields}}


async def test_no_key_closes_with_1008(tone: Emulated) -> None:
    code, reason = await tone.close_after(SETUP, path=PATH)
    assert code == 1008
    assert reason.startswith("Method doesn't allow unregistered callers")


@pytest.mark.parametrize("key", ["bad", "bad-key", "an-invalid-one"])
async def test_a_bad_key_closes_with_1007(tone: Emulated, key: str) -> None:
    with pytest.raises(APIError) as raised:
        async with tone.talk(key=key):
            pass
    assert raised.value.code == 1007
    assert raised.value.details == "API key not valid. Please pass a valid API key."


async def test_an_unknown_model_closes_with_1008(tone: Emulated) -> None:
    with pytest.raises(APIError) as raised:
        async with tone.talk("gemini-9-live"):
            pass
    assert raised.value.code == 1008
    assert str(raised.value.details).startswith("models/gemini-9-live is not found for API version v1beta,")


async def test_text_of_a_native_audio_model_closes_with_1007(tone: Emulated) -> None:
    with pytest.raises(APIError) as raised:
        async with tone.talk(response_modalities=["TEXT"]):
            pass
    assert raised.value.code == 1007
    assert raised.value.details == (
        "The requested combination of response modalities (TEXT) is not supported by the model"
    )


@pytest.mark.parametrize(
    ("messages", "code", "reason"),
    [
        ([{"realtimeInput": {"text": "Hello."}}], 1007, "Request contains an invalid argument."),
        ([{}], 1007, "Request contains an invalid argument."),
        ([SETUP, SETUP], 1007, "setup must be the first message and only the first"),
        (
            [_setup(x=1)],
            1007,
            "Invalid JSON payload received. Unknown name \"x\" at 'setup': Cannot find field.",
        ),
        (
            [_setup(generation_config={"y": 1})],
            1007,
            "Invalid JSON payload received. Unknown name \"y\" at 'setup.generation_config':"
            " Cannot find field.",
        ),
        ([{"z": 1}], 1007, 'Invalid JSON payload received. Unknown name "z": Cannot find field.'),
        (["{"], 1007, "Invalid JSON payload received. Unexpected token."),
        (["[]"], 1007, "Invalid JSON payload received. Unexpected token."),
        (
            [_setup(generationConfig={"thinkingConfig": {"thinkingLevel": "LOW"}})],
            1007,
            "Thinking level is not supported for this model",
        ),
        ([_setup("gemini-3.8-live-extended-thinking")], 1007, "Thinking level must be specified"),
        ([{"setup": {"model": 5}}], 1007, "Invalid value at 'setup.model' (TYPE_STRING), 5"),
        ([{"setup": 5}], 1007, "Invalid value at 'setup' (TYPE_MESSAGE), 5"),
        (
            [SETUP, {"realtimeInput": {"audio": {"data": "A", "mimeType": "audio/pcm;rate=16000"}}}],
            1007,
            "Invalid value at 'realtime_input.audio.data' (TYPE_BYTES)",
        ),
        (
            [SETUP, {"realtimeInput": {"audio": {"data": "AAAA", "mimeType": "audio/mp3"}}}],
            1007,
            "Invalid value at 'realtime_input.audio.mime_type' (TYPE_STRING)",
        ),
        (
            [_setup("gemini-3.1-flash-live-preview"), {"contextUpdate": {}}],
            1008,
            "Operation is not implemented, or supported, or enabled.",
        ),
        (
            [SETUP, {"realtimeInput": {"video": {"data": "AAAA", "mimeType": "image/jpeg"}}}],
            1007,
            "Unable to process input image.",
        ),
        (
            [SETUP, {"clientContent": {"turns": [{"role": "assistant", "parts": [{"text": "x"}]}]}}],
            1007,
            "Please use a valid role: user, model.",
        ),
        (
            [SETUP, {"realtimeInput": {"text": "x"}, "clientContent": {"turnComplete": True}}],
            1007,
            "Invalid value (oneof), oneof field 'message_type' is already set. Cannot set 'client_content'",
        ),
        (
            [SETUP, {"clientContent": {"turns": [{"parts": [{"text": "x", "inlineData": {}}]}]}}],
            1007,
            "Invalid value at 'client_content.turns[0].parts[0]' (oneof), oneof field 'data' is already set."
            " Cannot set 'inline_data'",
        ),
        ([_setup(sessionResumption={"handle": "old"})], 1008, "BidiGenerateContent session not found"),
    ],
)
async def test_what_the_service_would_not_take_closes_with_its_words(
    tone: Emulated, messages: list[object], code: int, reason: str
) -> None:
    assert await tone.close_after(*messages) == (code, wire_reason(reason))


async def test_a_tool_response_nobody_asked_for_is_passed_over(tone: Emulated) -> None:
    async with tone.talk() as session:
        await session.send_tool_response(function_responses={"id": "1", "name": "f", "response": {}})
        await session.send_realtime_input(text="Hello.")
        assert (await next_turn(session, until_speech=True)).speech


async def test_a_failing_engine_closes_with_1011(emulator: Emulated, cast: Cast) -> None:
    def fail(sentence: str, voice_name: str) -> bytes:
        raise RuntimeError("no weights")

    cast.voice.speak = fail  # type: ignore[method-assign]
    code, reason = await emulator.close_after(SETUP, {"realtimeInput": {"text": "Hello."}})
    assert (code, reason) == (1011, "Internal error encountered.")


async def test_one_refused_session_leaves_the_others_alone(tone: Emulated) -> None:
    async with tone.socket() as socket:
        await socket.send('{"setup": {"model": "models/gemini-3.8-live"}}')
        assert await receive_json(socket) == {"setupComplete": {}}
        assert (await tone.close_after("{"))[0] == 1007
        await socket.send('{"realtimeInput": {"text": "Hello."}}')
        assert await receive_json(socket) == {}


@pytest.mark.parametrize("reason", ["x" * 200, "é" * 100, "日本" * 40])
def test_a_reason_fits_its_frame_and_is_never_cut_within_a_character(reason: str) -> None:
    cut = wire_reason(reason)
    assert REASON_LIMIT_BYTES - 3 < len(cut.encode()) <= REASON_LIMIT_BYTES
    assert reason.startswith(cut)
