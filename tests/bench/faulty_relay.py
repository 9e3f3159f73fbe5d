"""A pass-through that loses some of what comes up and doubles some of what goes down."""

from __future__ import annotations

import asyncio

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from tests.bench.relays.both_ways import until_either_ends
from tests.bench.relays.command_line import HOST, Upstream, tell_port, upstream_of_arguments

EACH = 10
"""Messages to a fault."""


async def relay(browser: ServerConnection, upstream: Upstream) -> None:
    url, context = upstream.socket_url, upstream.context
    async with connect(url, ssl=context, compression=None, proxy=None) as model:
        losing = asyncio.create_task(lose_some(browser, model))
        await until_either_ends([losing, asyncio.create_task(double_some(model, browser))])


async def lose_some(browser: ServerConnection, model: ClientConnection) -> None:
    number = 0
    async for message in browser:
        number += 1
        if number % EACH:
            await model.send(message)


async def double_some(model: ClientConnection, browser: ServerConnection) -> None:
    number = 0
    async for message in model:
        number += 1
        await browser.send(message)
        if number % EACH == 0:
            await browser.send(message)


async def main() -> None:
    upstream = upstream_of_arguments()
    async with serve(lambda browser: relay(browser, upstream), HOST, 0, compression=None) as server:
        tell_port(next(iter(server.sockets)).getsockname()[1])
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
