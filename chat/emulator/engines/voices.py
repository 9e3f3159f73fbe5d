"""The service's thirty voices, told apart by their pitch and their pace: the engines have one speaker.

https://ai.google.dev/gemini-api/docs/speech-generation#voices
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME = re.compile("livechat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manner:
    """Factors on what the engine's own speaker does."""

    pitch: float = 1.0
    pace: float = 1.0


PACES = (1.0, 0.88, 1.12, 0.94, 1.06)
"""Of a row's five voices."""
_BY_PITCH = {
    0.80: ("Charon", "Algenib", "Alnilam", "Enceladus", "Rasalgethi"),
    0.87: ("Schedar", "Sadaltager", "Iapetus", "Umbriel", "Algieba"),
    0.94: ("Orus", "Fenrir", "Achird", "Sadachbia", "Zubenelgenubi"),
    1.00: ("Puck", "Callirrhoe", "Autonoe", "Gacrux", "Pulcherrima"),
    1.08: ("Kore", "Despina", "Aoede", "Erinome", "Laomedeia"),
    1.16: ("Sulafat", "Vindemiatrix", "Leda", "Achernar", "Zephyr"),
}
"""The engine's own speaker, unchanged, is Puck, the service's default."""
VOICES = {
    name: Manner(pitch, pace)
    for pitch, names in _BY_PITCH.items()
    for name, pace in zip(names, PACES, strict=True)
}
_BY_LOWER_CASE = {name.lower(): manner for name, manner in VOICES.items()}


def is_voice(name: str) -> bool:
    """In any case, as the service takes it."""
    return name.lower() in _BY_LOWER_CASE


def manner_of(voice_name: str) -> Manner:
    """The usual one for a name that is not known."""
    return _BY_LOWER_CASE.get(voice_name.lower(), Manner())


def pronounced(sentence: str) -> str:
    """With the names that the engines misread written as they sound."""
    return NAME.sub("live chat", sentence)
