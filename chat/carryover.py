"""What a new connection to the model has to be told, so that no word is lost between two of them.

A handle of the service's restores what it heard up to the handle. Words said since are told as text; sound
that no words have come of yet is sent again; and what was asked without an answer is asked once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chat.gemini.wire import FunctionResponse, Resumption, Said, Scheduling, ServerMessage
from chat.history import MAX_CHARS, History
from chat.late_words import LATE_S, LateWords
from chat.past import Past
from chat.transcript import Speaker
from chat.unheard import UnheardSound

TAIL_S = 0.5
"""Sound at the end of a turn in which the person may have begun to speak unnoticed."""


@dataclass(slots=True)
class Question:
    """What the model has to answer: typed, spoken as far as it has been transcribed, or a prompt of ours."""

    words: str
    spoken: bool = False
    asked_again: bool = False


@dataclass(slots=True)
class Answer:
    to: list[Question]
    words: str = ""
    complete: bool = False
    """It would not have to be given again: all of it has come, or a function goes on with it."""
    waits: bool = False
    """More of it comes when a function has run; until then the model owes nothing."""


@dataclass(frozen=True, slots=True)
class Recall:
    """For a new connection, in this order."""

    picture: bytes | None
    said: tuple[Said, ...]
    answer: bool
    """There is something in it that the model has to answer."""
    audio: tuple[bytes, ...]
    audio_ended: bool
    """The microphone had been turned off after it."""
    given_up: bool
    """A question stays without an answer: it has been asked twice."""


@dataclass(slots=True)
class Carryover:
    """Times are monotonic seconds. Changed by what goes up and what comes down, in their order."""

    may_stay_silent: bool = False
    """The model may choose not to answer what it hears (proactive audio)."""
    late: LateWords = field(default_factory=LateWords)
    handle: str = ""
    """The newest that counts; empty: none, the next connection begins anew."""
    sound: UnheardSound = field(default_factory=UnheardSound)
    picture: bytes | None = None
    """The newest since the last turn."""
    _history: History = field(default_factory=History)
    _open: list[Question] = field(default_factory=list)
    """Without an answer that has begun."""
    _answer: Answer | None = None
    _results: list[FunctionResponse] = field(default_factory=list)
    """Of functions that the model did not wait for, sent and in no turn yet."""
    _interrupted: bool = False
    """The turnComplete of an interrupted answer has not come."""
    _recalled: bool = False
    """A handle may have been given before the service took in what was recalled."""
    _turn_ended_at: float = float("-inf")

    @classmethod
    def of(cls, past: Past) -> Carryover:
        """For a talk that another process began: a question without an answer is asked again, once."""
        carryover = cls(handle=past.handle)
        for utterance, waits in past.said():
            if waits:
                carryover._open.append(Question(utterance.text))
                continue
            said_by_user = utterance.speaker is Speaker.USER
            carryover._history.add(Said("user" if said_by_user else "model", utterance.text))
            if past.handle and utterance.sequence <= past.known:
                carryover._history.known()
        return carryover

    @property
    def answering(self) -> bool:
        """An answer has begun of which more has to come."""
        return self._answer is not None and not self._answer.complete

    @property
    def calm(self) -> bool:
        """Nobody waits for an answer."""
        return not self._open and (self._answer is None or self._answer.waits)

    @property
    def settled(self) -> bool:
        """Calm, and nothing would have to be told but what the handle knows."""
        return self.calm and not self._answer and not (self.handle and self._history.unknown)

    @property
    def owes(self) -> bool:
        """The model has to answer, or to end its turn."""
        if self._answer is not None:
            return not self._answer.waits
        return any(not (question.spoken and self.may_stay_silent) for question in self._open)

    def asked(self, words: str) -> None:
        """Words that the person typed, or a prompt of ours."""
        self._open.append(Question(words))
        if self._answer is not None:
            self._answer.waits = False

    def responded(self, response: FunctionResponse) -> None:
        """A call whose answer the model waits for is made again with its question; the others are kept."""
        if response.scheduling is not None and not response.will_continue:
            self._results.append(response)

    def goes_on(self) -> None:
        """A function was called that runs while the model speaks: the question is not to be asked again."""
        if self._answer is not None:
            self._answer.complete = True

    def silenced(self) -> None:
        """The person wants no more of the answer."""
        self._finish_answer()

    def received(self, message: ServerMessage, now: float) -> str:
        """The question that the model ended its turn upon without a word; "" where it did not."""
        if message.interrupted:
            self._interrupt()
        if message.input_transcription:
            self._transcribed(message.input_transcription, now)
        words = message.output_transcription + message.text
        if words or message.speech or message.calls:
            answer = self._begin_answer(now)
            answer.words += words[: max(0, MAX_CHARS - len(answer.words))]
            answer.waits = False
        if message.generation_complete and self._answer is not None:
            self._answer.complete = True
        unanswered = self._end_turn(message, now) if message.turn_complete else ""
        if message.resumption is not None:
            self._take_handle(message.resumption)
        return unanswered

    def ask_again(self) -> bool:
        """Once for each question."""
        first = [question for question in self._open if not question.asked_again]
        for question in first:
            question.asked_again = True
        return bool(first)

    def give_up(self) -> None:
        """What is open will not be answered; it stays in what was said."""
        self._finish(self._open)
        self._open = []

    def forget_handle(self) -> None:
        """It is refused: all that was said is told instead."""
        self.handle = ""
        self._history.forgotten()

    def recall(self) -> Recall:
        """A question is asked again once; of an answer that was cut off nothing is told."""
        if self._answer is not None and not (self._answer.complete or self._answer.waits):
            self._open = [*self._answer.to, *self._open]
            self._answer = None
        self._finish_answer()
        self._interrupted = False
        twice = [question for question in self._open if question.asked_again]
        self._finish(twice)
        self._open = [question for question in self._open if not question.asked_again]
        results = [response.in_words for response in self._results]
        loud = any(response.scheduling is not Scheduling.SILENT for response in self._results)
        asked = [Said("user", words) for words in (*(each.words for each in self._open), *results)]
        return Recall(
            picture=self.picture if self._open else None,
            said=(*self._history.unknown, *asked),
            answer=bool(self._open) or loud,
            audio_ended=self.sound.ended,
            audio=self.sound.take(),
            given_up=bool(twice),
        )

    def was_recalled(self) -> None:
        """The new connection has been told all of it."""
        self.ask_again()
        self._recalled = True

    def _interrupt(self) -> None:
        """The answer ends here; where it had not begun, what was asked first is passed over."""
        if self._answer is not None:
            self._finish_answer()
        else:
            self._finish(self._open[:1])
            del self._open[:1]
        self._interrupted = True

    def _transcribed(self, words: str, now: float) -> None:
        """Fragments of one utterance belong together; the sound that they were heard in has done its work."""
        self.sound.keep(0)
        if self._answer is not None and (self.late.belong(now) or not self._answer.to):
            self.late.awaited(now)
            _extend(self._answer.to, words)
        elif self._just_ended(now) and self.late.belong(now):
            self._history.add(Said("user", words))
        else:
            _extend(self._open, words)

    def _just_ended(self, now: float) -> bool:
        return self._answer is None and not self._interrupted and now - self._turn_ended_at < LATE_S

    def _begin_answer(self, now: float) -> Answer:
        if self._answer is None:
            self.late.awaited(now)
            self._answer = Answer(self._open)
            self._open = []
            self._interrupted = False
            self.sound.keep(0)
        return self._answer

    def _end_turn(self, message: ServerMessage, now: float) -> str:
        if message.interaction == "IN_PROGRESS":
            if self._answer is not None:
                self._answer.waits = True
            return ""
        unanswered = ""
        if self._interrupted:
            self._interrupted = False
        else:
            if self.late.interruptible:
                self.sound.keep(TAIL_S)
            self._turn_ended_at = now
            if self._answer is None:
                unanswered = self._without_a_word()
        self._finish_answer()
        self._results.clear()
        self.picture = None
        self._recalled = False
        return unanswered

    def _without_a_word(self) -> str:
        """What was spoken perhaps to somebody else is not asked again."""
        if self.may_stay_silent and all(question.spoken for question in self._open):
            self.give_up()
        return " ".join(question.words for question in self._open)

    def _finish_answer(self) -> None:
        if self._answer is not None:
            self._finish(self._answer.to)
            if self._answer.words:
                self._history.add(Said("model", self._answer.words))
            self._answer = None

    def _finish(self, questions: Sequence[Question]) -> None:
        for question in questions:
            self._history.add(Said("user", question.words))

    def _take_handle(self, update: Resumption) -> None:
        """One that does not count is passed over: the one before it still does."""
        if update.resumable and update.handle and not self._recalled:
            self.handle = update.handle
            self._history.known()


def _extend(questions: list[Question], words: str) -> None:
    if questions and questions[-1].spoken:
        questions[-1].words += words
    else:
        questions.append(Question(words, spoken=True))
