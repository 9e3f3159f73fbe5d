"""How a model that there is not, and a key that is none, are refused."""

from __future__ import annotations

from dataclasses import replace

from chat.errors import UpstreamError
from chat.gemini.endpoint import Endpoint, EndpointKind
from chat.gemini.setup import LiveSetup
from chat.probe.course import Course, NotTried, PointFailed
from chat.probe.words import BAD_KEY, NO_MODEL

REASON_CHARS = 60


async def bad_model(course: Course) -> str:
    setup = replace(course.short_setup(), model=NO_MODEL, voice="", language="")
    return await _refused(
        course, course.service.endpoint, setup, "model_unknown", "A model that there is not"
    )


async def bad_key(course: Course) -> str:
    endpoint = course.service.endpoint
    if endpoint.kind is EndpointKind.VERTEX:
        raise NotTried("Vertex AI is reached without a key")
    return await _refused(
        course, replace(endpoint, api_key=BAD_KEY), course.short_setup(), "key_rejected", "A bad key"
    )


async def _refused(course: Course, endpoint: Endpoint, setup: LiveSetup, code: str, what: str) -> str:
    try:
        async with course.open_at(endpoint, setup):
            pass
    except UpstreamError as error:
        close = course.close_of(error)
        course.facts["close"] = close[:REASON_CHARS]
        if error.code != code:
            words = course.words_of(error)
            raise PointFailed(f"{what} was to be refused as such. Instead: {words}") from None
        return f"{what} is refused: {close}."
    raise PointFailed(f"{what} is not refused.")
