"""The fields that the service knows, by message: names, types, enumerations and ranges, as data.

https://ai.google.dev/api/live and its types; a name in capitals is another message of this table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    name: str
    """As the service names its type."""
    least: float = float("-inf")
    most: float = float("inf")
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Enumeration:
    name: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Message:
    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    kind: Kind


@dataclass(frozen=True, slots=True)
class MapOf:
    kind: Kind


Kind = str | Number | Enumeration | Message | ListOf | MapOf

TEXT, FLAG, BYTES, STRUCT, ANY = "TYPE_STRING", "TYPE_BOOL", "TYPE_BYTES", "TYPE_STRUCT", "TYPE_ANY"
"""STRUCT is free-form, and so is the inside of what the emulator makes no use of."""
_INT = Number("TYPE_INT32", -(2**31), 2**31 - 1, whole=True)
_COUNT = Number("TYPE_INT32", 0, 2**31 - 1, whole=True)
_LONG = Number("TYPE_INT64", 0, 2**63 - 1, whole=True)
_DOUBLE = Number("TYPE_DOUBLE")


def _enumeration(name: str, values: str) -> Enumeration:
    return Enumeration(name, frozenset(values.split()))


MODALITY = _enumeration("GenerationConfig.Modality", "MODALITY_UNSPECIFIED TEXT IMAGE AUDIO VIDEO")
_THINKING = _enumeration(
    "ThinkingConfig.ThinkingLevel", "THINKING_LEVEL_UNSPECIFIED MINIMAL LOW MEDIUM HIGH XHIGH"
)
_RESOLUTION = _enumeration(
    "GenerationConfig.MediaResolution",
    "MEDIA_RESOLUTION_UNSPECIFIED MEDIA_RESOLUTION_LOW MEDIA_RESOLUTION_MEDIUM MEDIA_RESOLUTION_HIGH",
)
_START = _enumeration(
    "RealtimeInputConfig.StartSensitivity",
    "START_SENSITIVITY_UNSPECIFIED START_SENSITIVITY_HIGH START_SENSITIVITY_LOW",
)
_END = _enumeration(
    "RealtimeInputConfig.EndSensitivity",
    "END_SENSITIVITY_UNSPECIFIED END_SENSITIVITY_HIGH END_SENSITIVITY_LOW",
)
_HANDLING = _enumeration(
    "RealtimeInputConfig.ActivityHandling",
    "ACTIVITY_HANDLING_UNSPECIFIED START_OF_ACTIVITY_INTERRUPTS NO_INTERRUPTION",
)
_COVERAGE = _enumeration(
    "RealtimeInputConfig.TurnCoverage",
    "TURN_COVERAGE_UNSPECIFIED TURN_INCLUDES_ONLY_ACTIVITY TURN_INCLUDES_ALL_INPUT"
    " TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO",
)
_HARM = _enumeration(
    "HarmCategory",
    "HARM_CATEGORY_UNSPECIFIED HARM_CATEGORY_HARASSMENT HARM_CATEGORY_HATE_SPEECH"
    " HARM_CATEGORY_SEXUALLY_EXPLICIT HARM_CATEGORY_DANGEROUS_CONTENT HARM_CATEGORY_CIVIC_INTEGRITY",
)
_THRESHOLD = _enumeration(
    "SafetySetting.HarmBlockThreshold",
    "HARM_BLOCK_THRESHOLD_UNSPECIFIED BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE BLOCK_ONLY_HIGH"
    " BLOCK_NONE OFF",
)
_BEHAVIOR = _enumeration("FunctionDeclaration.Behavior", "UNSPECIFIED BLOCKING NON_BLOCKING")
_SCHEDULING = _enumeration("FunctionResponse.Scheduling", "SCHEDULING_UNSPECIFIED SILENT WHEN_IDLE INTERRUPT")
_MODE = _enumeration("AudioTranscriptionConfig.Mode", "MODE_UNSPECIFIED VERBATIM SMART")
_TYPES = "type_unspecified string number integer boolean array object null"
_TYPE = _enumeration("Type", f"{_TYPES} {_TYPES.upper()}")

FIELDS: dict[str, dict[str, Kind]] = {
    "ClientMessage": {
        "setup": Message("Setup"),
        "clientContent": Message("ClientContent"),
        "realtimeInput": Message("RealtimeInput"),
        "toolResponse": Message("ToolResponse"),
        "contextUpdate": Message("ContextUpdate"),
    },
    "Setup": {
        "model": TEXT,
        "generationConfig": Message("GenerationConfig"),
        "systemInstruction": Message("Content"),
        "tools": ListOf(Message("Tool")),
        "toolConfig": STRUCT,
        "sessionResumption": Message("SessionResumptionConfig"),
        "inputAudioTranscription": Message("AudioTranscriptionConfig"),
        "outputAudioTranscription": Message("AudioTranscriptionConfig"),
        "realtimeInputConfig": Message("RealtimeInputConfig"),
        "contextWindowCompression": Message("ContextWindowCompression"),
        "proactivity": Message("Proactivity"),
        "historyConfig": Message("HistoryConfig"),
        "avatarConfig": STRUCT,
        "safetySettings": ListOf(Message("SafetySetting")),
        "labels": STRUCT,
        "explicitVadSignal": FLAG,
    },
    "GenerationConfig": {
        "responseModalities": ListOf(MODALITY),
        "temperature": Number("TYPE_FLOAT", 0, 2),
        "topP": Number("TYPE_FLOAT", 0, 1),
        "topK": Number("TYPE_INT32", 1, 2**31 - 1, whole=True),
        "maxOutputTokens": Number("TYPE_INT32", 1, 2**31 - 1, whole=True),
        "mediaResolution": _RESOLUTION,
        "seed": _INT,
        "speechConfig": Message("SpeechConfig"),
        "thinkingConfig": Message("ThinkingConfig"),
        "enableAffectiveDialog": FLAG,
        "translationConfig": STRUCT,
        "candidateCount": _COUNT,
        "stopSequences": ListOf(TEXT),
        "presencePenalty": Number("TYPE_FLOAT", -2, 2),
        "frequencyPenalty": Number("TYPE_FLOAT", -2, 2),
        "responseMimeType": TEXT,
        "responseSchema": Message("Schema"),
        "responseJsonSchema": ANY,
        "responseLogprobs": FLAG,
        "logprobs": _COUNT,
        "audioTimestamp": FLAG,
        "enableEnhancedCivicAnswers": FLAG,
        "imageConfig": STRUCT,
    },
    "SpeechConfig": {
        "voiceConfig": Message("VoiceConfig"),
        "languageCode": TEXT,
        "multiSpeakerVoiceConfig": STRUCT,
    },
    "VoiceConfig": {"prebuiltVoiceConfig": Message("PrebuiltVoiceConfig"), "replicatedVoiceConfig": STRUCT},
    "PrebuiltVoiceConfig": {"voiceName": TEXT},
    "ThinkingConfig": {"includeThoughts": FLAG, "thinkingBudget": _INT, "thinkingLevel": _THINKING},
    "SessionResumptionConfig": {"handle": TEXT, "transparent": FLAG},
    "AudioTranscriptionConfig": {
        "languageCodes": ListOf(TEXT),
        "languageAuto": STRUCT,
        "languageHints": STRUCT,
        "customVocabulary": ListOf(TEXT),
        "adaptationPhrases": ListOf(TEXT),
        "wordTimestamp": FLAG,
        "diarization": FLAG,
        "mode": _MODE,
        "sourceText": TEXT,
    },
    "RealtimeInputConfig": {
        "automaticActivityDetection": Message("AutomaticActivityDetection"),
        "activityHandling": _HANDLING,
        "turnCoverage": _COVERAGE,
        "interimTranscriptTimestampEnabled": FLAG,
    },
    "AutomaticActivityDetection": {
        "disabled": FLAG,
        "startOfSpeechSensitivity": _START,
        "endOfSpeechSensitivity": _END,
        "prefixPaddingMs": _COUNT,
        "silenceDurationMs": _COUNT,
    },
    "ContextWindowCompression": {"triggerTokens": _LONG, "slidingWindow": Message("SlidingWindow")},
    "SlidingWindow": {"targetTokens": _LONG},
    "Proactivity": {"proactiveAudio": FLAG, "proactiveVideo": FLAG},
    "HistoryConfig": {"initialHistoryInClientContent": FLAG},
    "SafetySetting": {"category": _HARM, "threshold": _THRESHOLD},
    "Tool": {
        "functionDeclarations": ListOf(Message("FunctionDeclaration")),
        "googleSearch": STRUCT,
        "googleSearchRetrieval": STRUCT,
        "googleMaps": STRUCT,
        "codeExecution": STRUCT,
        "urlContext": STRUCT,
        "computerUse": STRUCT,
        "fileSearch": STRUCT,
        "mcpServers": ListOf(STRUCT),
    },
    "FunctionDeclaration": {
        "name": TEXT,
        "description": TEXT,
        "behavior": _BEHAVIOR,
        "parameters": Message("Schema"),
        "parametersJsonSchema": ANY,
        "response": Message("Schema"),
        "responseJsonSchema": ANY,
    },
    "Schema": {
        "type": _TYPE,
        "format": TEXT,
        "title": TEXT,
        "description": TEXT,
        "nullable": FLAG,
        "enum": ListOf(TEXT),
        "items": Message("Schema"),
        "properties": MapOf(Message("Schema")),
        "propertyOrdering": ListOf(TEXT),
        "required": ListOf(TEXT),
        "anyOf": ListOf(Message("Schema")),
        "example": ANY,
        "default": ANY,
        "pattern": TEXT,
        "minimum": _DOUBLE,
        "maximum": _DOUBLE,
        **dict.fromkeys(
            ("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"), _LONG
        ),
    },
    "Content": {"parts": ListOf(Message("Part")), "role": TEXT},
    "Part": {
        "text": TEXT,
        "inlineData": Message("Blob"),
        "thought": FLAG,
        "thoughtSignature": BYTES,
        **dict.fromkeys(
            (
                "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult",
                "toolCall", "toolResponse", "videoMetadata", "mediaResolution", "partMetadata",
            ),
            STRUCT,
        ),
    },
    "Blob": {"data": BYTES, "mimeType": TEXT, "displayName": TEXT},
    "ClientContent": {"turns": ListOf(Message("Content")), "turnComplete": FLAG},
    "RealtimeInput": {
        "audio": Message("Blob"),
        "video": Message("Blob"),
        "mediaChunks": ListOf(Message("Blob")),
        "text": TEXT,
        "audioStreamEnd": FLAG,
        "activityStart": STRUCT,
        "activityEnd": STRUCT,
    },
    "ToolResponse": {"functionResponses": ListOf(Message("FunctionResponse"))},
    "FunctionResponse": {
        "id": TEXT,
        "name": TEXT,
        "response": STRUCT,
        "scheduling": _SCHEDULING,
        "willContinue": FLAG,
        "parts": ListOf(STRUCT),
    },
    "ContextUpdate": {"systemInstruction": Message("Content"), "tools": Message("ToolUpdate")},
    "ToolUpdate": {"tools": ListOf(Message("Tool"))},
}  # fmt: skip
VERTEX_ONLY = {
    "Setup": frozenset({"explicitVadSignal"}),
    "SessionResumptionConfig": frozenset({"transparent"}),
}
"""Fields that the Developer API does not know."""
ONE_OF = {
    "ClientMessage": ("message_type", frozenset(FIELDS["ClientMessage"])),
    "Part": (
        "data",
        frozenset(FIELDS["Part"])
        - {"thought", "thoughtSignature", "videoMetadata", "mediaResolution", "partMetadata"},
    ),
}
"""Groups of fields of which only one may be set, by their names in the reference."""
