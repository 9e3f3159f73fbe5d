"""An emulator without speech, that says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.emulator.senses import Answering

NOTICE = (
    "I can neither hear nor speak here, because the speech packages are not in use."
    " With pip install -r requirements/run.txt I can; until then, type to me and read what I answer."
)


class TextualMind:
    """Puts the notice before a session's first answer, and in the place of any answer to sound."""

    def __init__(self, mind: Answering) -> None:
        self._mind = mind
        self._noticed = False

    def answer(self, said: str, picture: bytes | None, spoken: bool) -> Iterator[str]:
        if spoken or not self._noticed:
            self._noticed = True
            yield NOTICE
        if not spoken:
            yield from self._mind.answer(said, picture, spoken)

    def seed(self, role: str, text: str) -> None:
        self._mind.seed(role, text)

    def cut(self, said_so_far: str) -> None:
        self._mind.cut(said_so_far)

    def instruct(self, system_instruction: str) -> None:
        self._mind.instruct(system_instruction)
