"""Spelling, counting letters, turning words round, counting up and down."""

from __future__ import annotations

import re

from chat.emulator.mind.numbers import number_in
from chat.emulator.mind.said import Reply, Said, reply

LONGEST_COUNT = 30
SPELL = re.compile(r"^(?:how do (?:you|i) spell|spell(?: out)?) (?:the word )?([^\W\d_]{1,24})$")
LENGTH = re.compile(
    r"how many letters (?:are |has |does )?(?:there )?(?:in |"
    r"are in )?(?:the word )?([^\W\d_]{1,24})(?: have)?$"
)
BACKWARDS = re.compile(r"^(?:(?:say|spell|what is|turn) )?([^\W\d_]{1,24}) backwards?$")
COUNT = r"count (?:up |down |backwards )?(?:from|to|for me)"


class Letters:
    def answer(self, said: Said) -> Reply | None:
        if match := SPELL.match(said.words):
            return reply(f"{spelled(match[1])}.")
        if match := LENGTH.search(said.words):
            word = match[1]
            return reply(f"{len(word)} letters." if len(word) > 1 else "Just one.", f"{spelled(word)}.")
        if (match := BACKWARDS.match(said.words)) and match[1] != "count":
            return reply(f"{match[1][::-1].capitalize()}.", f"That is {spelled(match[1][::-1])}.")
        if said.about(COUNT, within=9):
            return self._count(said)
        return None

    def _count(self, said: Said) -> Reply:
        top = int(number_in(said.text) or 10)
        if said.asks("down|backwards") and (first := re.search(r"from (\w+)", said.words)):
            top = int(number_in(first[1]) or top)
        if not 1 <= top <= LONGEST_COUNT:
            return reply("That would take too long.", f"I count as far as {LONGEST_COUNT}.")
        numbers = [str(number) for number in range(1, top + 1)]
        if said.asks("down|backwards"):
            return reply("Here we go.", f"{', '.join(reversed(numbers))}.", "Lift off!")
        return reply("Here we go.", f"{', '.join(numbers)}.")


def spelled(word: str) -> str:
    return ", ".join(word.upper())
