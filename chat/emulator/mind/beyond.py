"""What the program can't do, said plainly, with something it can do instead."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.said import Reply, Said, reply

QUOTED_WORDS = 5


class Offer(NamedTuple):
    text: str
    wish: str


OFFERS = (
    Offer("Shall I tell you a joke?", "tell me a joke"),
    Offer("Shall we play a guessing game?", "play a game"),
    Offer("Would you like a quiz instead?", "quiz"),
    Offer("Shall I tell you a story?", "tell me a story"),
    Offer("Shall I tell you what I can do?", "what can you do"),
    Offer("Shall I flip a coin for you?", "flip a coin"),
    Offer("Would you like to know the time?", "what time is it"),
)
KNOWN_LIMITS = (
    (
        r"weather|rain|raining|sunny|forecast|temperature|snow",
        "I have no window.",
        "Without a network I can't know the weather.",
    ),
    (
        r"news|headlines|happened today|election|president|prime minister",
        "I don't get the news.",
        "Nothing from outside this computer reaches me.",
    ),
    (
        r"songs?|music|spotify|radio",
        "I have no music.",
        "My only sound is this voice.",
    ),
    (
        r"(?:set|start) (?:an? )?(?:alarm|timer|reminder)|wake me|remind me",
        "I can't set timers.",
        "I only speak when I'm spoken to.",
    ),
    (
        r"search|google|look up|internet|website|wikipedia|browse",
        "I can't search for that.",
        "I run without the internet.",
    ),
    (r"translate|translation", "I can't translate.", "English is all I have."),
    (
        r"(?:send|write|read) (?:an? |my )?(?:e ?mail|message|text|letter)|call (?:my|the)|phone",
        "I can't reach anybody.",
        "No mail and no telephone here.",
    ),
    (
        r"(?:write|make) (?:me )?(?:an? |some )?(?:poem|essay|code|program|song|python)|poem",
        "I can't write that.",
        "What I say was all written before.",
    ),
    (
        r"(?:talk|chat|speak|discuss|tell me) (?:\w+ )?about",
        "I'm poor company for that.",
        "I know nothing of the world outside this talk.",
    ),
    (r"facts?|something interesting", "I know no facts.", "Whatever I might tell you would be made up."),
    (r"meaning of life", "Forty-two, I have read.", "But not what the question was."),
)
QUESTION = (
    r"^(?:who|what|where|when|why|how|which|whose|is|are|was|were|do|does|did|can|could|will|"
    r"would|should|have|has)\b"
)
SEVERAL_QUESTIONS = (
    ("I don't know that.", "I'm a small program with no knowledge of the world."),
    ("That I can't answer.", "I'm not Gemini, only its stand-in, and facts are not my strength."),
    ("Good question, but not for me.", "I know sums, times and colours, and little else."),
    ("I have to pass.", "Gemini would know; I'm only the emulator."),
    ("No idea, honestly.", "There is no encyclopedia in me."),
)
SEVERAL_REMARKS = (
    "I understood the words, but not what to do with them: I'm a small program.",
    "I can write down every word, but what they mean is beyond me.",
    "That is more than my few rules can follow.",
    "To that I have nothing clever to say.",
    "I'm only the emulator, and I don't know what to make of it.",
)
UNHEARD = (
    ("Sorry, I didn't catch that.", "Could you say it again?"),
    ("I heard something, but no words.", "Once more, a little closer to the microphone?"),
    ("That got lost.", "Please say it again."),
)


class Beyond:
    """Always has an answer; it comes last."""

    def __init__(self, random: Random) -> None:
        self._offers = Deck(OFFERS, random)
        self._questions = Deck(SEVERAL_QUESTIONS, random)
        self._remarks = Deck(SEVERAL_REMARKS, random)
        self._heard = Deck(('I heard "{words}".', 'You said "{words}".', '"{words}", you say.'), random)
        self._read = Deck(('You wrote "{words}".', '"{words}", I read.', '"{words}", you write.'), random)
        self._unheard = Deck(UNHEARD, random)

    def answer(self, said: Said) -> Reply:
        if not said.words and not said.spoken:
            return reply("That was empty.", "Type a few words, or a sum.")
        if not said.words:
            return reply(*self._unheard.draw())
        offer = self._offers.draw()
        for pattern, short, reason in KNOWN_LIMITS:
            if said.about(pattern, within=12):
                return reply(short, reason, offer.text, offer=offer.wish)
        if said.asks(QUESTION) and (said.count <= 14 or said.text.rstrip().endswith("?")):
            return reply(*self._questions.draw(), offer.text, offer=offer.wish)
        opening = (self._heard if said.spoken else self._read).draw().format(words=excerpt(said.text))
        return reply(opening, self._remarks.draw(), offer.text, offer=offer.wish)


def excerpt(text: str) -> str:
    """The first words of it, and dots where it went on."""
    words = re.sub(r'["\n]', " ", text).split()
    short = " ".join(words[:QUOTED_WORDS]).strip(" .,;:!?")[:60]
    return f"{short}..." if len(words) > QUOTED_WORDS else short
