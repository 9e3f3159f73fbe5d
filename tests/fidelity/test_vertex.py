"""Vertex AI's address and model names serve the same."""

from __future__ import annotations

from tests.support.emulator import Emulator

from .talk import TRANSCRIBED, Sdk

MODEL = "gemini-live-2.5-flash-native-audio"


async def test_a_session_of_vertex_ai_is_answered(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, MODEL, TRANSCRIBED, vertex=True) as talk:
        assert talk.setup == {"setupComplete": {}}
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert (turn.said, any(turn.speech)) == ("Hello.", True)
    assert turn.usage["totalTokenCount"] > 0
