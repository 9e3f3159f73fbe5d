"""Knock, knock: the person's joke, with the program as its straight man."""

from __future__ import annotations

from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.said import Reply, Said, reply

KNOCK = r"(?:(?:knock|nock|not|knocked) ?){2,3}|knock"
LONGEST_NAME = 5


class Knocking:
    def __init__(self, random: Random) -> None:
        self._laughs = Deck(
            ("Ha! I'd groan if I could.", "That's terrible, and I like it.", "Very good!"), random
        )
        self._waits_for = ""

    def answer(self, said: Said) -> Reply | None:
        if not said.only(KNOCK):
            return None
        self._waits_for = "name"
        return reply("Who's there?", begins=True)

    def expected(self, said: Said) -> Reply | None:
        if not self._waits_for or not said.words:
            return None
        if self._waits_for == "name" and said.count <= LONGEST_NAME:
            self._waits_for = "point"
            return reply(f"{said.text.strip(' .,!?')} who?")
        known, self._waits_for = self._waits_for, ""
        return reply(self._laughs.draw()) if known == "point" else None

    def otherwise(self, said: Said) -> Reply | None:
        return None

    def reminder(self) -> str:
        return ""

    def leave(self) -> None:
        self._waits_for = ""
