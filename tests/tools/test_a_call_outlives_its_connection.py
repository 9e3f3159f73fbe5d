"""A timer that was set over one connection to the model is told over the next."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import StartService
from tests.support.chat_client import chat_client
from tests.support.emulator import running_emulator
from tests.tools.talking import ask, came

SCENARIO = """
version = 1

[[on]]
time_s = 4
once = true
go_away = { time_left_s = 2, then = "close" }

[[on]]
text = "come to"
say = "I am told that the time is up."
"""


async def test_a_timer_rings_after_a_handover(start_service: StartService, tmp_path: Path) -> None:
    scenario, directory = tmp_path / "leaving.toml", tmp_path / "emulator"
    scenario.write_text(SCENARIO)
    directory.mkdir()
    with running_emulator(directory, "--scenario", str(scenario)) as emulator:
        service = start_service(**emulator.environment)
        async with chat_client(service) as client:
            await client.hello()
            call = await ask(client, "Set a timer for eight seconds.")
            await client.expect("tool_result", id=call["id"], final=False)
            await client.expect("go_away")
            result = await came(client, call)
            assert result["result"] == "The time is up: the timer of 8 seconds is done."
            await client.expect("caption", role="model", text=" told")
            assert not [event for event in client.events if event["type"] in ("tool_cancelled", "error")]
