"""What waits to go up to the model: bounded, in order, with a stated policy for each kind.

Audio above MAX_AUDIO_MS, MAX_KEPT_AUDIO_MS while there is no connection, is dropped from its oldest end and
counted. Of pictures only the newest waits, and the one that each of the typed words speaks of.
Words and marks are never dropped, and refused beyond MAX_TEXTS, this server's own words and results beyond
MAX_OWN; a mark that repeats the one before it says nothing, and the end of an activity comes once for each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from chat.errors import ProtocolError
from chat.gemini.wire import FunctionResponse
from chat.protocol.frames import MicrophoneChunk, Picture
from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE

MAX_AUDIO_MS = 2_000
MAX_KEPT_AUDIO_MS = 10_000
MAX_TEXTS = 20
MAX_OWN = 2_000

_BYTES_PER_MS = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000


@dataclass(frozen=True, slots=True)
class TypedText:
    text: str


@dataclass(frozen=True, slots=True)
class AudioEnd:
    """The microphone is off: no more audio for now."""


@dataclass(frozen=True, slots=True)
class ActivityStart:
    """The person pressed the key to talk."""


@dataclass(frozen=True, slots=True)
class ActivityEnd:
    """The person let go of it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Words to the model that the person has not said, or has said before."""

    text: str
    again: bool = False


Item = (
    MicrophoneChunk | Picture | TypedText | AudioEnd | ActivityStart | ActivityEnd | Prompt | FunctionResponse
)


class Uplink:
    def __init__(self) -> None:
        self.dropped_bytes = 0
        self._connected = True
        self._catching_up = False
        """What was kept while nobody took it has not all gone up yet."""
        self._closed = False
        self._items: deque[Item] = deque()
        self._audio_bytes = 0
        self._idle = False
        """Whoever takes what waits, waits."""
        self._pass_on: Callable[[MicrophoneChunk], bool] = lambda chunk: False
        self._own = 0
        """Of this server's own words and results."""
        self._filled = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()

    @property
    def _max_audio_bytes(self) -> int:
        keep_more = self._catching_up or not self._connected
        return (MAX_KEPT_AUDIO_MS if keep_more else MAX_AUDIO_MS) * _BYTES_PER_MS

    @property
    def connected(self) -> bool:
        """Whether anybody takes what waits; until then more of it is kept."""
        return self._connected

    @connected.setter
    def connected(self, connected: bool) -> None:
        self._connected = connected
        self._catching_up = self._audio_bytes > MAX_AUDIO_MS * _BYTES_PER_MS

    @property
    def dropped_ms(self) -> int:
        return self.dropped_bytes // _BYTES_PER_MS

    def put(self, item: Item) -> None:
        """Never waits. Raises ProtocolError where what may not be dropped piles up faster than it is sent."""
        if self._closed and not isinstance(item, FunctionResponse):
            self._refuse_words(item)
            return
        match item:
            case MicrophoneChunk() if self._idle and not self._items and self._pass_on(item):
                return
            case MicrophoneChunk():
                self._audio_bytes += len(item.pcm)
                if self._audio_bytes > self._max_audio_bytes // 2:
                    self._roomy.clear()
                self._drop_old_audio()
            case Picture():
                self._drop_waiting_picture()
            case AudioEnd() if self._items and self._items[-1] == item:
                return
            case ActivityEnd():
                # An activity that has begun has to end.
                pass
            case Prompt() | FunctionResponse():
                self._count_own()
            case _:
                self._refuse_too_many()
        self._items.append(item)
        self._filled.set()

    def close(self) -> None:
        """For good: nothing goes up but results of functions, for which an answer may wait.

        Typed words are refused.
        """
        self._closed = True
        self._items = deque(item for item in self._items if isinstance(item, FunctionResponse))
        self._own = len(self._items)
        self._audio_bytes = 0
        self._roomy.set()

    async def get(self, pass_on: Callable[[MicrophoneChunk], bool] = lambda chunk: False) -> Item:
        """What waits the longest. A chunk that comes while nothing waits is given to `pass_on`, at once.

        Where that returns False it waits as the others do.
        """
        self._pass_on = pass_on
        while not self._items:
            self._filled.clear()
            self._idle = True
            try:
                await self._filled.wait()
            finally:
                self._idle = False
        item = self._items.popleft()
        if isinstance(item, Prompt | FunctionResponse):
            self._own -= 1
        elif isinstance(item, MicrophoneChunk):
            self._audio_bytes -= len(item.pcm)
            if self._audio_bytes <= MAX_AUDIO_MS * _BYTES_PER_MS // 2:
                self._catching_up = False
                self._roomy.set()
        return item

    def put_back(self, item: Item) -> None:
        """What was taken and could not go up: the next to be taken."""
        if self._closed and not isinstance(item, FunctionResponse):
            return
        self._items.appendleft(item)
        if isinstance(item, Prompt | FunctionResponse):
            self._own += 1
        elif isinstance(item, MicrophoneChunk):
            self._audio_bytes += len(item.pcm)
        self._filled.set()

    async def room(self) -> None:
        """Until audio may be put without loss, for a sender that is not bound to real time."""
        await self._roomy.wait()

    def _drop_old_audio(self) -> None:
        while self._audio_bytes > self._max_audio_bytes:
            oldest = next((each for each in self._items if isinstance(each, MicrophoneChunk)), None)
            if oldest is None:
                return
            self._items.remove(oldest)
            self._audio_bytes -= len(oldest.pcm)
            self.dropped_bytes += len(oldest.pcm)

    def _drop_waiting_picture(self) -> None:
        """One that typed words wait behind stays: it is what they speak of."""
        for item in reversed(self._items):
            if isinstance(item, TypedText):
                return
            if isinstance(item, Picture):
                self._items.remove(item)
                return

    def _refuse_words(self, item: Item) -> None:
        if isinstance(item, TypedText):
            raise ProtocolError("talk_ending", "This talk has reached its limit and is ending.")

    def _refuse_too_many(self) -> None:
        if sum(isinstance(each, TypedText | AudioEnd | ActivityStart) for each in self._items) >= MAX_TEXTS:
            raise ProtocolError("too_fast", "Words come faster than the model takes them: wait a moment.")

    def _count_own(self) -> None:
        """Counted one by one: a storm of calls may bring a thousand results at once."""
        if self._own >= MAX_OWN:
            raise ProtocolError("too_fast", "Results come faster than the model takes them: wait a moment.")
        self._own += 1
