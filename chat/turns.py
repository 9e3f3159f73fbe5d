"""TurnTracker: what the model's messages mean, without knowing how they travel.

It takes messages of the model, words typed and reports of what was played, and returns what follows from
them: events and speech for the browser, finished utterances for the record. No I/O, no clock of its own.

A turn is one reply of the model with the input that caused it. Its input is transcribed late, often after
the reply has begun, sometimes in several pieces; so the number of the person's utterance is set aside
before the reply's, and an utterance that grows is finished again under the same number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chat.gemini.wire import Grounding, ServerMessage
from chat.grounding import grounded
from chat.late_words import LateWords
from chat.protocol.events import Agent, Caption, Event, Interrupted, Link, Role, State, Turn, Upstream
from chat.protocol.frames import Speech
from chat.reply import Reply
from chat.transcript import Speaker, Utterance
from chat.usage import TurnTokens

Output = Event | Speech | Utterance | TurnTokens


class TurnTracker:
    """Times are monotonic seconds; `started_at` is the wall clock's time at `now`."""

    def __init__(
        self,
        *,
        started_at: datetime,
        now: float,
        speech_wanted: bool = True,
        turn: int = 1,
        last_sequence: int = 0,
    ) -> None:
        self.turn = turn
        """The turn that input belongs to, or that is being answered."""
        self.completed = 0
        self._started_at = started_at
        self._start = now
        self._speech_wanted = speech_wanted
        self._link = Link.LIVE
        self._agent = Agent.LISTENING
        self.last_sequence = last_sequence
        """The number given last to an utterance."""
        self._away = False
        """No browser is there."""
        self._input: Utterance | None = None
        """What the person said aloud in this turn, as far as it has been transcribed."""
        self._said_into: Utterance | None = None
        """What the person says into a reply that goes on: it belongs to the next turn."""
        self.late = LateWords()
        self._typed = False
        self._grounding: Grounding | None = None
        """Of a reply that has not begun yet."""
        self._reply: Reply | None = None
        self._settling: list[Reply] = []
        """Replies that are complete but not yet heard, oldest first."""
        self._completion_due = False
        """A reply was interrupted; the turnComplete that ends it has not come yet."""
        self._discarding = False
        """The person silenced the reply by hand: the model does not know, the rest of it is left out."""

    def receive(self, message: ServerMessage, now: float) -> list[Output]:
        """One frame of the model's, in socket order; its fields are not exclusive."""
        outputs: list[Output] = []
        if message.interrupted:
            outputs += self._interrupted(now)
        if message.activity == "ACTIVITY_START":
            outputs += self._agent_is(Agent.USER_SPEAKING)
        if message.input_transcription:
            outputs += self._heard_person(message.input_transcription, now)
        words = message.output_transcription + message.text
        if (words or message.speech) and not self._discarding:
            outputs += self._answer(words, message.speech, now)
        if message.grounding is not None:
            outputs += self._grounded(message.grounding)
        if message.generation_complete and self._reply is not None:
            self._reply.complete = True
            self._reply.ear.end()
        if message.turn_complete:
            outputs += self._turn_complete(now)
        if message.tokens is not None:
            outputs.append(TurnTokens(self._turn_of_usage(), message.tokens))
        return outputs + self.due(now)

    @property
    def answering(self) -> bool:
        """The model is about to answer, or its answer has not been heard to its end."""
        return self._agent in (Agent.THINKING, Agent.SPEAKING) or bool(self._settling)

    def typed(self, text: str, now: float, reference: str = "") -> list[Output]:
        """Words that the person typed: an utterance of its own, finished at once."""
        turn = self.turn + 1 if self._reply else self.turn
        self._typed = self._reply is None
        at = self._wall(now)
        said = Utterance(self._next_sequence(), turn, Speaker.USER, text, at, at, True, heard_chars=len(text))
        return [_caption(said, text, reference=reference), said, *self._agent_is(Agent.THINKING)]

    def called(self, words: str, now: float, begun: Utterance | None = None) -> Utterance:
        """What the model called, as an utterance of its own; `begun` is its earlier version."""
        at = self._wall(now)
        if begun is None:
            begun = Utterance(self._next_sequence(), self.turn, Speaker.TOOL, words, at, at)
        return replace(begun, text=words, ended_at=at, heard_chars=len(words))

    def interrupt(self, now: float) -> list[Output]:
        """The person silences the answer by hand."""
        self._discarding = self._reply is not None
        return self._interrupted(now, by_hand=True) + self.due(now)

    def left(self, now: float) -> None:
        """No browser is there any more: what is said waits."""
        self._away = True
        for reply in self._replies():
            reply.ear.pause(now)

    def joined(self, turn: int, samples: int, now: float) -> list[Output]:
        """A browser is there again, which has played so much of `turn`; 0: it does not say."""
        if not self._away:
            # It noticed the loss before this side did.
            self.left(now)
        self._away = False
        for reply in self._replies():
            reply.go_on(turn, samples, now)
        return self.due(now)

    def give_up_unheard(self, now: float) -> list[Output]:
        """Nobody came to hear it: what has been said completely stays cut where it was."""
        outputs: list[Output] = []
        for reply in self._settling:
            if not reply.interrupted and reply.ear.heard(now) < reply.ear.received:
                reply.interrupt_late(now)
                outputs.append(Interrupted(reply.turn))
        return outputs

    @property
    def finished_sequence(self) -> int:
        """The utterances up to this one have been said completely."""
        unfinished = [
            each.sequence for each in (self._input, self._reply, self._said_into) if each is not None
        ]
        return min(unfinished, default=self.last_sequence + 1) - 1

    @property
    def thinking(self) -> bool:
        """Something was said, or typed a moment ago, that no answer has begun to."""
        return self._agent is Agent.THINKING

    @property
    def answering_sequence(self) -> int:
        """The utterance of the answer that is coming, 0 for none."""
        return self._reply.sequence if self._reply is not None else 0

    def state(self) -> list[Output]:
        return [State(self._link, self._agent)]

    def drafts(self, now: float) -> list[Utterance]:
        """What is being said, as far as it has come: not finished, and not to be lost with this process."""
        # What a reply was begun upon has been finished with it.
        growing = self._said_into if self._reply is not None else self._input
        said = [growing] if growing is not None and growing.text else []
        return said + [reply.utterance(now) for reply in self._replies() if not reply.interrupted]

    def link_is(self, link: Link) -> list[Output]:
        """How the connection to the model stands."""
        self._link = link
        return self.state()

    def gave_up(self) -> list[Output]:
        """No answer will come to what was asked."""
        return [] if self._reply else self._agent_is(Agent.LISTENING)

    def lost(self, now: float) -> list[Output]:
        """The connection is gone: an answer that had not come completely stays cut where it was."""
        self._discarding = self._completion_due = False
        if self._reply is None:
            return []
        if self._reply.complete:
            return [*self._close_reply(now, interrupted=False), *self._go_on()]
        silenced = Interrupted(self._reply.turn)
        return [silenced, *self._close_reply(now, interrupted=True), *self._agent_is(Agent.THINKING)]

    def played(self, turn: int, samples: int, now: float) -> list[Output]:
        """The browser has played so much of a turn; a turn that is not known any more is passed over."""
        for reply in self._replies():
            if reply.turn & 0xFFFF == turn & 0xFFFF:
                reply.report(samples, now)
        return self.due(now)

    def due(self, now: float) -> list[Output]:
        """Speech that may go by now, and replies of which it is now known what was heard."""
        outputs: list[Output] = []
        for reply in self._replies():
            outputs += reply.ear.due(now)
            if reply.settled(now):
                self._settling.remove(reply)
                outputs.append(reply.utterance(now))
            elif not reply.interrupted:
                break
        return outputs

    def next_due_s(self, now: float) -> float | None:
        """When to call `due` again if nothing happens before."""
        waits = []
        for reply in self._replies():
            waits.append(reply.next_due_s(now))
            if not reply.interrupted:
                break
        return min((wait for wait in waits if wait is not None), default=None)

    def close(self, now: float) -> list[Output]:
        """The conversation is over: what is unfinished is finished as it stands."""
        outputs: list[Output] = []
        if self._reply is not None:
            outputs += self._close_reply(now, interrupted=True)
        if self._input is not None:
            outputs.append(self._input)
        outputs += [reply.utterance(now) for reply in self._settling]
        self._settling.clear()
        return outputs

    def _replies(self) -> list[Reply]:
        """Oldest first. One that is not silenced is heard to its end before those after it."""
        return [*self._settling, self._reply] if self._reply else [*self._settling]

    def _heard_person(self, words: str, now: float) -> list[Output]:
        known = self._typed or (self._input is not None and self._input.text)
        if self._reply is not None and known and not self.late.belong(now):
            self._said_into = self._grown(self._said_into, self.turn + 1, words, now)
            return [_caption(self._said_into, words, final=False)]
        self.late.awaited(now)
        self._input = self._grown(self._input, self.turn, words, now)
        if self._reply is None:
            return [_caption(self._input, words, final=False), *self._agent_is(Agent.THINKING)]
        return [_caption(self._input, words), self._input]

    def _grown(self, before: Utterance | None, turn: int, words: str, now: float) -> Utterance:
        at = self._wall(now)
        if before is None:
            before = Utterance(self._next_sequence(), turn, Speaker.USER, "", at, at)
        text = before.text + words
        return replace(before, text=text, ended_at=at, heard_chars=len(text))

    def _answer(self, words: str, speech: bytes, now: float) -> list[Output]:
        outputs: list[Output] = [] if self._reply else self._begin_reply(now)
        reply = self._reply
        assert reply is not None  # noqa: S101 - begun the line above
        if words := reply.fitting(words):
            at_sample = reply.say(words)
            outputs.append(
                Caption(Role.MODEL, reply.turn, reply.sequence, words, final=False, at_sample=at_sample)
            )
        if speech and self._speech_wanted and not reply.ear.take(speech):
            outputs.append(Upstream("reply_too_long", "This answer is too long: the rest of it is left out."))
        return outputs

    def _grounded(self, grounding: Grounding) -> list[Output]:
        """Of the reply that is open; of the one to come, or that was heard last, where none is."""
        if self._reply is None and (self._typed or self._input is not None):
            self._grounding = grounding
            return []
        return [grounded(reply, grounding) for reply in self._replies()[-1:]]

    def _begin_reply(self, now: float) -> list[Output]:
        outputs: list[Output] = []
        if self._input is not None:
            outputs += [_caption(self._input, ""), self._input]
        elif not self._typed:
            # Its transcription may still come: the number before the reply's is its own.
            at = self._wall(now)
            self._input = Utterance(self._next_sequence(), self.turn, Speaker.USER, "", at, at)
        self._completion_due = False
        self.late.awaited(now)
        self._reply = Reply(
            turn=self.turn,
            sequence=self._next_sequence(),
            started_at=self._wall(now),
            now=now,
            spoken=self._speech_wanted,
        )
        if self._away:
            self._reply.ear.pause(now)
        outputs += [Turn(self.turn, complete=False), *self._agent_is(Agent.SPEAKING)]
        return outputs + ([] if self._grounding is None else self._grounded(self._grounding))

    def _interrupted(self, now: float, *, by_hand: bool = False) -> list[Output]:
        outputs = self.give_up_unheard(now)
        if self._reply is not None:
            outputs.append(Interrupted(self._reply.turn))
            outputs += self._close_reply(now, interrupted=True)
            self._completion_due = True
        self._discarding = self._discarding and by_hand
        return outputs + self._agent_is(Agent.LISTENING if by_hand else Agent.USER_SPEAKING)

    def _turn_complete(self, now: float) -> list[Output]:
        self._discarding = False
        if self._completion_due:
            # It ends the reply that was interrupted; the person is still speaking.
            self._completion_due = False
            return []
        outputs: list[Output] = []
        if self._reply is not None:
            outputs += self._close_reply(now, interrupted=False)
        elif self._input is not None:
            outputs += [_caption(self._input, ""), self._input]
            self._next_turn()
        return outputs + self._go_on()

    def _go_on(self) -> list[Output]:
        """The turn has ended."""
        return self._agent_is(Agent.LISTENING if self._input is None else Agent.THINKING)

    def _close_reply(self, now: float, *, interrupted: bool) -> list[Output]:
        reply = self._reply
        assert reply is not None  # noqa: S101 - the callers look
        reply.close(interrupted=interrupted, ended_at=self._wall(now), now=now)
        self._settling.append(reply)
        self._reply = None
        self.completed += 1
        self._next_turn()
        return [
            Caption(Role.MODEL, reply.turn, reply.sequence, "", final=True, at_sample=reply.ear.received),
            Turn(reply.turn, complete=True),
        ]

    def _next_turn(self) -> None:
        self.turn += 1
        self._input, self._said_into = self._said_into, None
        self._typed = False
        self._grounding = None

    def _turn_of_usage(self) -> int:
        """Usage rides with the end of its turn, after which the turn's number has gone on."""
        return self.turn if self._reply is not None else max(1, self.turn - 1)

    def _agent_is(self, agent: Agent) -> list[Output]:
        if agent is self._agent:
            return []
        self._agent = agent
        return [State(self._link, agent)]

    def _next_sequence(self) -> int:
        self.last_sequence += 1
        return self.last_sequence

    def _wall(self, now: float) -> datetime:
        """By the monotonic clock, so that a jump of the machine's clock reorders nothing."""
        return self._started_at + timedelta(seconds=now - self._start)


def _caption(said: Utterance, words: str, *, final: bool = True, reference: str = "") -> Caption:
    return Caption(Role.USER, said.turn, said.sequence, words, final, ref=reference)
