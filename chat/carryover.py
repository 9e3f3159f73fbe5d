"""What a new connection to the model has to be told, so that no word is lost between two of them.

A handle of the service's restores what it heard up to the handle. Words said since are told as text; sound
that no words have come of yet is sent again; and what the person asked without an answer is asked once more.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from chat.gemini.wire import Resumption, Said, ServerMessage
from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE

MAX_AUDIO_S = 10.0
TAIL_S = 0.5
"""Sound at the end of a turn in which the person may have begun to speak unnoticed."""
MAX_HISTORY_CHARS = 40_000

_BYTES_PER_S = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE


@dataclass(frozen=True, slots=True)
class Recall:
    """For a new connection, in this order."""

    said: tuple[Said, ...]
    answer: bool
    """The last of it is a question that the model still has to answer."""
    audio: tuple[bytes, ...]
    audio_ended: bool
    """The microphone had been turned off after it."""
    given_up: bool
    """A question stays without an answer: it has been asked twice."""


class Carryover:
    def __init__(self) -> None:
        self.handle = ""
        """The newest that counts; empty: none, the next connection begins anew."""
        self._history: deque[Said] = deque()
        """Finished turns, the oldest beyond MAX_HISTORY_CHARS forgotten."""
        self._history_chars = 0
        self._since_handle = 0
        """How many of the last turns the handle does not know."""
        self._asked: list[str] = []
        """The person's words that no answer is complete of."""
        self._spoken = False
        """The last of them were transcribed; more of them may come."""
        self._answer = ""
        self._answering = False
        self._answered = 0
        """How many of the questions the present answer is to; the others came while it was given."""
        self._cut = False
        """The answer was interrupted; the turnComplete that belongs to it has not come."""
        self._generated = False
        """The answer has come completely, but for its turnComplete."""
        self._asked_again = False
        self._recalled = False
        """A handle may have been given before the service took in what was recalled."""
        self._audio: deque[bytes] = deque()
        self._audio_bytes = 0
        self._audio_ended = False

    @property
    def settled(self) -> bool:
        """Nothing would have to be told but what the handle knows."""
        return not (self.awaits_turn or (self.handle and self._since_handle))

    @property
    def awaits_turn(self) -> bool:
        """The model still has to answer, or to end its turn."""
        return bool(self._asked) or self._answering

    def sent_audio(self, pcm: bytes) -> None:
        self._audio.append(pcm)
        self._audio_bytes += len(pcm)
        self._audio_ended = False
        self._keep_audio(MAX_AUDIO_S)

    def sent_audio_end(self) -> None:
        self._audio_ended = True

    def sent_words(self, words: str) -> None:
        self._asked.append(words)
        self._spoken = False

    def received(self, message: ServerMessage) -> str:
        """The question that the model ended its turn upon without a word; "" where it did not."""
        unanswered = ""
        if message.interrupted:
            self._finish(self._answered if self._answering else 1)
            self._cut = True
        if message.input_transcription:
            self._transcribed(message.input_transcription)
        words = message.output_transcription + message.text
        if words or message.speech or message.calls:
            self._begin_answer()
        self._answer += words
        self._generated = self._generated or message.generation_complete
        if message.turn_complete and message.interaction != "IN_PROGRESS":
            if self._asked and not self._answering and not self._cut:
                unanswered = " ".join(self._asked)
            elif not self._cut:
                self._finish(self._answered)
            self._cut = self._recalled = False
            self._keep_audio(TAIL_S)
        if message.resumption is not None:
            self._take_handle(message.resumption)
        return unanswered

    def ask_again(self) -> bool:
        """Once for each question."""
        if not self._asked or self._asked_again:
            return False
        self._asked_again = True
        return True

    def give_up(self) -> None:
        """The question will not be answered; it stays in what was said."""
        self._finish(len(self._asked))

    def forget_handle(self) -> None:
        """It is refused: all that was said is told instead."""
        self.handle = ""
        self._since_handle = len(self._history)

    def recall(self) -> Recall:
        """A question is asked again once; an answer that was cut off is not told, but for its end alone."""
        if self._generated:
            self._finish(self._answered)
        self._answer = ""
        self._answering = self._cut = False
        self._answered = 0
        open_question = bool(self._asked)
        answer = self.ask_again()
        known = len(self._history) - self._since_handle
        said = [*list(self._history)[known:], *(Said("user", words) for words in self._asked)]
        if not answer:
            self.give_up()
        self._recalled = bool(said)
        return Recall(
            said=tuple(said),
            answer=answer,
            audio=tuple(self._audio),
            audio_ended=bool(self._audio) and self._audio_ended,
            given_up=open_question and not answer,
        )

    def _transcribed(self, words: str) -> None:
        """Fragments of one utterance belong together; the sound that they were heard in has done its work.

        The transcription is late: the first that comes within an answer is of what it answers.
        """
        if self._asked and self._spoken:
            self._asked[-1] += words
        else:
            self._asked.append(words)
            self._spoken = True
            if self._answering and not self._answered:
                self._answered = 1
        self._keep_audio(0)

    def _begin_answer(self) -> None:
        if not self._answering:
            self._answering = True
            self._answered = len(self._asked)
            self._cut = False
            self._keep_audio(0)

    def _finish(self, questions: int) -> None:
        """So many of what was asked are over, and the answer with them."""
        for words in self._asked[:questions]:
            self._add(Said("user", words))
        if self._answer:
            self._add(Said("model", self._answer))
        if questions:
            self._asked_again = False
        del self._asked[:questions]
        self._answer = ""
        self._answered = 0
        self._spoken = False
        self._answering = self._generated = False

    def _add(self, said: Said) -> None:
        self._history.append(said)
        self._since_handle += 1
        self._history_chars += len(said.text)
        while self._history_chars > MAX_HISTORY_CHARS and len(self._history) > 1:
            self._history_chars -= len(self._history.popleft().text)
        self._since_handle = min(self._since_handle, len(self._history))

    def _take_handle(self, update: Resumption) -> None:
        """One that does not count is passed over: the one before it still does."""
        if update.resumable and update.handle and not self._recalled:
            self.handle = update.handle
            self._since_handle = 0

    def _keep_audio(self, seconds: float) -> None:
        while self._audio_bytes > seconds * _BYTES_PER_S:
            self._audio_bytes -= len(self._audio.popleft())
