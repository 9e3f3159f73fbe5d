"""A number from 1 to 100 is guessed: by the person, or by the program in at most seven tries."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.numbers import number_in, tokens
from chat.emulator.mind.said import Reply, Said, reply

LOWEST, HIGHEST = 1, 100

QUIT = (
    r"stop|quit|(?:i )?give up|end (?:the|this) game|no more|enough|exit|cancel|i am done|"
    r"stop (?:the|this) game"
)
HIGHER = r"higher|hire|bigger|greater|more|up|larger|too (?:low|small)|go up|above|high"
LOWER = r"lower|smaller|less|down|too (?:high|big|large|much)|go down|below|low|lore"
RIGHT = r"yes|correct|right|exactly|that is it|you (?:got|have) it|bingo|you win|spot on|true"
MINE = (
    r"(?:i am|i will|i can|let me) think(?:ing)? of a number|i have (?:thought of )?a number|"
    r"guess (?:my|the) number|"
    r"you guess|i thought of a number|your turn to guess|guess what number"
)
YOURS = (
    r"guessing game|guessing|guess a number|number game|think of a number|play (?:a |another |"
    r"the )?game|i guess|games?|"
    r"play (?:something|with me)|guess your number|let me guess"
)


@dataclass
class Hidden:
    """A number that the person is after."""

    number: int
    tries: int = 0


@dataclass
class Sought:
    """What is left for the person's number."""

    lowest: int = LOWEST
    highest: int = HIGHEST
    tries: int = 0
    guess: int = 0


class GuessingGame:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._game: Hidden | Sought | None = None
        self._up = Deck(("Higher.", "More than that.", "Too low.", "Go up."), random)
        self._down = Deck(("Lower.", "Less than that.", "Too high.", "Go down."), random)
        self._ask = Deck(
            ("Is it {guess}?", "Could it be {guess}?", "I say {guess}.", "Perhaps {guess}?"), random
        )

    def answer(self, said: Said) -> Reply | None:
        if said.about(MINE, within=12):
            self._game = Sought()
            return reply(
                "I'll guess it.", "Say higher, lower, or yes.", self._next_guess(self._game), begins=True
            )
        if said.about(YOURS):
            self._game = Hidden(self._random.randint(LOWEST, HIGHEST))
            return reply(
                "Let's play.",
                f"I'm thinking of a number from {LOWEST} to {HIGHEST}.",
                "What is your first guess?",
                begins=True,
            )
        return None

    def expected(self, said: Said) -> Reply | None:
        if self._game is None:
            return None
        if said.only(QUIT) or said.about("give up|stop playing|stop the game", within=6):
            return self._leave()
        if isinstance(self._game, Hidden):
            return self._judge(said, self._game)
        return self._narrow(said, self._game)

    def otherwise(self, said: Said) -> Reply | None:
        return None

    def reminder(self) -> str:
        if self._game is None:
            return ""
        if isinstance(self._game, Hidden):
            return "And what is your next guess?"
        return f"And my guess was {self._game.guess}: higher, lower, or yes?"

    def leave(self) -> None:
        self._game = None

    def _leave(self) -> Reply:
        game, self._game = self._game, None
        if isinstance(game, Hidden):
            return reply(f"It was {game.number}.", "Say play again whenever you like.", again="play a game")
        return reply("As you like.", "Your number stays your secret.", again="i am thinking of a number")

    def _judge(self, said: Said, game: Hidden) -> Reply | None:
        if said.about("hint|clue|help"):
            parity = "even" if game.number % 2 == 0 else "odd"
            return reply(
                "A hint, then.", f"My number is {parity}, and its digits add up to {_digits(game.number)}."
            )
        guess = number_in(said.text)
        if guess is None or said.count > 8 or any(sign in tokens(said.text) for sign in "+*/"):
            return None
        if said.asks("plus|minus|times|divided|percent|time is it|quiz|root"):
            return None
        if not LOWEST <= guess <= HIGHEST:
            return reply("That's outside.", f"It lies from {LOWEST} to {HIGHEST}.")
        game.tries += 1
        return self._verdict(guess, game)

    def _verdict(self, guess: Fraction, game: Hidden) -> Reply:
        if guess == game.number:
            self._game = None
            tries = "the first try" if game.tries == 1 else f"{game.tries} tries"
            praise = "That can't be beaten!" if game.tries <= 5 else "Seven is always enough, if you halve."
            return reply(
                "Yes, you have it!",
                f"{game.number}, in {tries}. {praise}",
                "Another round?",
                offer="play a game",
            )
        deck = self._up if guess < game.number else self._down
        close = "You are very close." if abs(guess - game.number) <= 3 else ""
        return reply(deck.draw(), close)

    def _narrow(self, said: Said, game: Sought) -> Reply | None:
        if said.about(HIGHER, within=5):
            game.lowest = game.guess + 1
        elif said.about(LOWER, within=5):
            game.highest = game.guess - 1
        elif said.about(RIGHT, within=5):
            self._game = None
            return reply(
                "Found it!",
                f"That took me {game.tries} of seven guesses.",
                "Shall we swap?",
                offer="play a game",
            )
        elif said.only("no|wrong|nope|not that"):
            return reply("Higher or lower?", f"My guess was {game.guess}.")
        elif said.asks("ready|go|start|okay"):
            return reply(f"My guess is {game.guess}.", "Higher, lower, or yes?")
        else:
            return None
        if game.lowest > game.highest:
            self._game = None
            return reply(
                "That can't be.",
                "No number fits all you said, so one answer slipped.",
                again="i am thinking of a number",
            )
        return reply(self._next_guess(game))

    def _next_guess(self, game: Sought) -> str:
        game.guess = (game.lowest + game.highest) // 2
        game.tries += 1
        if game.lowest == game.highest:
            return f"Then it must be {game.guess}."
        return self._ask.draw().format(guess=game.guess)


def _digits(number: int) -> int:
    return sum(int(digit) for digit in str(number))
