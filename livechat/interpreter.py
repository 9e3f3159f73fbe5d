"""What Python does beside the event loop, in pauses that nobody hears."""

from __future__ import annotations

import gc
import sys

YOUNGEST, YOUNGER, OLDEST = 700, 4, 25
"""Of the garbage collector, which looks at a thousand objects in a millisecond: at 700 that are new, at the
3,000 that outlived this four times; and, as often as by itself, at all: 100 ms for a hundred talks."""
SWITCH_S = 0.0005
"""A thread that stores gives the interpreter back so soon. The loop gives it up with each read of TLS."""


def keep_pauses_short() -> None:
    """Once all is imported: that stays, and is looked through for garbage no more: a long pause."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, YOUNGER, OLDEST)
    sys.setswitchinterval(SWITCH_S)
