"""`python -m tests.bench.sdk_connections`: what the SDK's own connections hold, open and silent."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack

from google.genai import types

from tests.bench.relays.command_line import upstream_of_arguments
from tests.bench.relays.tutorial import MODEL, sdk_client
from tests.bench.usage import resident_mb

WARM_UP = 10
"""Connections: what is loaded with the first ones is nobody's."""
CONNECTIONS = 100
CONFIG: types.LiveConnectConfigDict = {"response_modalities": [types.Modality.AUDIO]}


async def main() -> None:
    client = sdk_client(upstream_of_arguments())
    async with AsyncExitStack() as stack:
        for _ in range(WARM_UP):
            await stack.enter_async_context(client.aio.live.connect(model=MODEL, config=CONFIG))
        before = resident_mb(os.getpid())
        for _ in range(CONNECTIONS):
            await stack.enter_async_context(client.aio.live.connect(model=MODEL, config=CONFIG))
        print(f"each {(resident_mb(os.getpid()) - before) / CONNECTIONS:.4f} MB", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
