"""Whatever ends a talk, its connection to the model, which costs money, ends too."""

from __future__ import annotations

import signal
import time
from collections.abc import Awaitable, Callable

from tests.faults.crowd import Crowd, crowd
from tests.faults.figures import Figure, never, seconds
from tests.faults.ground import Ground
from tests.faults.promise import EVERY_SERVER, Promise

GRANTED_S = 5
"""What a lost browser has for coming back to a connection that lives on (docs/protocol.md, Coming back)."""
WITHIN_S = 5.0
FRAGILE = "tests.faults.fragile:application"

End = Callable[[Ground, Crowd], Awaitable[None]]


async def vanish(ground: Ground, callers: Crowd) -> None:
    for caller in callers.callers:
        caller.vanish()


async def vanish_in_an_answer(ground: Ground, callers: Crowd) -> None:
    for caller in callers.callers:
        await caller.say("!speak 60")
        caller.vanish()


async def silent_model(ground: Ground, callers: Crowd) -> None:
    for caller in callers.callers:
        await caller.say("!silence")
    await vanish(ground, callers)


async def consumer_raises(ground: Ground, callers: Crowd) -> None:
    for caller in callers.callers:
        await caller.say("!raise")


async def goodbye(ground: Ground, callers: Crowd) -> None:
    await callers.leave()


async def stop(ground: Ground, callers: Crowd) -> None:
    for caller in callers.callers:
        caller.stay_away()
    for worker in ground.workers:
        worker.process.signal(signal.SIGTERM)


WAYS: tuple[tuple[End, bool], ...] = (
    (goodbye, False),
    (vanish, True),
    (vanish_in_an_answer, True),
    (silent_model, True),
    (consumer_raises, False),
    (stop, False),
)
"""And whether the connection to the model is kept for a while."""


async def measure(ground: Ground) -> list[Figure]:
    model = await ground.start_model()
    linger_s = ground.size(GRANTED_S, 1)
    await ground.start_worker(FRAGILE, LIVECHAT_LINGER_S=str(linger_s))
    longest, left = 0.0, 0
    for end, lingers in WAYS:
        granted_s = linger_s if lingers else 0
        async with crowd(ground.size(10, 2), ground.door) as callers:
            assert await callers.begun()
            begun = time.monotonic()
            await end(ground, callers)
            await model.until(lambda told: told["open"] == 0, granted_s + WITHIN_S)
            left += (await model.account())["open"]
            longest = max(longest, time.monotonic() - begun - granted_s)
    return [
        never("upstream sockets left open", left),
        seconds("until the last is closed", longest, at_most=WITHIN_S),
    ]


PROMISE = Promise(
    "paid-leak",
    "no paid leak",
    "client vanishes, consumer raises, SIGTERM; model silent",
    "upstream sockets = live sessions within 5 s",
    measure,
    EVERY_SERVER,
)
