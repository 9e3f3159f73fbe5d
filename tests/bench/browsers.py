"""`python -m tests.bench.browsers`: the browsers' side of the load, as many as it is told of."""

from __future__ import annotations

import argparse
import asyncio
import ssl
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop
from picows import WSError

from chat.protocol.limits import PLAYED_INTERVAL_MS
from tests.bench.control import open_control
from tests.bench.door import READY_WITHIN_S, Door
from tests.bench.livechat_talker import LivechatTalker
from tests.bench.marks import CHUNK_MS
from tests.bench.passages import Received, Sent
from tests.bench.talkers import GeminiTalker, Talker, TutorialTalker
from tests.bench.wheel import Wheel

WIRES: dict[str, type[Talker]] = {
    "livechat": LivechatTalker,
    "tutorial": TutorialTalker,
    "gemini": GeminiTalker,
}
CONNECTING = 4
"""At a time."""
TALKS_FOR_S = 6
"""Where it does not talk all the time."""
SPREAD = 0.618


class Crowd:
    """`share`: of its time that each talks."""

    def __init__(self, wire: type[Talker], door: Door, share: float) -> None:
        self.up = Sent()
        self.down = Received()
        self.errors: Counter[str] = Counter()
        self._wire = wire
        self._door = door
        self._cycle_s = TALKS_FOR_S / share
        self._share = share
        self._wanted = 0
        self._made = 0
        self._churning_per_s = 0
        self._gate = asyncio.Semaphore(CONNECTING)
        self._chunks = Wheel(CHUNK_MS / 1000, self._speak)
        self._reports = Wheel[Talker](PLAYED_INTERVAL_MS / 1000, lambda talker: talker.report())
        self._beats = Wheel[Talker](1.0, lambda talker: talker.beat())
        self._wheels = (self._chunks, self._reports, self._beats)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for wheel in self._wheels:
                tasks.create_task(wheel.run())
            tasks.create_task(self._churn())

    def account(self, begins: int, ends: int) -> dict[str, Any]:
        self._note_errors()
        return {
            "down": self.down.account(begins, ends),
            "up_sent": self.up.account(begins, ends),
            "errors": dict(self.errors),
        }

    def standing(self) -> dict[str, Any]:
        return {"open": len(self._chunks.members), "errors": dict(self.errors)}

    def grow(self, sessions: int) -> dict[str, Any]:
        """To so many."""
        for _ in range(sessions - self._wanted):
            self._begin()
        self._wanted = sessions
        return self.standing()

    def churn(self, per_s: int) -> dict[str, Any]:
        """So many leave in each second from now on, and as many come."""
        self._churning_per_s = per_s
        return self.standing()

    def leave(self) -> dict[str, Any]:
        """All of them, and nobody comes any more."""
        self._churning_per_s = 0
        for talker in self._chunks.members:
            talker.leave()
        return self.standing()

    def _begin(self) -> None:
        task = asyncio.create_task(self._talk())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _talk(self) -> None:
        try:
            talker = await self._let_in()
        except (OSError, TimeoutError, WSError) as refusal:
            self.errors[f"not let in: {refusal}"] += 1
            return
        for wheel in self._wheels:
            wheel.members.append(talker)
        await talker.gone.wait()
        for wheel in self._wheels:
            wheel.members.remove(talker)
        self.errors.update(talker.errors)

    async def _let_in(self) -> Talker:
        async with self._gate:
            self._made += 1
            number, ticket = self._made, await self._door.ticket()
            talker = self._wire(number, self.up, self.down, ticket)
            await self._door.enter(talker)
            async with asyncio.timeout(READY_WITHIN_S):
                await talker.ready.wait()
            return talker

    async def _churn(self) -> None:
        while True:
            await asyncio.sleep(1 / self._churning_per_s if self._churning_per_s else 0.1)
            staying = (talker for talker in self._chunks.members if not talker.leaving)
            if self._churning_per_s and (oldest := next(staying, None)) is not None:
                oldest.leave()
                self._begin()

    def _speak(self, talker: Talker) -> None:
        if talker.leaving:
            return
        if self._share >= 1 or (time.monotonic() / self._cycle_s + talker.number * SPREAD) % 1 < self._share:
            talker.speak()
        else:
            talker.hush()

    def _note_errors(self) -> None:
        for talker in self._chunks.members:
            self.errors.update(talker.errors)
            talker.errors.clear()


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.browsers", description=__doc__)
    parser.add_argument("--wire", choices=WIRES, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ca", type=Path, help="no relay: the port is the model's, this its authority")
    parser.add_argument("--token", default="")
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    context = ssl.create_default_context(cafile=str(options.ca)) if options.ca else None
    door = Door(options.port, context, options.token)
    crowd = Crowd(WIRES[options.wire], door, options.share)
    answers = {name: getattr(crowd, name) for name in ("account", "standing", "grow", "churn", "leave")}
    control = await open_control({f"/{name}": answer for name, answer in answers.items()})
    print(f"control at {control}", flush=True)
    await crowd.run()


if __name__ == "__main__":
    uvloop.run(main())
