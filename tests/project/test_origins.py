from __future__ import annotations

import pytest
import websockets
from pytest_django import Settings

from livechat.origins import is_exact_origin, own_origin
from tests.support.chat_client import chat_client
from tests.support.service import Service

# Nothing listens on port 1.
REAL = {"GEMINI_API_KEY": "key", "LIVECHAT_BASE_URL": "https://127.0.0.1:1/"}


async def refused(service: Service, origin: str | None, path: str = "/ws/chat/", **headers: str) -> bool:
    """Whether the handshake ends in 403; the opposite is an accepted socket."""
    try:
        async with chat_client(service, origin=origin, path=path, headers=headers):
            return False
    except websockets.InvalidStatus as answer:
        assert answer.response.status_code == 403
        return True


async def test_the_services_own_page_talks(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        assert (await client.hello(modality="TEXT"))["endpoint"] == "emulator"
        await client.send("goodbye")
        assert await client.closed() == (1000, "")


@pytest.mark.parametrize("path", ["/ws/chat/", "/"])
@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "http://evil.example@127.0.0.1",
        "file://",
    ],
)
async def test_a_foreign_page_is_refused_on_every_path(
    module_service: Service, origin: str, path: str
) -> None:
    assert await refused(module_service, origin, path)
    assert module_service.rows("SELECT count(*) FROM chat_conversation WHERE ended_at IS NULL") == [(0,)]


@pytest.mark.parametrize("origin", ["http://localhost:9080", "https://127.0.0.1", "http://[::1]:3000"])
async def test_the_keyless_default_lets_any_local_page_in(module_service: Service, origin: str) -> None:
    assert not await refused(module_service, origin)


@pytest.mark.service_environment(**REAL)
async def test_with_a_key_another_port_or_scheme_is_foreign(service: Service) -> None:
    for origin in ("http://localhost:9080", f"http://127.0.0.1:{service.port + 1}", "http://127.0.0.1"):
        assert await refused(service, origin)
    assert await refused(service, service.origin.replace("http:", "https:"))
    assert not await refused(service, service.origin)


@pytest.mark.service_environment(**REAL, LIVECHAT_ALLOWED_ORIGINS="https://talk.example.org")
async def test_a_configured_origin_is_let_in_exactly(service: Service) -> None:
    assert not await refused(service, "https://talk.example.org")
    for other in ("http://talk.example.org", "https://talk.example.org:8443", "https://a.talk.example.org"):
        assert await refused(service, other)


async def test_a_name_that_a_stranger_points_at_us_is_not_ours(module_service: Service) -> None:
    rebound = f"rebound.example:{module_service.port}"
    assert await refused(module_service, f"http://{rebound}", Host=rebound)


@pytest.mark.service_environment(**REAL)
async def test_a_missing_origin_needs_a_tokens_ticket(service: Service) -> None:
    service.add_user("ada")
    token = service.manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.contrib.auth.models import User\n"
        "from chat.people.tickets import make_access_token\n"
        "print(make_access_token('radio', User.objects.get())[1])",
    ).strip()
    ticket = service.post("/api/ticket/", {"Authorization": f"Bearer {token}"}).json()["ticket"]
    async with chat_client(service, origin=None) as client:
        await client.send("hello")
        assert (await client.closed())[0] in (4401, 4403)
    async with chat_client(service, origin=None) as client:
        await client.send("hello", ticket=ticket)
        # It got past the door: what fails now is the way to the model.
        assert (await client.closed())[0] == 4504


def test_behind_a_trusted_proxy_the_page_came_over_tls(settings: Settings) -> None:
    scope = {"scheme": "ws", "headers": [(b"host", b"a.example"), (b"x-forwarded-proto", b"https")]}
    assert own_origin(scope) == "http://a.example"
    settings.LIVECHAT_TLS_PROXY = True
    assert own_origin(scope) == "https://a.example"


def test_what_an_exact_origin_is() -> None:
    assert is_exact_origin("https://talk.example.org:8443")
    for text in ("https://talk.example.org/", "https://*.example.org", "talk.example.org", "null", ""):
        assert not is_exact_origin(text)


async def test_an_unknown_socket_path_is_refused_quietly(module_service: Service) -> None:
    for path in ("/ws/", "/ws/chat", "/admin/", "/ws/chat/more"):
        assert await refused(module_service, "", path)
