"""A wrong key, an unknown model, a full server, a malformed or oversized frame: one plain error each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import websockets
from websockets.asyncio.server import ServerConnection, serve

from chat.emulator.certificate import new_identity
from chat.protocol.limits import CONTROL_BURST, CONTROL_PER_S, MAX_FRAME_BYTES, MAX_UNACKNOWLEDGED_EVENTS
from tests.conftest import StartService
from tests.support.chat_client import ChatClient, chat_client
from tests.support.emulator import Emulator, as_gemini
from tests.support.service import Service


async def refused(service: Service) -> tuple[int, str]:
    async with chat_client(service) as client:
        await client.send("hello")
        return await client.closed()


async def test_the_same_code_talks_to_an_endpoint_with_a_key(
    start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**as_gemini(emulator))
    async with chat_client(service) as client:
        ready = await client.hello()
        assert ready["endpoint"] == "gemini"
        await client.send("text", id="1", text="What is 2 plus 2?")
        await client.expect("turn", complete=True)


async def test_a_wrong_key(start_service: StartService, emulator: Emulator) -> None:
    service = start_service(**as_gemini(emulator, GEMINI_API_KEY="bad-key"))
    assert await refused(service) == (4504, "key_rejected")
    assert "bad-key" not in service.process.log
    assert service.rows("SELECT outcome, error_code FROM chat_conversation") == [("upstream", "key_rejected")]


async def test_an_unknown_model(start_service: StartService, emulator: Emulator) -> None:
    service = start_service(**emulator.environment, LIVECHAT_MODEL="gemini-9-imaginary")
    assert await refused(service) == (4504, "model_unknown")


async def test_nothing_listens_at_the_endpoint(start_service: StartService, emulator: Emulator) -> None:
    environment = {**emulator.environment, "LIVECHAT_EMULATOR_URL": "https://127.0.0.1:9"}
    assert await refused(start_service(**environment)) == (4504, "upstream_unreachable")


async def test_a_certificate_that_nobody_vouches_for(start_service: StartService, emulator: Emulator) -> None:
    assert await refused(start_service(LIVECHAT_EMULATOR_URL=emulator.url)) == (4504, "upstream_untrusted")


async def test_an_authority_that_cannot_be_read(start_service: StartService, emulator: Emulator) -> None:
    environment = {**emulator.environment, "LIVECHAT_EMULATOR_CA": "/nowhere.pem"}
    assert await refused(start_service(**environment)) == (4504, "certificate_missing")


@asynccontextmanager
async def silent_service(directory: Path) -> AsyncIterator[dict[str, str]]:
    """Accepts the setup and never answers it."""

    async def never(socket: ServerConnection) -> None:
        await socket.wait_closed()

    identity = new_identity("127.0.0.1")
    ca_file = directory / "ca.pem"
    await asyncio.to_thread(ca_file.write_text, identity.certificate)
    async with serve(never, "127.0.0.1", 0, ssl=identity.context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield {"LIVECHAT_EMULATOR_URL": f"https://127.0.0.1:{port}", "LIVECHAT_EMULATOR_CA": str(ca_file)}


async def test_a_service_that_never_answers_the_setup(start_service: StartService, tmp_path: Path) -> None:
    async with silent_service(tmp_path) as environment:
        service = await asyncio.to_thread(start_service, **environment, LIVECHAT_SETUP_TIMEOUT_S="0.5")
        assert await refused(service) == (4504, "setup_timeout")


async def test_one_more_than_the_server_takes(start_service: StartService, emulator: Emulator) -> None:
    service = start_service(**emulator.environment, LIVECHAT_MAX_SESSIONS="1")
    async with chat_client(service) as first:
        await first.hello()
        assert await refused(service) == (4429, "server_full")
        await first.send("goodbye")
        await first.closed()
    async with chat_client(service) as next_one:
        await next_one.hello()


async def test_nobody_is_let_in_to_a_real_endpoint_without_login(
    start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**as_gemini(emulator, LIVECHAT_GUESTS="0"))
    assert await refused(service) == (4401, "login_required")
    assert service.rows("SELECT * FROM chat_conversation") == []


async def test_a_ticket_that_was_never_given(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.send("hello", ticket="forged")
        assert await client.closed() == (4401, "ticket_invalid")


async def test_a_first_message_that_is_no_hello(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.send("interrupt")
        assert await client.closed() == (4400, "hello_missing")


async def test_a_first_message_with_a_mistake_is_answered_at_once_and_may_be_mended(
    module_service: Service,
) -> None:
    async with chat_client(module_service) as client:
        await client.send("hello", modality="SMELL")
        error = await client.expect("error", code="bad_message", within_s=5)
        assert "modality" in error["message"]
        await client.hello()


async def test_a_conversation_that_cannot_be_resumed(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.send("resume", conversation="0" * 32, token="x", last_n=7)
        assert await client.closed() == (4400, "resume_refused")


async def test_a_client_that_does_not_speak_the_protocol(module_service: Service) -> None:
    async with websockets.connect(
        module_service.socket_url(), origin=websockets.Origin(module_service.origin)
    ) as stranger:
        event = json.loads(await stranger.recv())
        assert (event["code"], event["fatal"]) == ("bad_subprotocol", True)
        await stranger.wait_closed()
        assert stranger.close_code == 4400


MALFORMED: list[tuple[str | bytes, str]] = [
    ("{", "bad_json"),
    ('{"type":"nonsense"}', "bad_message"),
    ('{"type":"hello"}', "hello_again"),
    (b"\x01", "bad_frame"),
    (b"\x01\0\0\0\0\0\0\0abc", "bad_audio"),
    (b"\x02\0\0\0\0\0\0\0GIF89a", "bad_picture"),
    (b"\x01\0\0\0\0\0\0\0" + bytes(8000), "audio_too_large"),
    (b"\x02\0\0\0\0\0\0\0" + bytes(800_000), "picture_too_large"),
    ("x" * 70_000, "control_too_large"),
]


async def still_talks(client: ChatClient) -> None:
    await client.send("text", id="1", text="What is 2 plus 2?")
    await client.expect("turn", complete=True)


async def test_malformed_frames_are_answered_and_the_talk_goes_on(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.hello()
        for frame, code in MALFORMED:
            await client.socket.send(frame)
            error = await client.expect("error", code=code)
            assert error["fatal"] is False
            assert error["message"].endswith(".")
        await still_talks(client)


async def test_the_tenth_malformed_frame_within_a_minute_closes(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.hello()
        for _ in range(10):
            await client.socket.send("{")
        assert await client.closed() == (4400, "bad_json")


@pytest.mark.parametrize(
    "frame", [bytes(MAX_FRAME_BYTES + 1), "x" * (MAX_FRAME_BYTES + 1)], ids=["binary", "text"]
)
async def test_a_frame_far_too_large_closes_at_once(module_service: Service, frame: bytes | str) -> None:
    async with chat_client(module_service) as client:
        await client.hello()
        await client.socket.send(frame)
        assert await client.closed() == (4413, "frame_too_large")


async def test_a_client_that_acknowledges_nothing(module_service: Service) -> None:
    async with websockets.connect(
        module_service.socket_url(),
        subprotocols=[websockets.Subprotocol("livechat.v1")],
        origin=websockets.Origin(module_service.origin),
        max_queue=None,
    ) as deaf:
        await deaf.send('{"type":"hello"}')
        with suppress(websockets.ConnectionClosed):
            for sent in range(MAX_UNACKNOWLEDGED_EVENTS + 1):
                await deaf.send('{"type":"ping"}')
                if sent > CONTROL_BURST // 2:
                    await asyncio.sleep(1 / CONTROL_PER_S)  # As fast as it may.
        async with asyncio.timeout(10):
            await deaf.wait_closed()
        assert deaf.close_code == 4408


async def test_an_assistant_that_does_not_exist(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.send("hello", assistant="nobody")
        assert await client.closed() == (4400, "unknown_assistant")


async def test_a_client_that_never_pings_is_told_so(module_service: Service) -> None:
    async with websockets.connect(
        module_service.socket_url(),
        subprotocols=[websockets.Subprotocol("livechat.v1")],
        origin=websockets.Origin(module_service.origin),
    ) as quiet:
        await quiet.send('{"type":"hello"}')
        assert await ChatClient(quiet).closed() == (4408, "silent")
