"""Jokes that can be said aloud to anybody."""

from __future__ import annotations

from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.said import Reply, Said, reply

JOKES = (
    ("Why did the scarecrow get a prize?", "He was outstanding in his field."),
    ("What do you call a fish with no eyes?", "A fsh."),
    ("Why don't skeletons fight each other?", "They haven't got the guts."),
    ("What did the ocean say to the beach?", "Nothing, it just waved."),
    ("I asked the librarian for a book about paranoia.", "She whispered: it's right behind you."),
    ("What is brown and sticky?", "A stick."),
    ("Why did the bicycle fall over?", "It was two tired."),
    ("What do you call cheese that isn't yours?", "Nacho cheese."),
    ("How do you make a tissue dance?", "You put a little boogie in it."),
    ("Why was the maths book sad?", "It had too many problems."),
    ("Two goldfish are in a tank.", "One says to the other: do you know how to drive this thing?"),
    ("What did zero say to eight?", "Nice belt."),
    ("Why do bees have sticky hair?", "They use honeycombs."),
    ("I'm reading a book about glue.", "I can't put it down."),
    ("What do you get if you cross a snowman with a vampire?", "Frostbite."),
    (
        "A man walks into a library and asks for fish and chips.",
        "Sir, this is a library. So he whispers: fish and chips, please.",
    ),
    (
        "Why did the computer go to the doctor?",
        "It had caught a virus, and it couldn't stop coughing up windows.",
    ),
    ("How many programmers does it take to change a light bulb?", "None. That's a hardware problem."),
    ("What is orange and sounds like a parrot?", "A carrot."),
    ("Why can't you trust an atom?", "They make up everything."),
    ("What do you call a sleeping bull?", "A bulldozer."),
    ("Where do cows go on a Saturday night?", "To the moovies."),
    ("Why did the coffee call the police?", "It got mugged."),
    ("I told my suitcase there will be no holiday this year.", "Now I'm dealing with emotional baggage."),
    ("What did one wall say to the other?", "I'll meet you at the corner."),
)
ASKED = (
    r"jokes?|yoke|yokes|yolk|riddles?|make me (?:laugh|smile)|something funny|(?:say|"
    r"know) (?:something|anything) funny|cheer me up|be funny"
)


class Jokes:
    def __init__(self, random: Random) -> None:
        self._jokes = Deck(JOKES, random)
        self._opening = Deck(("", "", "Try this one.", "Here goes.", "All right."), random)

    def answer(self, said: Said) -> Reply | None:
        if not said.about(ASKED, within=10):
            return None
        setting, point = self._jokes.draw()
        return reply(self._opening.draw(), setting, point, again="tell me a joke")
