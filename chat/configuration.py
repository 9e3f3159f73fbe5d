"""What the settings say of the model's side, as the values that `chat.gemini` takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from django.conf import settings

from chat.errors import UpstreamError
from chat.gemini.endpoint import Endpoint, EndpointKind
from chat.gemini.impossible import Place
from chat.gemini.local_emulator import local_emulator
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import Upstream, connect
from chat.protocol.commands import Modality


async def configured_endpoint() -> Endpoint:
    """Starts the emulator where it is the endpoint and none runs yet. Raises UpstreamError."""
    kind = EndpointKind(settings.LIVECHAT_ENDPOINT)
    if kind is EndpointKind.EMULATOR:
        return await emulator_endpoint()
    return Endpoint(
        kind=kind,
        api_key=settings.GEMINI_API_KEY,
        project=settings.GOOGLE_CLOUD_PROJECT,
        location=settings.GOOGLE_CLOUD_LOCATION,
        base_url=settings.LIVECHAT_BASE_URL,
        api_version=settings.LIVECHAT_API_VERSION,
        certificate=_certificate(settings.LIVECHAT_CA),
    )


def configured_place() -> Place:
    """Another address than Google's own serves what it likes, as the emulator does."""
    elsewhere = settings.LIVECHAT_BASE_URL or settings.LIVECHAT_ENDPOINT == EndpointKind.EMULATOR
    return Place(
        EndpointKind.EMULATOR if elsewhere else settings.LIVECHAT_ENDPOINT, settings.LIVECHAT_API_VERSION
    )


def configured_setup(modality: Modality = Modality.AUDIO) -> LiveSetup:
    """What holds where an assistant leaves it open, and where there is none."""
    return LiveSetup(
        model=settings.LIVECHAT_MODEL,
        voice=settings.LIVECHAT_VOICE,
        system_instruction=settings.LIVECHAT_SYSTEM_INSTRUCTION,
        silence_ms=settings.LIVECHAT_SILENCE_MS,
        text_wanted=modality is Modality.TEXT,
    )


@asynccontextmanager
async def open_upstream(setup: LiveSetup, handle: str = "") -> AsyncIterator[Upstream]:
    """The configured endpoint, connected, the session of `handle` resumed. Raises UpstreamError."""
    endpoint = await configured_endpoint()
    async with connect(
        endpoint,
        setup,
        handle,
        setup_timeout_s=settings.LIVECHAT_SETUP_TIMEOUT_S,
        direct=settings.LIVECHAT_UPSTREAM_PATH == "direct",
    ) as upstream:
        yield upstream


async def emulator_endpoint() -> Endpoint:
    """Of the built-in emulator, started where none runs yet, whatever the settings' endpoint is."""
    key = settings.GEMINI_API_KEY or "emulator"
    if settings.LIVECHAT_EMULATOR_URL:
        certificate = _certificate(settings.LIVECHAT_EMULATOR_CA)
        return Endpoint(
            EndpointKind.EMULATOR,
            key,
            base_url=settings.LIVECHAT_EMULATOR_URL,
            api_version=settings.LIVECHAT_API_VERSION,
            certificate=certificate,
        )
    address = await local_emulator(Path(settings.LIVECHAT_STATE_DIR))
    return Endpoint(
        EndpointKind.EMULATOR,
        key,
        base_url=address.base_url,
        api_version=settings.LIVECHAT_API_VERSION,
        certificate=address.certificate,
    )


def _certificate(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text()
    except OSError as problem:
        raise UpstreamError(
            "certificate_missing", "This server cannot read the certificate authority it is set to trust."
        ) from problem
