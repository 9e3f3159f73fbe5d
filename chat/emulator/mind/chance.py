"""Coins, dice, a hand of rock, paper, scissors, and choices."""

from __future__ import annotations

import re
from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.numbers import number_in
from chat.emulator.mind.said import Reply, Said, reply

MOST_DICE = 10
BEATS = {"rock": "scissors", "paper": "rock", "scissors": "paper"}
COIN = r"(?:flip|toss|throw) (?:a|the|another)? ?coins?|coin|heads or tails"
DICE = r"dice|die roll|(?:roll|throw) (?:a|the|another|\w+) (?:die|dice|dye)|role a dice|role a die"
CHOICE = re.compile(
    r"^(?:choose|pick|decide|should i|which is better|do i)\s+(?:between\s+)?(.+?) (?:or|and) (.+)$"
)
CHOICE_VERB = re.compile(r"^(?:have|take|eat|drink|choose|pick|buy|wear|the)\s+(?=\w)")


class Chance:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._tossed = Deck(("Up it goes.", "Spinning.", "There it flies."), random)
        self._rolled = Deck(("It's rolling.", "Here it goes.", "Rattle, rattle."), random)

    def answer(self, said: Said) -> Reply | None:
        if said.about(COIN):
            return reply(
                self._tossed.draw(), f"{self._random.choice(('Heads', 'Tails'))}.", again="flip a coin"
            )
        if said.about(DICE):
            return self._roll(said)
        if said.about("rock|paper|scissors", within=5):
            return self._hand(said)
        if said.about(r"random number|pick a number|a number between|number from", within=12):
            return reply(f"I pick {self._random.randint(1, 100)}.", again="random number")
        return self._choose(said)

    def _roll(self, said: Said) -> Reply:
        dice = min(MOST_DICE, max(1, int(number_in(said.text) or 1)))
        eyes = [self._random.randint(1, 6) for _ in range(dice)]
        if dice == 1:
            return reply(self._rolled.draw(), f"A {eyes[0]}.", again="roll a dice")
        return reply(f"{sum(eyes)} in all.", f"That was {', '.join(map(str, eyes))}.", again=said.text)

    def _hand(self, said: Said) -> Reply:
        named = [hand for hand in BEATS if said.asks(hand)]
        if len(named) != 1:
            return reply("On three, then.", "Say rock, paper or scissors, and I'll show mine.")
        mine, yours = self._random.choice(tuple(BEATS)), named[0]
        if mine == yours:
            return reply(f"{mine.capitalize()} too.", "A draw. Again?", again="rock paper scissors")
        verdict = "You win." if BEATS[yours] == mine else "I win."
        return reply(f"I have {mine}.", verdict, again="rock paper scissors")

    def _choose(self, said: Said) -> Reply | None:
        match = CHOICE.match(said.words)
        if not match or said.count > 12:
            return None
        choice = self._random.choice(match.groups())
        return reply("Let chance decide.", f"I say {CHOICE_VERB.sub('', choice)}.")
