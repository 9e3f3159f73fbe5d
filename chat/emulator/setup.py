"""The first message of a session: what the client asks for, checked as the service checks it.

https://ai.google.dev/api/live#BidiGenerateContentSetup
"""

from __future__ import annotations

from dataclasses import dataclass

from chat.emulator.activity import Detection
from chat.emulator.catalogue import Api, Model, Proactivity, find_model
from chat.emulator.client_messages import text_of
from chat.emulator.engines.voices import is_voice
from chat.emulator.functions import Function, parse_functions
from chat.emulator.protojson import Fields
from chat.emulator.refusals import (
    NOT_IMPLEMENTED,
    THINKING_NEEDED,
    Refusal,
    modality_refused,
    not_of_model,
    voice_unknown,
)

CONTEXT_WINDOW_TOKENS = 131_072

_NOT_SERVED = (
    ("avatarConfig",),
    ("generationConfig", "translationConfig"),
    ("generationConfig", "responseMimeType"),
    ("generationConfig", "responseSchema"),
    ("generationConfig", "responseJsonSchema"),
    ("generationConfig", "speechConfig", "multiSpeakerVoiceConfig"),
    ("generationConfig", "speechConfig", "voiceConfig", "replicatedVoiceConfig"),
)
"""Fields that the service knows and no model of the catalogue takes."""


@dataclass(frozen=True, slots=True)
class Compression:
    """The context is cut to `target` tokens when it grows beyond `trigger`."""

    trigger: int
    target: int


@dataclass(frozen=True, slots=True)
class Setup:
    model: Model
    modality: str
    voice: str
    language: str
    system_instruction: str
    detection: Detection | None
    """None: the client itself tells where activities start and end."""
    interruptible: bool
    input_transcription: bool
    output_transcription: bool
    resumption: bool
    """Handles are wanted."""
    handle: str
    """The session to go on with; empty for a new one."""
    compression: Compression
    functions: tuple[Function, ...]
    heard_language: str
    """Told with the transcription of what was heard; "" where the client named none."""

    @property
    def aloud(self) -> bool:
        return self.modality == "AUDIO"


def parse_setup(setup: Fields, api: Api) -> Setup:
    """Of a setup whose fields were checked. Raises Refusal for what the model can't do."""
    generation, realtime = setup.object("generationConfig"), setup.object("realtimeInputConfig")
    detection = realtime.object("automaticActivityDetection")
    for path in _NOT_SERVED:
        if _has(setup, path):
            raise Refusal(NOT_IMPLEMENTED)
    model = find_model(setup.text("model"), api)
    _check_features(model, api, setup, generation)
    speech = generation.object("speechConfig")
    resumption = setup.object("sessionResumption")
    return Setup(
        model=model,
        modality=_modality(model, generation.texts("responseModalities")),
        voice=_voice(speech),
        language=speech.text("languageCode"),
        system_instruction=text_of(setup.object("systemInstruction")),
        detection=None if detection.flag("disabled") else _detection(detection),
        interruptible=realtime.text("activityHandling") != "NO_INTERRUPTION",
        input_transcription=setup.has("inputAudioTranscription"),
        output_transcription=setup.has("outputAudioTranscription"),
        resumption=model.tells_handles or setup.has("sessionResumption"),
        handle=resumption.text("handle"),
        compression=_compression(setup),
        functions=parse_functions(setup.objects("tools"), model.behaviours),
        heard_language=next(
            iter(setup.object("inputAudioTranscription").texts("languageCodes")), speech.text("languageCode")
        ),
    )


def _modality(model: Model, asked: tuple[str, ...]) -> str:
    """AUDIO where nothing was asked: what native audio models do."""
    if not asked:
        return "AUDIO"
    if len(asked) > 1 or asked[0] not in model.modalities:
        raise Refusal(modality_refused(asked))
    return asked[0]


def _check_features(model: Model, api: Api, setup: Fields, generation: Fields) -> None:
    level = generation.object("thinkingConfig").text("thinkingLevel")
    if not level and model.thinking_needed:
        raise Refusal(THINKING_NEEDED)
    if level and level not in model.thinking_levels:
        raise Refusal(not_of_model("Thinking level"))
    preview, proactivity = model.has_preview(api), setup.object("proactivity")
    proactive = preview and model.proactivity is not Proactivity.NEVER
    if proactivity.flag("proactiveAudio") and not proactive:
        raise Refusal(not_of_model("Proactive audio"))
    silenced = proactivity.has("proactiveAudio") and not proactivity.flag("proactiveAudio")
    if silenced and model.proactivity is Proactivity.ALWAYS:
        raise Refusal(not_of_model("Turning proactive audio off"))
    if generation.flag("enableAffectiveDialog") and not (model.affective and preview):
        raise Refusal(not_of_model("Affective dialog"))


def _has(fields: Fields, path: tuple[str, ...]) -> bool:
    for name in path[:-1]:
        fields = fields.object(name)
    return fields.has(path[-1])


def _voice(speech: Fields) -> str:
    name = speech.object("voiceConfig").object("prebuiltVoiceConfig").text("voiceName")
    if name and not is_voice(name):
        raise Refusal(voice_unknown(name))
    return name


def _detection(fields: Fields) -> Detection:
    """LOW sensitivity asks more certainty before speech starts, and before it ends."""
    usual = Detection()
    return Detection(
        silence_ms=fields.number("silenceDurationMs", usual.silence_ms),
        padding_ms=fields.number("prefixPaddingMs", usual.padding_ms),
        on=0.7 if fields.text("startOfSpeechSensitivity") == "START_SENSITIVITY_LOW" else usual.on,
        off=0.2 if fields.text("endOfSpeechSensitivity") == "END_SENSITIVITY_LOW" else usual.off,
    )


def _compression(setup: Fields) -> Compression:
    """Where none is asked the window itself is the limit: the emulator forgets where the service ends."""
    if not setup.has("contextWindowCompression"):
        return Compression(CONTEXT_WINDOW_TOKENS, CONTEXT_WINDOW_TOKENS)
    fields = setup.object("contextWindowCompression")
    trigger = fields.number("triggerTokens", CONTEXT_WINDOW_TOKENS * 8 // 10)
    return Compression(trigger, fields.object("slidingWindow").number("targetTokens", trigger // 2))
