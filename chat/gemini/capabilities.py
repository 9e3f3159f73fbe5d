"""What each Live model can do: models.toml, read once."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

TABLE = Path(__file__).with_name("models.toml")


class Thinking(StrEnum):
    NONE = "none"
    BUDGET = "budget"
    LEVEL = "level"
    LEVEL_REQUIRED = "level_required"


class Proactivity(StrEnum):
    """Whether a model may stay silent when it is not spoken to."""

    NEVER = "never"
    CHOICE = "choice"
    ALWAYS = "always"


class Language(StrEnum):
    """Whether a language can be set."""

    NEVER = "never"
    CHOICE = "choice"
    NEEDED = "needed"


class Capabilities(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model's; models.toml says what each field means."""

    name: str
    label: str
    endpoints: frozenset[str] = frozenset({"gemini", "vertex"})
    retired: date | None = None
    modalities: frozenset[str] = frozenset({"AUDIO"})
    thinking: Thinking = Thinking.NONE
    levels: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ("BLOCKING",)
    proactivity: Proactivity = Proactivity.NEVER
    affective: bool = False
    alpha: bool = False
    language: Language = Language.NEVER
    input_tokens: int = 131_072
    output_tokens: int = 65_536


class Languages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    codes: frozenset[str]
    aliases: dict[str, str]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    models: tuple[Capabilities, ...]
    voices: dict[str, str]
    """What each sounds like, by name."""
    languages: Languages


@lru_cache(maxsize=1)
def table() -> Table:
    """Raises msgspec.ValidationError for a file that does not hold what it should."""
    values: dict[str, Any] = tomllib.loads(TABLE.read_text())
    return msgspec.convert(values, Table)


@lru_cache(maxsize=1)
def known_models() -> MappingProxyType[str, Capabilities]:
    return MappingProxyType({model.name: model for model in table().models})


def capabilities_of(model: str) -> Capabilities | None:
    """By `X`, `models/X` or Vertex AI's `.../models/X`; None for a model that the table does not have."""
    return known_models().get(bare_name(model))


def bare_name(model: str) -> str:
    return model.rpartition("models/")[2]


def spoken_language(tag: str) -> str:
    """The code that a model takes for a browser's language tag, as exact as there is; "" without one.

    `de` -> `de-DE`, `de-AT` -> `de-DE`, `zh-Hans-CN` -> `cmn-CN`.
    """
    languages = table().languages
    known = {code.lower(): code for code in sorted(languages.codes)}
    known |= {alias.lower(): code for alias, code in languages.aliases.items()}
    parts = tag.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        if code := known.get("-".join(parts[:length])):
            return code
    return next((code for start, code in known.items() if start.split("-")[0] == parts[0]), "")
