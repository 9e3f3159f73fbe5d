"""The models that the emulator stands in for, and what each of them can.

https://ai.google.dev/gemini-api/docs/models and /live, October 2026. Models that translate or only transcribe
are left out: the emulator converses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from chat.emulator.functions import BLOCKING, NON_BLOCKING
from chat.emulator.refusals import Refusal, model_unknown


class Proactivity(Enum):
    """What `proactivity.proactiveAudio` may be."""

    NEVER = "never"
    CHOICE = "choice"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Api:
    version: str
    vertex: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    modalities: frozenset[str] = frozenset({"AUDIO"})
    thinking_levels: frozenset[str] = frozenset()
    """Where there are none, a level is refused."""
    thinking_needed: bool = False
    behaviours: tuple[str, ...] = (BLOCKING,)
    """What a function may be declared as; the usual one first."""
    proactivity: Proactivity = Proactivity.NEVER
    affective: bool = False
    alpha: bool = False
    """Proactivity and affective dialog need v1alpha of the Developer API."""
    updates: bool = False
    """It takes contextUpdate."""
    tells_interaction: bool = False
    """`interactionStatus` comes with each turnComplete: IN_PROGRESS while results are awaited."""
    tells_handles: bool = False
    """Resumption handles come unasked."""
    retired: bool = False
    """Google has shut it down. Served here all the same: only these answer in TEXT."""

    def has_preview(self, api: Api) -> bool:
        """Whether its preview features are to be had there."""
        return not self.alpha or api.vertex or api.version == "v1alpha"


_LEVELS = frozenset({"LOW", "MEDIUM", "HIGH"})
_WAITS_OR_NOT = (BLOCKING, NON_BLOCKING)
_TEXT_OR_AUDIO = frozenset({"TEXT", "AUDIO"})

MODELS = {
    model.name: model
    for model in (
        Model(
            "gemini-3.8-live",
            behaviours=(NON_BLOCKING, BLOCKING),
            proactivity=Proactivity.ALWAYS,
            updates=True,
        ),
        Model(
            "gemini-3.8-live-extended-thinking",
            thinking_levels=_LEVELS,
            thinking_needed=True,
            behaviours=(NON_BLOCKING,),
            proactivity=Proactivity.ALWAYS,
            updates=True,
            tells_interaction=True,
        ),
        Model("gemini-3.1-flash-live-preview", thinking_levels=_LEVELS | {"MINIMAL"}, tells_handles=True),
        Model(
            "gemini-2.5-flash-native-audio-preview-12-2025",
            behaviours=_WAITS_OR_NOT,
            proactivity=Proactivity.CHOICE,
            affective=True,
            alpha=True,
        ),
        Model(
            "gemini-live-2.5-flash-native-audio",
            behaviours=_WAITS_OR_NOT,
            proactivity=Proactivity.CHOICE,
            affective=True,
        ),
        Model("gemini-live-2.5-flash-preview", _TEXT_OR_AUDIO, behaviours=_WAITS_OR_NOT, retired=True),
        Model("gemini-2.0-flash-live-001", _TEXT_OR_AUDIO, retired=True),
        Model("gemini-2.0-flash-exp", _TEXT_OR_AUDIO, retired=True),
    )
}


def find_model(resource: str, api: Api) -> Model:
    """By `X`, `models/X` or Vertex AI's `[projects/P/locations/L/]publishers/google/models/X`.

    Raises Refusal for a model that is not in the catalogue.
    """
    name = resource.rpartition("models/")[2]
    model = MODELS.get(name)
    if model is None:
        raise Refusal(model_unknown(name, api.version))
    return model
