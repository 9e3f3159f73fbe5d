"""Tables in a document that are written by a program, between `<!-- name -->` and `<!-- /name -->`."""

from __future__ import annotations

import re
from pathlib import Path


def write_between(document: Path, name: str, text: str) -> None:
    """In place of what stands there."""
    document.write_text(_between(name).sub(lambda _: f"\n{text}\n\n", document.read_text()))


def read_between(document: Path, name: str) -> str:
    [text] = _between(name).findall(document.read_text())
    return str(text)


def read_rows(document: Path, name: str) -> list[tuple[str, ...]]:
    """The cells of each row of the table that stands there, without its heading."""
    rows = [line for line in read_between(document, name).splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in row.split("|")[1:-1]) for row in rows[1:]]


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
