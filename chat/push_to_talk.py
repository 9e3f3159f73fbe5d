"""Push-to-talk towards the model: what a held key makes of what goes up.

The service takes no audio outside an activity, closes with 1007 upon one without audio in it, and passes over
a start that follows an end too soon. So a start is held back until the first audio, and half a second after
the last end; what waits behind it is late and not lost. https://ai.google.dev/api/live#ActivityStart
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from chat.protocol.frames import MicrophoneChunk
from chat.uplink import ActivityEnd, ActivityStart, AudioEnd, Item

GAP_S = 0.5
"""Between the end of an activity and the start of the next."""


class PushToTalk:
    """Of one talk, over all its connections."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._on = False
        self._pressed = False
        self._begun = False
        """The service has been told of the start of an activity, and not yet of its end."""
        self._ended_at = -GAP_S
        self._clock = clock

    @property
    def on(self) -> bool:
        """The model does not notice by itself when somebody speaks."""
        return self._on

    @property
    def held(self) -> bool:
        return self._on and self._pressed

    def turn(self, on: bool) -> None:
        """From the next connection on."""
        self._on = on
        self._pressed = self._pressed and on
        self._begun = self._begun and on

    async def admit(self, item: Item) -> tuple[Item, ...]:
        """What goes up in the place of this item, the next in order; waits where it is too soon."""
        match item:
            case ActivityStart():
                self._pressed = True
                return ()
            case MicrophoneChunk() if self._on and not self._pressed:
                return ()
            case MicrophoneChunk() if self._on and not self._begun:
                await asyncio.sleep(self._ended_at + GAP_S - self._clock())
                self._begun = True
                return (ActivityStart(), item)
            case ActivityEnd():
                return self._release()
            case AudioEnd() if self._on:
                return self._release()
            case _:
                return (item,)

    def replayed(self, audio: Sequence[bytes]) -> tuple[Item, ...]:
        """Sound of an earlier connection, for a new one: in an activity, open while the key is held."""
        chunks = tuple(MicrophoneChunk(0, 0, False, pcm) for pcm in audio)
        self._begun = self.held and bool(chunks)
        if not self._on or not chunks:
            return chunks
        if self.held:
            return (ActivityStart(), *chunks)
        self._ended_at = self._clock()
        return (ActivityStart(), *chunks, ActivityEnd())

    def _release(self) -> tuple[Item, ...]:
        self._pressed = False
        if not self._begun:
            return ()
        self._begun = False
        self._ended_at = self._clock()
        return (ActivityEnd(),)
