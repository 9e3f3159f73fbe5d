"""The service's thirty voices, told apart by their pitch alone: the engines have one speaker."""

from __future__ import annotations

import re

NAME = re.compile("livechat", re.IGNORECASE)

HIGHER = (
    "Kore", "Zephyr", "Aoede", "Leda", "Callirrhoe", "Autonoe", "Despina", "Erinome", "Laomedeia",
    "Achernar", "Gacrux", "Pulcherrima", "Vindemiatrix", "Sulafat",
)  # fmt: skip
LOWER = (
    "Orus", "Fenrir", "Achird", "Sadachbia", "Zubenelgenubi", "Algieba", "Umbriel", "Iapetus",
    "Sadaltager", "Schedar", "Rasalgethi", "Enceladus", "Alnilam", "Algenib", "Charon",
)  # fmt: skip
STEP = 0.008

PITCHES = (
    {"Puck": 1.0}
    | {name: 1 + STEP * rank for rank, name in enumerate(HIGHER, 1)}
    | {name: 1 - STEP * rank for rank, name in enumerate(LOWER, 1)}
)
"""Factors on the pitch of the engine's own speaker, who is Puck, the service's default."""


def pitch(voice_name: str) -> float:
    """1.0 for a name that is not known."""
    return PITCHES.get(voice_name, 1.0)


def pronounced(sentence: str) -> str:
    """With the names that the engines misread written as they sound."""
    return NAME.sub("live chat", sentence)
