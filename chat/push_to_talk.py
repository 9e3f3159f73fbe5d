"""Push-to-talk towards the model: what a held key makes of what goes up.

The service takes no audio outside an activity, closes with 1007 upon one without audio in it, and passes over
a start that follows an end too soon. So a start is held back until the first audio, and half a second after
the last end; what waits behind it is late and not lost. https://ai.google.dev/api/live#ActivityStart
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from chat.protocol.frames import MicrophoneChunk
from chat.uplink import ActivityEnd, ActivityStart, AudioEnd, Item

GAP_S = 0.5
"""Between the end of an activity and the start of the next."""


class PushToTalk:
    """Of one talk, over all its connections."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on = False
        """The model does not notice by itself when somebody speaks."""
        self.pressed = False
        self.begun = False
        """The service has been told of the start of an activity, and not yet of its end."""
        self._ended_at = -GAP_S
        self._clock = clock

    async def admit(self, item: Item) -> tuple[Item, ...]:
        """What goes up in the place of this item, the next in order; waits where it is too soon."""
        match item:
            case ActivityStart():
                self.pressed = self.on
                return ()
            case MicrophoneChunk() if self.on and not self.pressed:
                return ()
            case MicrophoneChunk() if self.pressed and not self.begun:
                await asyncio.sleep(self._ended_at + GAP_S - self._clock())
                self.begun = True
                return (ActivityStart(), item)
            case ActivityEnd():
                return self._release()
            case AudioEnd() if self.on:
                return self._release()
            case _:
                return (item,)

    def _release(self) -> tuple[Item, ...]:
        self.pressed = False
        if not self.begun:
            return ()
        self.begun = False
        self._ended_at = self._clock()
        return (ActivityEnd(),)
