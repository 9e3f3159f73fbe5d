"""A worker that opens as many conversations as it is let: `python -m tests.leases.opening_worker TRIES`.

It prints `ready`, waits for SIGUSR1, prints `granted N` and holds them until it is ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from contextlib import ExitStack

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livechat.settings")
django.setup()

from chat.errors import LimitReached  # noqa: E402
from chat.leases.heart import heart  # noqa: E402
from chat.records.opening import open_conversation  # noqa: E402

AT_ONCE = 20


async def open_one(holding: ExitStack, turn: asyncio.Semaphore) -> bool:
    conversation = uuid.uuid4()
    try:
        async with turn:
            await open_conversation(
                conversation=conversation,
                owner_user_id=None,
                guest="",
                model="m",
                modality="AUDIO",
                endpoint="emulator",
                assistant="",
                kept=False,
            )
    except LimitReached:
        return False
    holding.enter_context(heart.hold(conversation, 1, lambda _: None))
    return True


async def main(tries: int) -> None:
    turn, asked = asyncio.Semaphore(AT_ONCE), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, asked.set)
    print("ready", flush=True)
    await asked.wait()
    with ExitStack() as holding:
        tried = await asyncio.gather(*(open_one(holding, turn) for _ in range(tries)))
        print(f"granted {sum(tried)}", flush=True)
        await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1])))
