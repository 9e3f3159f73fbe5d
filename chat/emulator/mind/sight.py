"""A picture, as far as a small program sees it: colours, light and where they are."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cached_property

from chat.emulator.engines.weights import missing
from chat.emulator.mind.colours import Pixel, brightness, shares

SIDE = 48
MOST_PIXELS = 50_000_000


class Unseen(Exception):
    """The picture cannot be looked at; the message says why, for a person."""


@dataclass(frozen=True)
class Sight:
    rows: tuple[tuple[Pixel, ...], ...]

    @cached_property
    def colours(self) -> dict[str, float]:
        return shares(pixel for row in self.rows for pixel in row)

    @cached_property
    def brightness(self) -> float:
        return brightness(pixel for row in self.rows for pixel in row)

    @cached_property
    def middle(self) -> str:
        """The colour that fills most of the middle."""
        third = SIDE // 3
        return _first(self.rows[third : 2 * third], third, 2 * third)

    @cached_property
    def halves(self) -> str:
        """Which colours lie where, if two halves differ clearly."""
        half = SIDE // 2
        for names, (first, second) in (
            (
                ("on the left", "on the right"),
                (self._part(0, SIDE, 0, half), self._part(0, SIDE, half, SIDE)),
            ),
            (
                ("at the top", "at the bottom"),
                (self._part(0, half, 0, SIDE), self._part(half, SIDE, 0, SIDE)),
            ),
        ):
            if first and second and first != second:
                return f"It is {first} {names[0]} and {second} {names[1]}."
        return ""

    def _part(self, top: int, bottom: int, left: int, right: int) -> str:
        colours = shares(pixel for row in self.rows[top:bottom] for pixel in row[left:right])
        name, share = next(iter(colours.items()))
        return name if share > 0.6 else ""


def _first(rows: tuple[tuple[Pixel, ...], ...], left: int, right: int) -> str:
    return next(iter(shares(pixel for row in rows for pixel in row[left:right])))


def look(jpeg: bytes) -> Sight:
    """Raises Unseen."""
    if missing("PIL"):
        raise Unseen("The package pillow is not installed here, so I can't open pictures.")
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(jpeg), formats=("JPEG", "PNG", "WEBP")) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Unseen("That picture is too large for me to open.")
                image.draft("RGB", (SIDE * 4, SIDE * 4))
                small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise Unseen("A picture came, but I could not read it.") from error
    data = small.tobytes()
    pixels = list(zip(data[0::3], data[1::3], data[2::3], strict=True))
    return Sight(tuple(tuple(pixels[at : at + SIDE]) for at in range(0, SIDE * SIDE, SIDE)))
