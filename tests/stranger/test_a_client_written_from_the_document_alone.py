"""docs/protocol.md is enough to hold a conversation: client.py was written from it alone."""

from __future__ import annotations

import asyncio
import json
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus

from tests.stranger.client import HEADER, MICROPHONE, PICTURE, Client, Speech, connected
from tests.support.recordings import librivox, word_errors, words_of
from tests.support.service import Service

QUESTION = "What is twelve times seven?"
STORY = "Tell me a story"
SILENCE_IS_LOSS_S = 6
EVENTS = {
    "ready": {
        "conversation",
        "token",
        "limits",
        "model",
        "endpoint",
        "modality",
        "kept",
        "resumed",
        "microphone",
    },
    "assistant": {"assistant", "name", "push_to_talk"},
    "state": {"link", "agent"},
    "turn": {"turn", "complete"},
    "caption": {"role", "turn", "sequence", "text", "final", "at_sample", "ref"},
    "interrupted": {"turn"},
    "ack": {"microphone", "frame", "dropped_ms"},
    "stored": {"sequence"},
    "usage": {
        "turn",
        "prompt_tokens",
        "response_tokens",
        "total_tokens",
        "lines",
        "totals",
        "cost",
        "total_cost",
        "currency",
    },
    "error": {"code", "message", "retry", "fatal", "ref"},
    "pong": set(),
}
"""The fields of the document's tables."""


def assert_as_documented(client: Client) -> None:
    numbers = [one.n for one in client.events]
    assert numbers == sorted(set(numbers))
    for one in client.events:
        assert set(one.fields) == EVENTS[one.type], one


def speech_of(client: Client, turn: int) -> list[Speech]:
    return [one for one in client.received if isinstance(one, Speech) and one.turn == turn % 65_536]


def words(client: Client, role: str, turn: int) -> str:
    captions = (one for one in client.events if one.type == "caption")
    return "".join(one["text"] for one in captions if (one["role"], one["turn"]) == (role, turn))


async def close_code(client: Client) -> int | None:
    await asyncio.wait_for(client.socket.wait_closed(), 15)
    return client.socket.close_code


def samples_without_a_gap(speech: list[Speech]) -> int:
    """How many samples the frames hold, each of which begins where the one before it ended."""
    end = 0
    for one in speech:
        assert one.offset == end
        end += one.samples
    assert [one.first for one in speech] == [True] + [False] * (len(speech) - 1)
    return end


async def goodbye(client: Client) -> None:
    await client.send("goodbye")
    assert await close_code(client) == 1000
    assert_as_documented(client)


async def test_a_typed_question_is_answered_in_captions_and_in_gapless_speech(
    module_service: Service,
) -> None:
    async with connected(module_service.socket_url()) as client:
        ready = await client.hello()
        assert (ready["endpoint"], ready["modality"], ready["kept"]) == ("emulator", "AUDIO", True)
        assert len(bytes.fromhex(ready["conversation"])) == 16
        await client.send("text", id="question", text=QUESTION)
        turn = (await client.event("turn", complete=False))["turn"]
        await client.event("turn", turn=turn, complete=True)
        await client.until(lambda: any(one.last for one in speech_of(client, turn)))
        speech = speech_of(client, turn)
        length = samples_without_a_gap(speech)
        assert speech[-1].last and not speech[-1].samples
        await client.until(lambda: (turn, length) in client.told)
        assert words(client, "user", turn) == QUESTION
        assert "84" in words(client, "model", turn)
        await client.event("usage", turn=turn)
        await goodbye(client)


async def test_speech_goes_on_at_the_pace_of_what_is_played(module_service: Service) -> None:
    async with connected(module_service.socket_url()) as client:
        await client.hello()
        await client.send("text", id="story", text=STORY)
        ahead: list[int] = []

        def seven_seconds_have_come() -> bool:
            sent = sum(one.samples for one in speech_of(client, 1))
            ahead.append(sent - (client.told[-1][1] if client.told else 0))
            return sent >= 7 * 24_000

        await client.until(seven_seconds_have_come)
        samples_without_a_gap(speech_of(client, 1))
        assert max(ahead) <= 2.2 * 24_000
        told = [samples for _, samples in client.told]
        assert told == sorted(told) and len(told) > 30
        assert client.acknowledged
        await goodbye(client)


async def test_a_recorded_voice_spoken_in_real_time_is_heard(module_service: Service) -> None:
    recording = min(librivox(), key=lambda one: len(one.pcm))
    async with connected(module_service.socket_url()) as client:
        await client.hello()
        await client.send("microphone", on=True)
        await client.speak(recording.pcm + bytes(3 * 32_000))
        await client.send("microphone", on=False)
        user = await client.event("caption", role="user", final=True)
        heard = words(client, "user", user["turn"])
        assert word_errors(recording.words, heard) <= len(words_of(recording.words)) / 4, heard
        acks = [one for one in client.events if one.type == "ack"]
        assert acks and not acks[-1]["dropped_ms"]
        await goodbye(client)


async def test_an_answer_interrupted_by_hand_ends_and_the_next_one_is_heard(
    module_service: Service,
) -> None:
    async with connected(module_service.socket_url()) as client:
        await client.hello()
        await client.send("text", id="story", text=STORY)
        await client.until(lambda: bool(client.told) and client.told[-1][1] > 12_000)
        await client.send("interrupt")
        interrupted = await client.event("interrupted", turn=1)
        over = await client.event("turn", turn=1, complete=True)
        assert over.n > interrupted.n
        said = sum(one.samples for one in speech_of(client, 1))
        await client.send("text", id="next", text=QUESTION)
        await client.until(lambda: any(one.last for one in speech_of(client, 2)))
        assert sum(one.samples for one in speech_of(client, 1)) == said
        samples_without_a_gap(speech_of(client, 2))
        assert "84" in words(client, "model", 2)
        await goodbye(client)


async def test_an_idle_client_that_pings_stays_and_one_that_does_not_is_closed(
    module_service: Service,
) -> None:
    url = module_service.socket_url()
    async with connected(url) as pinging, connected(url) as silent:
        await pinging.hello()
        await silent.send("hello")
        error = await silent.event("error", within_s=SILENCE_IS_LOSS_S + 4)
        assert (error["code"], error["fatal"]) == ("silent", True)
        assert await close_code(silent) == 4408
        seen = pinging.events[-1].n
        await pinging.event("pong", since=seen)
        await goodbye(pinging)


async def test_an_answer_in_text_has_captions_and_no_speech(module_service: Service) -> None:
    async with connected(module_service.socket_url()) as client:
        assert (await client.hello(modality="TEXT"))["modality"] == "TEXT"
        await client.send("text", id="question", text=QUESTION)
        await client.event("turn", turn=1, complete=True)
        assert "84" in words(client, "model", 1)
        assert samples_without_a_gap(speech_of(client, 1)) == 0
        await goodbye(client)


@pytest.mark.parametrize(("keep", "secret"), [(True, "My aunt keeps bees"), (False, "My uncle keeps goats")])
async def test_what_is_said_is_in_the_database_only_where_it_may_be(
    module_service: Service, keep: bool, secret: str
) -> None:
    async with connected(module_service.socket_url()) as client:
        assert (await client.hello(keep=keep))["kept"] is keep
        await client.send("text", id="told", text=secret)
        await client.event("stored" if keep else "turn")
        await goodbye(client)
        assert any(one.type == "stored" for one in client.events) is keep
    files = list(module_service.state_dir.glob("db.sqlite3*"))
    assert any(secret.encode() in file.read_bytes() for file in files) is keep


async def test_what_is_refused_is_told_and_loses_nothing_else(module_service: Service) -> None:
    async with connected(module_service.socket_url()) as client:
        await client.send("hello")
        await client.send("text", id="early", text="Hello")
        early = await client.event("error", code="not_ready")
        assert early["ref"] == "early"
        await client.event("ready")
        refused: list[tuple[str, str | bytes]] = [
            ("bad_json", "{"),
            ("bad_message", json.dumps({"type": "text", "id": "long", "text": "x" * 8001})),
            ("hello_again", json.dumps({"type": "hello"})),
            ("bad_frame", b"\x01"),
            ("bad_audio", HEADER.pack(MICROPHONE, 0, 0, 0) + b"x"),
            ("audio_too_large", HEADER.pack(MICROPHONE, 0, 0, 0) + bytes(3202)),
            ("bad_picture", HEADER.pack(PICTURE, 0, 0, 0) + b"GIF89a"),
        ]
        for code, message in refused:
            await client.socket.send(message)
            error = await client.event("error", code=code)
            assert not error["fatal"] and error["message"]
        assert (await client.event("error", code="bad_message"))["ref"] == "long"
        await client.send("text", id="question", text=QUESTION)
        await client.event("turn", complete=False)
        await goodbye(client)


async def test_the_tenth_refusal_within_a_minute_closes_the_socket(module_service: Service) -> None:
    async with connected(module_service.socket_url()) as client:
        await client.hello()
        for _ in range(10):
            await client.socket.send("{")
        assert await close_code(client) == 4400
        errors = [one for one in client.events if one.type == "error"]
        assert [one["fatal"] for one in errors] == [False] * 9 + [True]


@pytest.mark.parametrize(
    ("first", "code", "closed_with"),
    [
        ({"type": "ping"}, "hello_missing", 4400),
        ({"type": "hello", "ticket": "no such ticket"}, "ticket_invalid", 4401),
        ({"type": "resume", "conversation": "0" * 32, "token": "x", "last_n": 0}, "resume_refused", 4400),
    ],
)
async def test_a_wrong_beginning_is_fatal(
    module_service: Service, first: dict[str, object], code: str, closed_with: int
) -> None:
    async with connected(module_service.socket_url()) as client:
        await client.socket.send(json.dumps(first))
        assert await close_code(client) == closed_with
        assert [(one["code"], one["fatal"]) for one in client.events] == [(code, True)]


async def test_another_subprotocol_and_a_frame_beyond_all_limits_are_fatal(
    module_service: Service,
) -> None:
    async with connected(module_service.socket_url(), subprotocol="livechat.v0") as client:
        assert await close_code(client) == 4400
        assert client.events[-1]["code"] == "bad_subprotocol"
    async with connected(module_service.socket_url()) as client:
        await client.hello()
        await client.socket.send(HEADER.pack(PICTURE, 0, 0, 0) + bytes(1_000_001))
        assert await close_code(client) == 4413
        assert client.events[-1]["code"] == "frame_too_large"


async def test_a_page_from_elsewhere_is_refused_before_the_upgrade(module_service: Service) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        async with connected(module_service.socket_url(), origin="https://elsewhere.example"):
            pass
    assert refusal.value.response.status_code == 403


def cookies_of(service: Service) -> dict[str, str]:
    with urllib.request.urlopen(service.url("/")) as page:  # noqa: S310
        set_cookies = page.headers.get_all("Set-Cookie")
    return dict(one.split(";")[0].split("=", 1) for one in set_cookies)


def ticket_of(service: Service, cookies: dict[str, str]) -> str:
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
    }
    request = urllib.request.Request(  # noqa: S310
        service.url("/api/ticket/"), method="POST", headers=headers
    )
    with urllib.request.urlopen(request) as reply:  # noqa: S310
        fields = json.load(reply)
    assert fields["expires_s"] == 60
    return str(fields["ticket"])


async def test_a_guest_gets_a_ticket_that_opens_one_conversation(module_service: Service) -> None:
    cookies = await asyncio.to_thread(cookies_of, module_service)
    ticket = await asyncio.to_thread(ticket_of, module_service, cookies)
    url, origin = module_service.socket_url(), module_service.origin
    async with connected(url, origin) as client:
        await client.hello(ticket=ticket)
        await goodbye(client)
    async with connected(url, origin) as client:
        await client.send("hello", ticket=ticket)
        assert await close_code(client) == 4401
        assert client.events[-1]["code"] == "ticket_invalid"
