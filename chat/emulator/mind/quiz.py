"""A quiz, five questions a round, with tolerant answers and a score."""

from __future__ import annotations

import re
from difflib import get_close_matches
from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.numbers import number_in
from chat.emulator.mind.questions import QUESTIONS, Question
from chat.emulator.mind.said import Reply, Said, reply

ROUND = 5
CLOSE = 0.8
LONGEST_ANSWER = 12

START = (
    r"quiz|quizz|quizzes|quist|trivia|test me|ask me (?:something|a question|some questions|"
    r"questions|another)|whiz"
)
QUIT = (
    r"stop|quit|end|enough|no more|exit|cancel|(?:stop|end|leave) (?:the|this) (?:quiz|game)|"
    r"i am done|i want to stop"
)
GIVES_UP = (
    r"(?:i )?(?:do not|have no) (?:know|idea)|no idea|no clue|pass|skip|next|(?:i )?give up|"
    r"tell me|not sure|i have no clue|i am not sure"
)
ASKS_BACK = r"^(?:why|how|what|where|when|who|can|could|do|does|are|will|tell)"
REPEAT = (
    r"repeat(?: the question| it| that)?|again|what was the question|say (?:it|that) again|"
    r"pardon|what|sorry|come again"
)


class Quiz:
    def __init__(self, random: Random) -> None:
        self._questions = Deck(QUESTIONS, random)
        self._right = Deck(("Right!", "Yes, well done.", "That's it.", "Correct."), random)
        self._wrong = Deck(("Not quite.", "No, I'm afraid not.", "Sadly not.", "A good try, but no."), random)
        self._question: Question | None = None
        self._asked = self._score = 0

    def answer(self, said: Said) -> Reply | None:
        if not said.about(START):
            return None
        if self._question:
            return reply("We're in the middle of one.", self._question.asked)
        self._asked = self._score = 0
        return reply(
            "A quiz it is.", f"{ROUND} questions, and you may pass or stop.", self._next(), begins=True
        )

    def expected(self, said: Said) -> Reply | None:
        question = self._question
        if question is None:
            return None
        if said.only(QUIT):
            return self._finish("Let's stop here.")
        if said.about("score|points|how many (?:right|points)"):
            return reply(f"{self._score} so far.", f"The question was: {question.asked}")
        if said.about("hint|clue"):
            return reply(f"It starts with {initial(question)}.", question.asked)
        if said.only(REPEAT):
            return reply("Once more, then.", question.asked)
        if said.only(GIVES_UP):
            return self._go_on("No matter.", told=True)
        if said.count <= LONGEST_ANSWER and is_right(said, question):
            self._score += 1
            return self._go_on(self._right.draw(), told=False)
        return None

    def otherwise(self, said: Said) -> Reply | None:
        if self._question is None or not said.words or said.count > LONGEST_ANSWER or said.asks(ASKS_BACK):
            return None
        return self._go_on(self._wrong.draw(), told=True)

    def reminder(self) -> str:
        return f"Back to the quiz: {self._question.asked}" if self._question else ""

    def leave(self) -> None:
        self._question = None

    def _go_on(self, verdict: str, told: bool) -> Reply:
        question = self._question
        self._asked += 1
        answer = f"It's {question.answers[0]}." if told and question else ""
        remark = question.remark if question else ""
        if self._asked >= ROUND:
            return self._finish(verdict, answer, remark)
        return reply(verdict, answer, remark, f"Number {self._asked + 1}: {self._next()}")

    def _finish(self, *before: str) -> Reply:
        self._question = None
        score = f"You had {self._score} of {self._asked}." if self._asked else ""
        praise = "A perfect round!" if self._asked and self._score == self._asked else ""
        return reply(*before, score, praise, "Say quiz for another round.", again="quiz")

    def _next(self) -> str:
        self._question = self._questions.draw()
        return self._question.asked


def is_right(said: Said, question: Question) -> bool:
    """Whole words, the same number, or one slip of recognition away."""
    answers = [answer.lower() for answer in question.answers]
    if any(re.search(rf"\b{re.escape(answer)}\b", said.words) for answer in answers):
        return True
    number = number_in(said.text)
    if number is not None and number in map(number_in, answers):
        return True
    long = [answer for answer in answers if len(answer) > 4]
    return any(get_close_matches(word, long, 1, CLOSE) for word in said.words.split())


def initial(question: Question) -> str:
    """The first letter of its answer, articles aside."""
    return re.sub(r"^(?:the|an?) ", "", question.answers[0])[0].upper()
