"""The tutorial's relay, written anew: a server of `websockets`, google-genai, JSON with base64 on both sides.

As there: the setup goes on unchecked, each chunk is one call of the SDK's, each part of an answer one
message; two tasks a session, asyncio's own loop. Not as there: it writes nothing to the terminal for each
message, and ends both tasks when either ends.
"""

from __future__ import annotations

import asyncio
import base64
import json

from google import genai
from google.genai import types
from google.genai.live import AsyncSession
from websockets.asyncio.server import ServerConnection, serve

from tests.bench.relays.both_ways import until_either_ends
from tests.bench.relays.command_line import HOST, Upstream, tell_port, upstream_of_arguments

MODEL = "gemini-3.8-live"


async def relay(browser: ServerConnection, client: genai.Client) -> None:
    setup = json.loads(await browser.recv())["setup"]
    async with client.aio.live.connect(model=MODEL, config=setup["generation_config"]) as session:
        both = [
            asyncio.create_task(send_to_gemini(browser, session)),
            asyncio.create_task(receive_from_gemini(browser, session)),
        ]
        await until_either_ends(both)


async def send_to_gemini(browser: ServerConnection, session: AsyncSession) -> None:
    async for message in browser:
        data = json.loads(message)
        for chunk in data.get("realtime_input", {}).get("media_chunks", ()):
            pcm = base64.b64decode(chunk["data"])
            await session.send_realtime_input(media=types.Blob(data=pcm, mime_type=chunk["mime_type"]))


async def receive_from_gemini(browser: ServerConnection, session: AsyncSession) -> None:
    while True:
        async for response in session.receive():
            content = response.server_content
            if content is None or content.model_turn is None:
                continue
            for part in content.model_turn.parts or ():
                if part.text is not None:
                    await browser.send(json.dumps({"text": part.text}))
                elif part.inline_data is not None and part.inline_data.data is not None:
                    audio = base64.b64encode(part.inline_data.data).decode()
                    await browser.send(json.dumps({"audio": audio}))


def sdk_client(upstream: Upstream) -> genai.Client:
    socket_options = {"ssl": upstream.context, "compression": None, "proxy": None}
    options = types.HttpOptions(base_url=upstream.url, api_version="v1beta", async_client_args=socket_options)
    return genai.Client(api_key="none", vertexai=False, http_options=options)


async def main() -> None:
    client = sdk_client(upstream_of_arguments())
    async with serve(lambda browser: relay(browser, client), HOST, 0) as server:
        tell_port(next(iter(server.sockets)).getsockname()[1])
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
