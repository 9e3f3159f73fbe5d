"""A limit that is passed while a function runs lets its result go up: the answer under way waits for it."""

from __future__ import annotations

from tests.conftest import StartService
from tests.support.chat_client import chat_client
from tests.support.emulator import Emulator
from tests.support.service import DATABASE
from tests.tools.conftest import allow_tools
from tests.tools.talking import ask


async def test_the_answer_upon_a_result_is_heard_after_the_limit(
    start_service: StartService, caller: Emulator
) -> None:
    service = start_service(
        **caller.environment, LIVECHAT_TOOLS="tests.tools.functions", LIVECHAT_MAX_MINUTES="0.02"
    )
    allow_tools(service.state_dir / DATABASE, "brew")
    async with chat_client(service) as client:
        await client.hello()
        await ask(client, "Brew.")
        assert await client.closed(within_s=15) == (4429, "minutes_limit")
    captions = [each for each in client.events if each["type"] == "caption" and each["role"] == "model"]
    assert "".join(each["text"] for each in captions).strip().endswith("The tea is ready.")
