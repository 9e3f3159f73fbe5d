"""The models that the emulator stands in for, and what each of them can.

https://ai.google.dev/gemini-api/docs/models and /live, October 2026. Models that translate or only transcribe
are left out: the emulator converses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from chat.emulator.functions import BLOCKING, NON_BLOCKING
from chat.emulator.refusals import Refusal, model_unknown


class Thinking(Enum):
    """What a model makes of `thinkingConfig.thinkingLevel`."""

    OPTIONAL = "optional"
    REFUSED = "refused"
    NEEDED = "needed"


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    modalities: frozenset[str] = frozenset({"AUDIO"})
    thinking: Thinking = Thinking.OPTIONAL
    behaviours: tuple[str, ...] = (BLOCKING,)
    """What a function may be declared as; the usual one first."""
    tells_interaction: bool = False
    """`interactionStatus` comes with each turnComplete: IN_PROGRESS while results are awaited."""
    retired: bool = False
    """Google has shut it down. Served here all the same: only these answer in TEXT."""


_WAITS_OR_NOT = (BLOCKING, NON_BLOCKING)
_TEXT_OR_AUDIO = frozenset({"TEXT", "AUDIO"})

MODELS = {
    model.name: model
    for model in (
        Model("gemini-3.8-live", thinking=Thinking.REFUSED, behaviours=(NON_BLOCKING, BLOCKING)),
        Model(
            "gemini-3.8-live-extended-thinking",
            thinking=Thinking.NEEDED,
            behaviours=(NON_BLOCKING,),
            tells_interaction=True,
        ),
        Model("gemini-3.1-flash-live-preview"),
        Model("gemini-2.5-flash-native-audio-preview-12-2025", behaviours=_WAITS_OR_NOT),
        Model("gemini-live-2.5-flash-native-audio", behaviours=_WAITS_OR_NOT),
        Model("gemini-live-2.5-flash-preview", _TEXT_OR_AUDIO, behaviours=_WAITS_OR_NOT, retired=True),
        Model("gemini-2.0-flash-live-001", _TEXT_OR_AUDIO, retired=True),
        Model("gemini-2.0-flash-exp", _TEXT_OR_AUDIO, retired=True),
    )
}


def find_model(resource: str, version: str) -> Model:
    """By `X`, `models/X` or Vertex AI's `[projects/P/locations/L/]publishers/google/models/X`.

    Raises Refusal for a model that is not in the catalogue.
    """
    name = resource.rpartition("models/")[2]
    model = MODELS.get(name)
    if model is None:
        raise Refusal(model_unknown(name, version))
    return model
