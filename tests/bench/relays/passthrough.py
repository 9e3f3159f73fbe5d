"""A plain pass-through on `websockets`: each message as it comes, from either side to the other, unread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from tests.bench.relays.both_ways import until_either_ends
from tests.bench.relays.command_line import HOST, Upstream, tell_port, upstream_of_arguments


async def relay(browser: ServerConnection, upstream: Upstream) -> None:
    url, context = upstream.socket_url, upstream.context
    async with connect(url, ssl=context, compression=None, proxy=None) as model:
        both = [asyncio.create_task(pass_on(browser, model)), asyncio.create_task(pass_on(model, browser))]
        await until_either_ends(both)


async def pass_on(source: AsyncIterable[str | bytes], to: ClientConnection | ServerConnection) -> None:
    async for message in source:
        await to.send(message)


async def main() -> None:
    upstream = upstream_of_arguments()
    async with serve(lambda browser: relay(browser, upstream), HOST, 0, compression=None) as server:
        tell_port(next(iter(server.sockets)).getsockname()[1])
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
