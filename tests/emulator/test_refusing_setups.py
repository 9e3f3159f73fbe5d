"""What a setup may not ask: of the service at all, of this API, or of this model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chat.emulator.catalogue import MODELS, Api
from chat.emulator.client_messages import read_frame, setup_of
from chat.emulator.engines.voices import VOICES
from chat.emulator.refusals import Close, Refusal
from chat.emulator.setup import Setup, parse_setup

LIVE, EXTENDED = "gemini-3.8-live", "gemini-3.8-live-extended-thinking"
OLDER, OLDEST = "gemini-3.1-flash-live-preview", "gemini-2.5-flash-native-audio-preview-12-2025"
NOT_IMPLEMENTED = "Operation is not implemented, or supported, or enabled."
GOOGLE_API = "type.googleapis.com"


def _taken(model: str = LIVE, api: Api | None = None, **fields: Any) -> Setup:
    api = api or Api("v1beta")
    message = json.dumps({"setup": {"model": model, **fields}})
    return parse_setup(setup_of(read_frame(message, vertex=api.vertex)), api)


def _refused(model: str = LIVE, api: Api | None = None, **fields: Any) -> Close:
    with pytest.raises(Refusal) as raised:
        _taken(model, api, **fields)
    return raised.value.close


def _generation(**fields: Any) -> dict[str, Any]:
    return {"generationConfig": fields}


def _declared(**fields: Any) -> dict[str, Any]:
    return {"tools": [{"functionDeclarations": [{"name": "f", **fields}]}]}


@pytest.mark.parametrize(
    ("fields", "name", "path"),
    [
        (_generation(x=1), "x", "setup.generation_config"),
        (_generation(speechConfig={"voice": 1}), "voice", "setup.generation_config.speech_config"),
        (
            _generation(speech_config={"voice_config": {"prebuilt_voice_config": {"name": "Kore"}}}),
            "name",
            "setup.generation_config.speech_config.voice_config.prebuilt_voice_config",
        ),
        (_generation(thinkingConfig={"level": "LOW"}), "level", "setup.generation_config.thinking_config"),
        ({"sessionResumption": {"token": "x"}}, "token", "setup.session_resumption"),
        ({"sessionResumption": {"transparent": True}}, "transparent", "setup.session_resumption"),
        ({"explicitVadSignal": True}, "explicitVadSignal", "setup"),
        ({"contextWindowCompression": {"window": {}}}, "window", "setup.context_window_compression"),
        ({"proactivity": {"audio": True}}, "audio", "setup.proactivity"),
        ({"safetySettings": [{"kind": "x"}]}, "kind", "setup.safety_settings[0]"),
        ({"systemInstruction": {"text": "x"}}, "text", "setup.system_instruction"),
        ({"inputAudioTranscription": {"lang": "x"}}, "lang", "setup.input_audio_transcription"),
        ({"tools": [{"functions": []}]}, "functions", "setup.tools[0]"),
        (_declared(params={}), "params", "setup.tools[0].function_declarations[0]"),
        (
            _declared(parameters={"type": "OBJECT", "properties": {"a": {"kind": "STRING"}}}),
            "kind",
            "setup.tools[0].function_declarations[0].parameters.properties[0].value",
        ),
    ],
)
def test_a_name_that_is_unknown_is_told_with_its_place(fields: dict[str, Any], name: str, path: str) -> None:
    reason = f"Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field."
    assert _refused(**fields) == Close(1007, reason)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            _generation(temperature="hot"),
            "Invalid value at 'setup.generation_config.temperature' (TYPE_FLOAT)",
        ),
        (_generation(seed=1.5), "Invalid value at 'setup.generation_config.seed' (TYPE_INT32), 1.5"),
        (
            _generation(responseModalities=["SMELL"]),
            "Invalid value at 'setup.generation_config.response_modalities[0]'"
            f' ({GOOGLE_API}/GenerationConfig.Modality), "SMELL"',
        ),
        (
            {"realtimeInputConfig": {"turnCoverage": "SOME"}},
            "Invalid value at 'setup.realtime_input_config.turn_coverage'"
            f' ({GOOGLE_API}/RealtimeInputConfig.TurnCoverage), "SOME"',
        ),
        (
            {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": "no"}}},
            "Invalid value at 'setup.realtime_input_config.automatic_activity_detection.disabled'"
            " (TYPE_BOOL)",
        ),
        (_declared(behavior="LATER"), None),
        ({"tools": [None]}, "Invalid value at 'setup.tools[0]' (null)"),
        (_declared(parameters={"type": "TEXT"}), None),
        (
            _declared(name=5),
            "Invalid value at 'setup.tools[0].function_declarations[0].name' (TYPE_STRING), 5",
        ),
        ({"systemInstruction": "Be brief."}, "Invalid value at 'setup.system_instruction' (TYPE_MESSAGE)"),
        (
            _generation(temperature=2.5),
            "* setup.generation_config.temperature: temperature must be in the range [0, 2].",
        ),
        (_generation(topP=-0.1), "* setup.generation_config.top_p: top_p must be in the range [0, 1]."),
        (_declared(name="1 f"), None),
        (
            {"tools": [{"functionDeclarations": [{"name": "f"}, {"name": "f"}]}]},
            "Duplicate function declaration found: f",
        ),
        (
            _generation(speechConfig={"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Nobody"}}}),
            "Requested voice_name, Nobody, is not supported.",
        ),
    ],
)
def test_a_value_that_cannot_be_is_told(fields: dict[str, Any], reason: str | None) -> None:
    close = _refused(**fields)
    assert close.code == 1007
    assert reason is None or close.reason == reason


@pytest.mark.parametrize(
    ("model", "fields", "reason"),
    [
        (LIVE, _generation(thinkingConfig={"thinkingLevel": "LOW"}), "Thinking level is not supported"),
        (OLDEST, _generation(thinkingConfig={"thinkingLevel": "LOW"}), "Thinking level is not supported"),
        (
            EXTENDED,
            _generation(thinkingConfig={"thinkingLevel": "MINIMAL"}),
            "Thinking level is not supported",
        ),
        (EXTENDED, {}, "Thinking level must be specified"),
        (LIVE, {"proactivity": {"proactiveAudio": False}}, "Turning proactive audio off is not supported"),
        (OLDER, {"proactivity": {"proactiveAudio": True}}, "Proactive audio is not supported"),
        (OLDEST, {"proactivity": {"proactiveAudio": True}}, "Proactive audio is not supported"),
        (LIVE, _generation(enableAffectiveDialog=True), "Affective dialog is not supported"),
        (OLDEST, _generation(enableAffectiveDialog=True), "Affective dialog is not supported"),
    ],
)
def test_what_a_model_cannot_do_is_refused(model: str, fields: dict[str, Any], reason: str) -> None:
    close = _refused(model, **fields)
    assert close.code == 1007
    assert close.reason.startswith(reason)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (OLDER, _declared(behavior="NON_BLOCKING")),
        (
            EXTENDED,
            _declared(behavior="BLOCKING") | _generation(thinkingConfig={"thinkingLevel": "LOW"}),
        ),
        *(
            (LIVE, {"tools": [{tool: {}}]})
            for tool in ("codeExecution", "urlContext", "googleMaps", "computerUse", "fileSearch")
        ),
        (LIVE, {"avatarConfig": {"avatarName": "x"}}),
        (LIVE, _generation(translationConfig={"targetLanguageCode": "es"})),
        (LIVE, _generation(responseSchema={"type": "STRING"})),
    ],
)
def test_what_no_model_or_not_this_one_has_is_not_implemented(model: str, fields: dict[str, Any]) -> None:
    assert _refused(model, **fields) == Close(1008, NOT_IMPLEMENTED)


@pytest.mark.parametrize(
    ("model", "api", "fields"),
    [
        (LIVE, Api("v1beta"), {"proactivity": {"proactiveAudio": True}, "labels": {"a": "b"}}),
        (LIVE, Api("v1beta"), _declared(behavior="BLOCKING")),
        (LIVE, Api("v1beta"), _generation(temperature=0, topP=1, topK=40.0, seed=-3, maxOutputTokens="100")),
        (LIVE, Api("v1beta"), {"safetySettings": None, "tools": {"googleSearch": {}}}),
        (LIVE, Api("v1beta"), _declared(parametersJsonSchema={"type": "object", "whatever": 1})),
        (
            LIVE,
            Api("v1beta"),
            _declared(parameters={"type": "object", "properties": {"type": {"type": "string"}}}),
        ),
        (LIVE, Api("v1beta1", vertex=True), {"explicitVadSignal": True}),
        (LIVE, Api("v1beta1", vertex=True), {"sessionResumption": {"transparent": True}}),
        (EXTENDED, Api("v1beta"), _generation(thinkingConfig={"thinkingLevel": "HIGH"})),
        (OLDER, Api("v1beta"), _generation(thinkingConfig={"thinkingLevel": "MINIMAL"})),
        (OLDEST, Api("v1alpha"), _generation(enableAffectiveDialog=True)),
        (OLDEST, Api("v1alpha"), {"proactivity": {"proactiveAudio": True}}),
        (OLDEST, Api("v1beta"), _generation(thinkingConfig={"thinkingBudget": 0})),
        (OLDEST, Api("v1beta"), _declared(behavior="NON_BLOCKING")),
    ],
)
def test_what_a_model_can_do_is_taken(model: str, api: Api, fields: dict[str, Any]) -> None:
    assert _taken(model, api, **fields).model is MODELS[model]


@pytest.mark.parametrize("name", [*VOICES, "kore", "PUCK"])
def test_each_voice_of_the_service_is_taken_in_any_case(name: str) -> None:
    voice = {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}
    assert _taken(**_generation(speechConfig=voice)).voice == name


def test_no_depth_of_a_schema_is_too_much() -> None:
    schema: dict[str, Any] = {"type": "STRING"}
    for _ in range(200):
        schema = {"type": "ARRAY", "items": schema}
    assert _refused(**_declared(parameters=schema)).code == 1007
