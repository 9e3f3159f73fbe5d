"""`settings` goes on with another assistant: by a connection that resumes the one before."""

from __future__ import annotations

from tests.assistants.recorded import RecordedService, at
from tests.support.chat_client import ChatClient, chat_client
from tests.support.connections import becomes_true

VOICE = "generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName"


async def ask(client: ChatClient, text: str, turn: int) -> str:
    await client.send("text", id=str(turn), text=text)
    await client.expect("turn", turn=turn, complete=True)
    captions = (event for event in client.events if event["type"] == "caption")
    return "".join(each["text"] for each in captions if (each["role"], each["turn"]) == ("model", turn))


async def test_voice_and_instruction_change_and_what_was_said_is_remembered(
    recorded: RecordedService,
) -> None:
    before = len(recorded.setups())
    async with chat_client(recorded.service) as client:
        ready = await client.hello(assistant="friendly-talk", modality="TEXT")
        await ask(client, "My name is Marmaduke.", 1)
        await client.send("settings", assistant="language-tutor")
        assert (await client.expect("assistant", assistant="language-tutor"))["name"] == "Language tutor"
        await client.expect("upstream", code="assistant_changed")
        await becomes_true(lambda: len(recorded.setups()) == before + 2, within_s=10)
        assert "Marmaduke" in await ask(client, "What is my name?", 2)
        await client.send("goodbye")
        await client.closed()
    first, second = recorded.setups()[before:]
    assert (at(first, VOICE), at(second, VOICE)) == ("Puck", "Sulafat")
    assert "language tutor" in at(second, "systemInstruction.parts.0.text")
    assert at(first, "sessionResumption.handle") is None
    assert at(second, "sessionResumption.handle")
    name = recorded.service.rows(
        "SELECT assistant FROM chat_conversation WHERE id = ?", ready["conversation"]
    )
    assert name == [("Language tutor",)]


async def test_what_cannot_be_changed_to_is_told_and_the_talk_goes_on(recorded: RecordedService) -> None:
    before = len(recorded.setups())
    recorded.set_up("language-tutor", {"model": "gemini-3.1-flash-live-preview"})
    async with chat_client(recorded.service) as client:
        await client.hello(assistant="friendly-talk")
        for slug, code in (
            ("nobody", "unknown_assistant"),
            ("quiet-helper", "assistant_differs"),
            ("language-tutor", "assistant_differs"),
        ):
            await client.send("settings", assistant=slug)
            error = await client.expect("error", code=code)
            assert error["fatal"] is False
            assert (await client.expect("assistant"))["assistant"] == "friendly-talk"
        recorded.set_up("language-tutor", {"model": ""})
        await client.send("settings", assistant="friendly-talk")
        await client.send("goodbye")
        assert await client.closed() == (1000, "assistant_differs")
    assert len(recorded.setups()) == before + 1


async def test_before_the_talk_is_live_nobody_can_take_over(recorded: RecordedService) -> None:
    async with chat_client(recorded.service) as client:
        await client.send("hello", assistant="friendly-talk", modality="TEXT")
        await client.send("settings", assistant="language-tutor")
        error = await client.expect("error")
        assert (error["code"], error["fatal"]) == ("not_ready", False)
        await client.expect("ready")
        await client.send("goodbye")
        await client.closed()
    told = [event for event in client.events if event["type"] in ("assistant", "upstream", "ready")]
    assert [event["type"] for event in told] == ["ready", "assistant"]
    assert told[1]["assistant"] == "friendly-talk"


async def test_changes_one_upon_the_other_are_refused(recorded: RecordedService) -> None:
    async with chat_client(recorded.service) as client:
        await client.hello(assistant="friendly-talk", modality="TEXT")
        await client.expect("assistant")
        for slug in ("language-tutor", "friendly-talk"):
            await client.send("settings", assistant=slug)
        error = await client.expect("error")
        assert (error["code"], error["fatal"]) == ("too_fast", False)
        await client.expect("upstream", code="assistant_changed")
        await client.send("goodbye")
        await client.closed()
    told = [event["assistant"] for event in client.events if event["type"] == "assistant"]
    assert told[-1] == "language-tutor"
