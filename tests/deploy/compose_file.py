"""docker-compose.yml, read as Compose reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.support.process import PROJECT_DIR

COMPOSE_FILE = PROJECT_DIR / "docker-compose.yml"
EXAMPLE = PROJECT_DIR / "deploy" / "example.env"
ASSIGNMENT = re.compile(r"^(#?)([A-Z_]+)=(.*)$", re.MULTILINE)
REFERENCE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def example_variables() -> dict[str, str]:
    """What an operator starts with: those of deploy/example.env that are not commented out."""
    return {name: value for mark, name, value in ASSIGNMENT.findall(EXAMPLE.read_text()) if not mark}


def named_in_example() -> set[str]:
    """Commented out or not."""
    return {name for _, name, _ in ASSIGNMENT.findall(EXAMPLE.read_text())}


def referred_to() -> set[str]:
    """The variables that the file asks of .env."""
    return {name for name, _, _ in REFERENCE.findall(COMPOSE_FILE.read_text())}


def read_compose_file(**variables: str) -> Any:
    """The whole file, with `variables` beside the example's. Raises KeyError for a required one."""
    known = example_variables() | variables
    tree = _filled_in(yaml.safe_load(COMPOSE_FILE.read_text()), known)
    for service in tree["services"].values():
        service["environment"] = _environment(service.get("environment", {}), known)
    return tree


def seconds(duration: str) -> float:
    """Of `30s` or `2m`."""
    return float(duration[:-1]) * {"s": 1, "m": 60}[duration[-1]]


def _environment(declared: Mapping[str, str | None], known: Mapping[str, str]) -> dict[str, str]:
    """A name without a value is passed on, or left out where nobody gave it one."""
    given = {name: known.get(name) if value is None else value for name, value in declared.items()}
    return {name: value for name, value in given.items() if value is not None}


def _filled_in(tree: Any, known: Mapping[str, str]) -> Any:
    if isinstance(tree, dict):
        return {key: _filled_in(value, known) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_filled_in(value, known) for value in tree]
    return REFERENCE.sub(lambda reference: _value(reference, known), tree) if isinstance(tree, str) else tree


def _value(reference: re.Match[str], known: Mapping[str, str]) -> str:
    name, kind, word = reference.groups()
    if kind == "?" and not known.get(name):
        raise KeyError(word)
    return known.get(name) or (word if kind == "-" else "")
