"""Talking with a Mind in tests."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from PIL import Image, ImageDraw

from chat.emulator.mind import Mind

AFTERNOON = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)
"""A Sunday."""

Colour = tuple[int, int, int]


def new_mind(system_instruction: str = "", seed: int = 1, now: datetime = AFTERNOON) -> Mind:
    return Mind(system_instruction, clock=lambda: now, seed=seed)


def sentences(mind: Mind, said: str, picture: bytes | None = None, spoken: bool = True) -> list[str]:
    return list(mind.answer(said, picture, spoken))


def ask(mind: Mind, said: str, picture: bytes | None = None, spoken: bool = True) -> str:
    return " ".join(sentences(mind, said, picture, spoken))


def jpeg(*stripes: Colour, quality: int = 40, across: bool = False) -> bytes:
    """Stripes of equal width beside each other, or one above the other, well compressed."""
    image = Image.new("RGB", (320, 240))
    draw = ImageDraw.Draw(image)
    for number, colour in enumerate(stripes):
        start, end = number / len(stripes), (number + 1) / len(stripes)
        box = (0, 240 * start, 320, 240 * end) if across else (320 * start, 0, 320 * end, 240)
        draw.rectangle(box, fill=colour)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    return data.getvalue()
