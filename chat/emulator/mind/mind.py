"""One session's conversationalist: rules, honest about being rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random

from chat.emulator.mind.beyond import Beyond
from chat.emulator.mind.chance import Chance
from chat.emulator.mind.clock import Clock
from chat.emulator.mind.guessing import GuessingGame
from chat.emulator.mind.history import PERSON, History
from chat.emulator.mind.jokes import Jokes
from chat.emulator.mind.knocking import Knocking
from chat.emulator.mind.letters import Letters
from chat.emulator.mind.memory import Memory
from chat.emulator.mind.myself import Myself
from chat.emulator.mind.pictures import Pictures
from chat.emulator.mind.quiz import Quiz
from chat.emulator.mind.router import Router
from chat.emulator.mind.said import Said
from chat.emulator.mind.small_talk import SmallTalk
from chat.emulator.mind.story import Stories
from chat.emulator.mind.sums import Sums

NAME_GIVEN = re.compile(
    r"\b(?i:your name is|you are (?:called|named)|(?:call|name) yourself) [\"']?([A-Z][\w-]{0,20})"
    r"|\b[Yy]ou are ([A-Z][a-z]{1,20})\b"
)


def local_time() -> datetime:
    return datetime.now().astimezone()


class Mind:
    """Not thread-safe: one turn after the other."""

    def __init__(
        self,
        system_instruction: str = "",
        clock: Callable[[], datetime] = local_time,
        seed: int | None = None,
    ) -> None:
        """Of the system instruction only a name is taken on."""
        # Jokes and dice, no secrets.
        random = Random(seed)  # noqa: S311
        self._clock = clock
        self._history = History()
        self._memory = Memory(self._history, random)
        self._myself = Myself(name_in(system_instruction))
        self._reply: tuple[str, ...] = ()
        self._router = Router(
            games=(GuessingGame(random), Quiz(random), Knocking(random)),
            skills=(
                Sums(random),
                SmallTalk(random),
                self._memory,
                Letters(),
                Chance(random),
                Clock(random),
                Pictures(random),
                Jokes(random),
                Stories(random),
                self._myself,
            ),
            beyond=Beyond(random),
            history=self._history,
            random=random,
        )

    def answer(self, said: str, picture: bytes | None, spoken: bool) -> Iterator[str]:
        """The sentences of the reply, each to be said in one go, the first one short.

        `picture` is the newest JPEG, `spoken` tells that `said` was recognised and may hold slips.
        """
        reply = self._router.answer(Said(said, self._clock(), spoken, picture))
        self._history.add(PERSON, said)
        self._history.replied(reply.sentences, reply.repeats)
        self._reply = reply.sentences
        return iter(reply.sentences)

    def seed(self, role: str, text: str) -> None:
        """A turn that was before this session, of role "user" or "model"."""
        if role == PERSON:
            self._history.add(PERSON, text)
            self._memory.learn(Said(text, self._clock()))
        else:
            self._history.replied((text,), repeats=False)

    def cut(self, said_so_far: str) -> None:
        """The last reply was interrupted after these words; "go on" takes it up there."""
        self._history.cut(self._reply, said_so_far)

    def instruct(self, system_instruction: str) -> None:
        self._myself.rename(name_in(system_instruction))


def name_in(system_instruction: str) -> str:
    match = NAME_GIVEN.search(system_instruction)
    return (match[1] or match[2]) if match else ""
