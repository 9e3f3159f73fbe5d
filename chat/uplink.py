"""What waits to go up to the model: bounded, in order, with a stated policy for each kind.

Audio above MAX_AUDIO_MS, MAX_KEPT_AUDIO_MS while there is no connection, is dropped from its oldest end and
counted. Of pictures only the newest waits, and the one that each of the typed words speaks of.
Words, marks and results are never dropped, and refused beyond MAX_TEXTS; a mark that repeats the one before
it says nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from chat.errors import ProtocolError
from chat.gemini.wire import FunctionResponse
from chat.protocol.frames import MicrophoneChunk, Picture
from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE

MAX_AUDIO_MS = 2_000
MAX_KEPT_AUDIO_MS = 10_000
MAX_TEXTS = 20

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
    """Words to the model that the person has not said."""

    text: str


Item = (
    MicrophoneChunk | Picture | TypedText | AudioEnd | ActivityStart | ActivityEnd | Prompt | FunctionResponse
)


class Uplink:
    def __init__(self) -> None:
        self.dropped_bytes = 0
        self.connected = True
        """Whether anybody takes what waits; until then more of it is kept."""
        self._closed = False
        self._items: deque[Item] = deque()
        self._audio_bytes = 0
        self._filled = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()

    @property
    def _max_audio_bytes(self) -> int:
        return (MAX_AUDIO_MS if self.connected else MAX_KEPT_AUDIO_MS) * _BYTES_PER_MS

    @property
    def dropped_ms(self) -> int:
        return self.dropped_bytes // _BYTES_PER_MS

    def put(self, item: Item) -> None:
        """Never waits. Raises ProtocolError where words or marks pile up faster than they can be sent."""
        if self._closed:
            self._refuse_words(item)
            return
        match item:
            case MicrophoneChunk():
                self._audio_bytes += len(item.pcm)
                if self._audio_bytes > self._max_audio_bytes // 2:
                    self._roomy.clear()
                self._drop_old_audio()
            case Picture():
                self._drop_waiting_picture()
            case AudioEnd() if self._items and self._items[-1] == item:
                return
            case ActivityEnd() | Prompt() | FunctionResponse():
                # An activity that has begun has to end; the others are this server's own, a few at a time.
                pass
            case _:
                self._refuse_too_many()
        self._items.append(item)
        self._filled.set()

    def close(self) -> None:
        """For good: nothing more goes up, neither what waits nor what comes. Typed words are refused."""
        self._closed = True
        self._items.clear()
        self._audio_bytes = 0
        self._roomy.set()

    async def get(self) -> Item:
        while not self._items:
            self._filled.clear()
            await self._filled.wait()
        item = self._items.popleft()
        if isinstance(item, MicrophoneChunk):
            self._audio_bytes -= len(item.pcm)
            if self._audio_bytes <= self._max_audio_bytes // 2:
                self._roomy.set()
        return item

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
