"""Units of length, mass, time and the like, converted by a table."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from chat.tools import ToolError, tool

TABLE = Path(__file__).with_name("units.toml")


@dataclass(frozen=True, slots=True)
class Unit:
    """A value of it is `value * factor + offset` of its kind's first unit."""

    name: str
    one: str
    """The name of a single one."""
    kind: str
    factor: Fraction
    offset: Fraction


@tool
def convert_units(value: float, from_unit: str, to_unit: str) -> str:
    """Converts units of length, area, volume, mass, temperature, speed, time, pressure, energy, power, data.

    Args:
        value: How many of the first unit.
        from_unit: Such as "miles", "kg", "celsius", "cup", "mph", "GB".
        to_unit: The unit that is asked for.
    """
    source, target = unit_named(from_unit), unit_named(to_unit)
    if source.kind != target.kind:
        raise ToolError(
            f"{from_unit} is a unit of {source.kind}, {to_unit} of {target.kind}: they don't convert."
        )
    given = Fraction(str(value))
    converted = (given * source.factor + source.offset - target.offset) / target.factor
    return f"{_told(given, source)} = {_told(converted, target)}"


def unit_named(text: str) -> Unit:
    """By name or symbol, singular or plural. Raises ToolError where there is none."""
    units = units_by_name()
    exact, key = text.strip(), _key(text)
    for name in (exact, key, key.removesuffix("s"), key.removesuffix("es")):
        if name in units:
            return units[name]
    near = get_close_matches(key, units, n=1, cutoff=0.75)
    hint = f" Did you mean {units[near[0]].name}?" if near else ""
    raise ToolError(f"There is no unit {text[:40]} in the table.{hint}")


@lru_cache(maxsize=1)
def units_by_name() -> dict[str, Unit]:
    """Names in small letters; symbols that differ by case alone, such as Mb and MB, as they are, too."""
    with TABLE.open("rb") as file:
        kinds: dict[str, dict[str, list[str | int | float]]] = tomllib.load(file)
    found: dict[str, Unit] = {}
    for kind, units in kinds.items():
        for name, (factor, offset, *names) in units.items():
            unit = Unit(name, str(names[0]), kind, Fraction(str(factor)), Fraction(str(offset)))
            for each in (name, *map(str, names)):
                found.setdefault(_key(each), unit)
                found[each] = unit
    return found


def _key(text: str) -> str:
    """`Square  Feet`, `km / h` and `degrees Celsius` as the table has them."""
    words = text.casefold().replace("°", "").replace("²", "2").replace("³", "3").replace("^", "")
    words = re.sub(r"\s*/\s*", "/", words.replace("degrees ", "").replace("degree ", ""))
    return " ".join(words.replace(" an ", " per ").split())


def _told(value: Fraction, unit: Unit) -> str:
    """To six digits after the point, and as many that count where it is very small or large."""
    number = float(value)
    plain = 1 <= abs(number) < 10**15 or not number
    digits = f"{number:,.6f}".rstrip("0").rstrip(".") if plain else f"{number:.6g}"
    return f"{digits} {unit.one if digits == '1' else unit.name}"
