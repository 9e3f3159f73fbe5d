"""A worker that writes one conversation: `python -m tests.records.writing_worker EACH_S`.

An utterance each EACH_S until SIGTERM; then it finishes, and prints what came of it as JSON: `put` and
`acknowledged`, how many; `finished`; `longest_gap_ms`, for which the event loop could not turn.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livechat.settings")
django.setup()

from chat.leases.heart import heart  # noqa: E402
from chat.records.opening import open_conversation  # noqa: E402
from chat.records.writer import TranscriptWriter  # noqa: E402
from tests.records.makers import GOODBYE, utterance  # noqa: E402

TICK_S = 0.01
FINISHED_WITHIN_S = 20.0


class Gaps:
    def __init__(self) -> None:
        self.longest_ms = 0.0

    async def measure(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(TICK_S)
            now = time.monotonic()
            self.longest_ms = max(self.longest_ms, (now - last - TICK_S) * 1000)
            last = now


async def main(each_s: float) -> None:
    asked_to_end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked_to_end.set)
    conversation = uuid.uuid4()
    await open_conversation(
        conversation=conversation,
        owner_user_id=None,
        guest="",
        model="m",
        modality="AUDIO",
        endpoint="emulator",
        assistant="",
        kept=True,
    )
    acknowledged: set[int] = set()
    gaps, put = Gaps(), 0
    writer = TranscriptWriter(conversation, generation=1, kept=True, on_stored=acknowledged.add)
    measuring, writing = asyncio.create_task(gaps.measure()), asyncio.create_task(writer.run())
    with heart.hold(conversation, 1, lambda notice: print(notice, flush=True)):
        while not asked_to_end.is_set():
            put += 1
            writer.put(utterance(put, f"line {put}"))
            print(f"put {put}.", flush=True)
            await asyncio.sleep(each_s)
        finished = await writer.finish(GOODBYE, FINISHED_WITHIN_S)
    measuring.cancel()
    await writing
    report = {"put": put, "acknowledged": len(acknowledged), "finished": finished}
    print(json.dumps({**report, "longest_gap_ms": gaps.longest_ms}), flush=True)


asyncio.run(main(float(sys.argv[1])))
