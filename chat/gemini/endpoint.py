"""Where the model is reached, and the one google-genai client for it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from google import genai
from google.genai import types

from chat.gemini.connection import TappedConnection

GEMINI_BASE_URL = "https://generativelanguage.googleapis.com/"
MULTI_REGIONS = ("us", "eu")
CLOSE_TIMEOUT_S = 2
MAX_MESSAGE_BYTES = 16 * 1024 * 1024


class EndpointKind(StrEnum):
    GEMINI = "gemini"
    """The Gemini Developer API, by key."""
    VERTEX = "vertex"
    """Vertex AI, by project and location, with Google's application default credentials."""
    EMULATOR = "emulator"
    """livechat's own server on the same wire; no key."""


DEFAULT_API_VERSIONS = {
    EndpointKind.GEMINI: "v1beta",
    EndpointKind.VERTEX: "v1beta1",
    EndpointKind.EMULATOR: "v1beta",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    kind: EndpointKind
    api_key: str = field(default="", repr=False)
    project: str = ""
    location: str = ""
    base_url: str = ""
    """Empty for Google's own."""
    api_version: str = ""
    """Empty for the one that serves Live: v1beta, v1beta1 on Vertex AI. The SDK's own default is v1."""
    certificate: str = field(default="", repr=False)
    """PEM of the authority to trust instead of the system's, for the emulator."""


@lru_cache(maxsize=8)
def open_client(endpoint: Endpoint) -> genai.Client:
    """The shared client: building one costs 22-48 ms of CPU, three TLS contexts.

    The SDK reads GOOGLE_API_KEY and its like by itself and prefers them; so everything is passed explicitly.
    """
    options = types.HttpOptions(
        base_url=_base_url(endpoint),
        api_version=endpoint.api_version or DEFAULT_API_VERSIONS[endpoint.kind],
        async_client_args=_socket_options(endpoint),
    )
    if endpoint.kind is EndpointKind.VERTEX:
        return genai.Client(
            vertexai=True, project=endpoint.project, location=endpoint.location, http_options=options
        )
    return genai.Client(vertexai=False, api_key=endpoint.api_key or "emulator", http_options=options)


def _base_url(endpoint: Endpoint) -> str:
    if endpoint.base_url:
        return endpoint.base_url
    if endpoint.kind is EndpointKind.VERTEX:
        return _vertex_base_url(endpoint.location)
    return GEMINI_BASE_URL


def _vertex_base_url(location: str) -> str:
    """https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations"""
    if location == "global":
        return "https://aiplatform.googleapis.com/"
    if location in MULTI_REGIONS:
        return f"https://aiplatform.{location}.rep.googleapis.com/"
    return f"https://{location}-aiplatform.googleapis.com/"


def _socket_options(endpoint: Endpoint) -> dict[str, Any]:
    """What the SDK hands on to `websockets.connect`.

    No compression: base64 of PCM hardly shrinks and deflate doubles the CPU. No keepalive of our own: the
    service's pongs can take 30 s. No proxy of the environment's to the emulator: it would get loopback too.
    """
    options: dict[str, Any] = {
        "compression": None,
        "ping_interval": None,
        "close_timeout": CLOSE_TIMEOUT_S,
        "max_size": MAX_MESSAGE_BYTES,
        "create_connection": TappedConnection,
    }
    if endpoint.kind is EndpointKind.EMULATOR:
        options["proxy"] = None
    if endpoint.certificate:
        options["ssl"] = ssl.create_default_context(cadata=endpoint.certificate)
    return options
