"""The eleven basic colour names, and how much of each a picture holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from colorsys import rgb_to_hsv

Pixel = tuple[int, int, int]

NAMES = (
    "black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown",
)  # fmt: skip

BLACK_BELOW = 0.17
GREY_BELOW_CHROMA = 0.10
PALE_BELOW_SATURATION = 0.16
WHITE_FROM = 0.82
WARM_WHITE_BELOW_SATURATION = 0.25

HUES = (
    (14, "red"), (42, "orange"), (68, "yellow"), (172, "green"), (257, "blue"), (298, "purple"),
    (342, "pink"), (361, "red"),
)  # fmt: skip
"""Names up to these degrees, for bright and saturated colours."""


def name_of(pixel: Pixel) -> str:
    """The basic name of an RGB colour, 0 to 255 each."""
    turn, saturation, value = rgb_to_hsv(*(part / 255 for part in pixel))
    hue = turn * 360
    if value < BLACK_BELOW:
        return "black"
    warm_white = 20 <= hue <= 70 and value > WHITE_FROM and saturation < WARM_WHITE_BELOW_SATURATION
    if saturation < PALE_BELOW_SATURATION or saturation * value < GREY_BELOW_CHROMA or warm_white:
        return "white" if value > WHITE_FROM else "grey"
    name = next(name for end, name in HUES if hue < end)
    return _shade(name, hue, saturation, value)


def _shade(name: str, hue: float, saturation: float, value: float) -> str:
    """Dark orange is brown, pale red is pink, dark pink is purple."""
    if name == "red" and value > 0.7 and saturation < 0.6:
        return "pink"
    if name == "orange" and saturation < 0.55:
        return "pink" if value > 0.8 and hue < 28 else "brown"
    if name == "orange" and value < 0.72 or name == "yellow" and hue < 55 and value < 0.6:
        return "brown"
    if name == "red" and hue > 5 and hue < 180 and value < 0.55:
        return "brown"
    if name == "yellow" and value < 0.55:
        return "green"
    if name == "pink" and value < 0.55 and hue < 325:
        return "purple"
    return name


def shares(pixels: Iterable[Pixel]) -> dict[str, float]:
    """The part of each colour, 0 to 1, the greatest first."""
    counted = Counter(map(name_of, pixels))
    total = counted.total() or 1
    return {name: count / total for name, count in counted.most_common()}


def brightness(pixels: Iterable[Pixel]) -> float:
    """The mean luminance, 0 (black) to 1 (white), by the weights of ITU-R BT.601."""
    levels = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in pixels]
    return sum(levels) / (255 * max(1, len(levels)))
