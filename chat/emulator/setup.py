"""The first message of a session: what the client asks for, checked as the service checks it.

https://ai.google.dev/api/live#BidiGenerateContentSetup
"""

from __future__ import annotations

from dataclasses import dataclass

from chat.emulator.activity import Detection
from chat.emulator.catalogue import Model, Thinking, find_model
from chat.emulator.functions import Function, parse_functions
from chat.emulator.protojson import Fields
from chat.emulator.refusals import THINKING_NEEDED, THINKING_REFUSED, Refusal, modality_refused

CONTEXT_WINDOW_TOKENS = 131_072

_SETUP = frozenset({
    "model", "generationConfig", "systemInstruction", "tools", "sessionResumption",
    "inputAudioTranscription", "outputAudioTranscription", "realtimeInputConfig",
    "contextWindowCompression", "proactivity", "historyConfig", "avatarConfig", "safetySettings",
    "labels", "explicitVadSignal", "toolConfig",
})  # fmt: skip
_GENERATION = frozenset({
    "responseModalities", "temperature", "topP", "topK", "maxOutputTokens", "mediaResolution", "seed",
    "speechConfig", "thinkingConfig", "enableAffectiveDialog", "translationConfig", "candidateCount",
    "stopSequences", "presencePenalty", "frequencyPenalty", "responseMimeType", "responseSchema",
    "responseJsonSchema", "responseLogprobs", "logprobs", "audioTimestamp",
    "enableEnhancedCivicAnswers", "imageConfig",
})  # fmt: skip
_REALTIME = frozenset({
    "automaticActivityDetection", "activityHandling", "turnCoverage",
    "interimTranscriptTimestampEnabled",
})  # fmt: skip
_DETECTION = frozenset({
    "disabled", "startOfSpeechSensitivity", "endOfSpeechSensitivity", "prefixPaddingMs",
    "silenceDurationMs",
})  # fmt: skip


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


def parse_setup(setup: Fields, version: str) -> Setup:
    """Raises Refusal, for unknown fields first, as the service does."""
    generation, realtime = setup.object("generationConfig"), setup.object("realtimeInputConfig")
    detection = realtime.object("automaticActivityDetection")
    for fields, names in (
        (setup, _SETUP),
        (generation, _GENERATION),
        (realtime, _REALTIME),
        (detection, _DETECTION),
    ):
        fields.allow(names)
    model = find_model(setup.text("model"), version)
    _check_thinking(model, generation.object("thinkingConfig").text("thinkingLevel"))
    speech = generation.object("speechConfig")
    resumption = setup.object("sessionResumption")
    return Setup(
        model=model,
        modality=_modality(model, generation.texts("responseModalities")),
        voice=speech.object("voiceConfig").object("prebuiltVoiceConfig").text("voiceName"),
        language=speech.text("languageCode"),
        system_instruction="\n".join(
            part.text("text") for part in setup.object("systemInstruction").objects("parts")
        ),
        detection=None if detection.flag("disabled") else _detection(detection),
        interruptible=realtime.text("activityHandling") != "NO_INTERRUPTION",
        input_transcription=setup.has("inputAudioTranscription"),
        output_transcription=setup.has("outputAudioTranscription"),
        resumption=setup.has("sessionResumption"),
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


def _check_thinking(model: Model, level: str) -> None:
    if level and model.thinking is Thinking.REFUSED:
        raise Refusal(THINKING_REFUSED)
    if not level and model.thinking is Thinking.NEEDED:
        raise Refusal(THINKING_NEEDED)


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
