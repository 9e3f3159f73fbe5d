"""A full server, a key, a model, a quota, a server that is gone: each told in words of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect
from websockets.asyncio.server import ServerConnection, serve

from chat.emulator.certificate import new_identity
from tests.conftest import StartService
from tests.support.browser import Browsers, TalkPage, talk_page
from tests.support.chat_client import chat_client
from tests.support.emulator import Emulator, as_gemini
from tests.support.process import PYTHON, Process
from tests.support.servers import HOST
from tests.support.service import Service

QUOTA = (1011, "You exceeded your current quota, please check your plan and billing details.")


async def ends_with(talk: TalkPage, state: str, words: str) -> None:
    """The talk comes to `state`, "error" or "ended", and the page says why."""
    await talk.becomes("link", state)
    await expect(talk.page.locator("#alert")).to_contain_text(words)


async def test_a_full_server_is_told_and_tried_again(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment, LIVECHAT_MAX_SESSIONS="1")
    async with talk_page(await browsers.get(), service) as talk:
        async with chat_client(service) as first:
            await first.hello()
            await talk.page.click("#start")
            await ends_with(talk, "error", "All lines are busy: please try again in a minute.")
            await first.send("goodbye")
            await first.closed()
        await talk.page.click("#again")
        await talk.becomes("link", "live")
        await talk.stop()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"GEMINI_API_KEY": "bad-key"}, "Google refused this server's API key."),
        ({"LIVECHAT_MODEL": "gemini-9-imaginary"}, "The model that this server is set to does not exist"),
        ({"LIVECHAT_BASE_URL": "https://127.0.0.1:9"}, "The model cannot be reached."),
    ],
    ids=["a wrong key", "an unknown model", "nothing there"],
)
async def test_what_the_operator_must_mend_is_told_and_the_way_back_is_open(
    browsers: Browsers,
    start_service: StartService,
    emulator: Emulator,
    variables: dict[str, str],
    words: str,
) -> None:
    service = start_service(**as_gemini(emulator, **variables))
    async with talk_page(await browsers.get(), service) as talk:
        await talk.page.click("#start")
        await ends_with(talk, "error", words)
        await talk.page.click("#back")
        await expect(talk.page.locator("#start")).to_be_visible()
        await talk.page.click("#start")
        await ends_with(talk, "error", words)
    assert "bad-key" not in service.process.log


@asynccontextmanager
async def closing_model(
    directory: Path, code: int, reason: str, *, live: bool
) -> AsyncIterator[dict[str, str]]:
    """A model that closes like this: at its setup, or when it is `live` and the first words come."""

    async def close(socket: ServerConnection) -> None:
        await socket.recv()
        if live:
            await socket.send(json.dumps({"setupComplete": {}}))
            await socket.recv()
        await socket.close(code, reason)

    identity = new_identity(HOST)
    ca_file = directory / "ca.pem"
    await asyncio.to_thread(ca_file.write_text, identity.certificate)
    async with serve(close, HOST, 0, ssl=identity.context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield {"LIVECHAT_EMULATOR_URL": f"https://{HOST}:{port}", "LIVECHAT_EMULATOR_CA": str(ca_file)}


@pytest.mark.parametrize("live", [False, True], ids=["at the beginning", "in mid-talk"])
async def test_a_quota_used_up_is_told_as_such(
    browsers: Browsers, start_service: StartService, tmp_path: Path, live: bool
) -> None:
    async with closing_model(tmp_path, *QUOTA, live=live) as environment:
        service = await asyncio.to_thread(start_service, **environment)
        async with talk_page(await browsers.get(), service) as talk:
            await talk.page.click("#start-typing")
            if live:
                await talk.becomes("link", "live")
                await talk.type("Hello.")
            await ends_with(talk, "error", "The quota of this server's Google account is used up for now.")
            await expect(talk.page.locator("#again")).to_have_text("Try again")


def started_again(service: Service) -> Process:
    """The same service at the address it had."""
    arguments = ["--bind", HOST, "--port", str(service.port), "livechat.asgi:application"]
    return Process([PYTHON, "-m", "daphne", *arguments], service.environment)


async def test_a_server_gone_before_the_start_is_told_and_tried_again(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await asyncio.to_thread(service.process.stop)
        await talk.page.click("#start")
        await ends_with(talk, "error", "The server can't be reached.")
        with started_again(service) as process:
            await asyncio.to_thread(process.wait_for, "Listening on TCP")
            await talk.page.click("#again")
            await talk.becomes("link", "live")
            await talk.stop()
        assert "Traceback" not in process.log
