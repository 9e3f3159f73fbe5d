"""What was said before, and what the person asked to be remembered."""

from __future__ import annotations

import re
from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.history import PERSON, History
from chat.emulator.mind.said import Reply, Said, reply

MOST_NOTES = 20
LONGEST_NOTE = 120
REPEATED = 2

NAMED = re.compile(
    r"\b(?:my name is|call me|i am called|i am named|name is) (?!not\b|what\b|called\b)([^\W\d_]{2,20})\b"
)
FAVOURITE = re.compile(r"\bmy favourite ([a-z]{2,20}) (?:is|are) (?!what\b)(?:the |a )?([\w' ]{1,40})$")
ASKED_FAVOURITE = re.compile(
    r"\b(?:what|which|who|do you (?:know|remember)) .*?\bmy favourite ([a-z]{2,20})\b"
)
NOTE = re.compile(
    r"^(?:remember|do not forget|keep in mind|note|make a note) (?:that )?(?!what|my name|me\b|"
    r"anything)(.{3,})$"
)
OF_THEMSELVES = r"^i (?:live in|am from|come from|work (?:as|in|at|for)|have (?:a|an|one|two|three)|was born)"
INTRODUCED = re.compile(r"^(?:\w+[,.!]? )?I(?:'m| am) ([A-Z][a-z]{1,20})[.!]?$")
NATIONS = frozenset((
    "African", "American", "Asian", "Australian", "British", "Canadian", "Chinese", "Dutch", "English",
    "European", "French", "German", "Indian", "Irish", "Italian", "Japanese", "Mexican", "Polish", "Russian",
    "Scottish", "Spanish", "Swedish", "Swiss", "Turkish",
))  # fmt: skip

WHO_AM_I = r"(?:what is|do you (?:know|remember)|say|tell me) my name|who am i|what am i called"
BEFORE = (
    r"what (?:did|have|was it) i (?:just )?(?:say|said|ask|asked|tell|told)|what was my (?:last|"
    r"first) (?:question|sentence)|"
    r"what i (?:just )?said|did i (?:just )?say|repeat what i said|what did i just"
)
YOURS = r"what (?:did|have) you (?:just )?(?:say|said)|what was that|what you (?:just )?said"
AGAIN = (
    r"(?:repeat|say) (?:that|it|this)(?: again| once more| please)?|repeat|say again|pardon(?: me)?|"
    r"come again|again please|"
    r"repeat yourself|what|i did not (?:hear|get|catch) (?:that|you|it)|can you repeat|once more|excuse me"
)
NOTES = (
    r"what (?:do|did|can|will) you remember|what (?:have|did) i (?:asked?|told?|"
    r"tell) you to remember|what do you know about me|do you remember (?:me|anything|what i)"
)
HOW_LONG = r"how long have we|how many (?:things|sentences|times) have i"


class Memory:
    def __init__(self, history: History, random: Random) -> None:
        self._history = history
        self.name = ""
        self._favourites: dict[str, str] = {}
        self._notes: list[str] = []
        self._welcome = Deck(("Nice to meet you, {name}.", "Hello, {name}!", "Good to know, {name}."), random)
        self._noted = Deck(("I'll remember that.", "Noted.", "Kept in mind."), random)

    def learn(self, said: Said) -> None:
        """Facts from what the client says was said before."""
        if name := name_told(said):
            self.name = name

    def answer(self, said: Said) -> Reply | None:
        return self._recall(said) or self._repeat(said) or self._remember(said)

    def _remember(self, said: Said) -> Reply | None:
        if favourite := FAVOURITE.search(said.words):
            return self._keep_favourite(favourite[1], favourite[2])
        if said.count <= 12 and name_told(said) and not said.asks("your name|not my name"):
            self.learn(said)
            return reply(self._welcome.draw().format(name=self.name), "I'll keep your name until we're done.")
        note = NOTE.match(said.words)
        told = (
            as_told(note[1])
            if note
            else said.text.strip(" .!")
            if said.about(OF_THEMSELVES, within=9)
            else ""
        )
        if not told:
            return None
        self._notes = [*self._notes, told[:LONGEST_NOTE]][-MOST_NOTES:]
        return reply(self._noted.draw(), "Ask me what I remember, and I'll tell you.")

    def _keep_favourite(self, kind: str, value: str) -> Reply:
        if len(self._favourites) >= MOST_NOTES:
            self._favourites.pop(next(iter(self._favourites)))
        self._favourites[kind] = value
        return reply(self._noted.draw(), f"Your favourite {kind} is {value}.")

    def _recall(self, said: Said) -> Reply | None:
        if said.about(WHO_AM_I, within=9):
            if self.name:
                return reply(f"You are {self.name}.", "So you told me, at least.")
            return reply("You haven't told me.", 'Say "my name is", and your name.')
        if (asked := ASKED_FAVOURITE.search(said.words)) and said.count <= 12:
            kind = asked[1]
            if kind in self._favourites:
                return reply(
                    f"It's {self._favourites[kind]}.", f"You told me your favourite {kind} yourself."
                )
            return reply("You haven't told me.", f'Say "my favourite {kind} is", and I\'ll keep it.')
        if said.about(NOTES, within=10):
            return self._everything()
        return None

    def _everything(self) -> Reply:
        known = [f"Your name is {self.name}."] if self.name else []
        known += [f"Your favourite {kind} is {value}." for kind, value in self._favourites.items()]
        known += [f'You said: "{note}".' for note in self._notes]
        if known:
            return reply("Let me see.", *known)
        return reply(
            "Nothing yet.",
            'Say "remember that", and then anything you like.',
            "I forget it all when this talk ends.",
        )

    def _repeat(self, said: Said) -> Reply | None:
        mine, yours = self._history.repeatable, self._history.said_by(PERSON)
        if said.about(BEFORE, within=10):
            if not yours:
                return reply("This is your first sentence.", "So there is nothing before it.")
            first = said.asks("first|beginning|start")
            return reply(f'You said: "{quoted(self._history.first if first else yours[-1])}"', repeats=True)
        if said.about(YOURS, within=8) and mine:
            return reply(f'I said: "{quoted(" ".join(last_sentences(mine)))}"', repeats=True)
        if said.only(AGAIN) and mine:
            return reply("Once more.", *last_sentences(mine), repeats=True)
        if said.about(HOW_LONG, within=10):
            return reply(
                f"You've spoken {self._history.person_spoke + 1} times.", "I don't count the minutes."
            )
        return None


def last_sentences(text: str) -> list[str]:
    """A short reply whole, of a long one its end."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return sentences if len(sentences) <= 4 else sentences[-REPEATED:]


def quoted(text: str) -> str:
    text = text.strip().replace('"', "'")
    return text if len(text) <= 200 else f"{text[:200].rsplit(' ', 1)[0]}..."


def name_told(said: Said) -> str:
    if named := NAMED.search(said.words):
        return spelled_as(said.text, named[1])
    introduced = INTRODUCED.match(said.text.strip())
    return introduced[1] if introduced and introduced[1] not in NATIONS else ""


def spelled_as(text: str, word: str) -> str:
    """The word with its capitals as they were heard."""
    found = re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)
    written = found[0] if found else word
    return written if written[0].isupper() else written.capitalize()


def as_told(words: str) -> str:
    """In the person's own words: to turn every "my" into "your" would be a guess."""
    return re.sub(r"\bi\b", "I", words)
