"""The assistant that `hello` names, the default one, and the settings where there is none."""

from __future__ import annotations

import pytest

from tests.assistants.recorded import RecordedService, at
from tests.support.chat_client import chat_client

VOICE = "generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName"


def recorded_names(recorded: RecordedService) -> list[str]:
    rows = recorded.service.rows("SELECT assistant FROM chat_conversation ORDER BY started_at")
    return [name for (name,) in rows]


async def told(recorded: RecordedService, **hello: str) -> dict[str, object]:
    """The event that says who answers."""
    async with chat_client(recorded.service) as client:
        ready = await client.hello(**hello)
        event = await client.expect("assistant")
        await client.send("goodbye")
        await client.closed()
    return {**event, "modality": ready["modality"]}


async def test_the_one_who_is_named_answers_and_is_recorded(recorded: RecordedService) -> None:
    event = await told(recorded, assistant="language-tutor")
    assert (event["assistant"], event["name"]) == ("language-tutor", "Language tutor")
    assert at(recorded.setups()[-1], VOICE) == "Sulafat"
    assert recorded_names(recorded)[-1] == "Language tutor"


async def test_nobody_named_is_the_default(recorded: RecordedService) -> None:
    assert (await told(recorded))["assistant"] == "friendly-talk"
    assert recorded_names(recorded)[-1] == "Friendly talk"


async def test_without_a_default_the_settings_answer(recorded: RecordedService) -> None:
    recorded.set_up("friendly-talk", {"default": False})
    event = await told(recorded)
    recorded.set_up("friendly-talk", {"default": True})
    assert (event["assistant"], event["name"]) == ("", "")
    assert at(recorded.setups()[-1], VOICE) == "Puck"
    assert recorded_names(recorded)[-1] == ""


async def test_one_who_writes_makes_the_talk_one_in_writing(recorded: RecordedService) -> None:
    assert (await told(recorded, assistant="quiet-helper"))["modality"] == "TEXT"
    assert (await told(recorded, assistant="friendly-talk"))["modality"] == "AUDIO"
    assert (await told(recorded, assistant="friendly-talk", modality="TEXT"))["modality"] == "TEXT"


async def test_a_client_is_told_to_mark_its_speech(recorded: RecordedService) -> None:
    recorded.set_up("push-to-talk", {"enabled": True})
    assert (await told(recorded, assistant="push-to-talk"))["push_to_talk"] is True
    recorded.set_up("push-to-talk", {"enabled": False})
    assert (await told(recorded, assistant="friendly-talk"))["push_to_talk"] is False


@pytest.mark.parametrize(
    "slug", ["nobody", "Friendly talk", "friendly-talk ", "../admin", "x" * 64, "\u2028"]
)
async def test_a_name_that_nobody_has_is_refused(recorded: RecordedService, slug: str) -> None:
    async with chat_client(recorded.service) as client:
        await client.send("hello", assistant=slug)
        assert await client.closed() == (4400, "unknown_assistant")


async def test_a_disabled_one_does_not_answer(recorded: RecordedService) -> None:
    async with chat_client(recorded.service) as client:
        await client.send("hello", assistant="push-to-talk")
        assert await client.closed() == (4400, "unknown_assistant")
    listed = recorded.service.get("/api/assistants/").json()["assistants"]
    assert [each["slug"] for each in listed] == ["friendly-talk", "language-tutor", "quiet-helper"]


def test_clients_can_ask_whom_there_is(recorded: RecordedService) -> None:
    listed = recorded.service.get("/api/assistants/").json()["assistants"]
    assert listed[0] == {
        "slug": "friendly-talk",
        "name": "Friendly talk",
        "description": "Everyday talk: brief, and in plain words.",
        "modality": "AUDIO",
        "push_to_talk": False,
        "default": True,
    }
