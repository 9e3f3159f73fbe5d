"""`GET /api/voice/<assistant>/`: a sentence in its voice, made once, for those who may talk."""

from __future__ import annotations

import io
import wave
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import StartService
from tests.support.emulator import Emulator, as_gemini, running_emulator
from tests.support.service import Service

TWO = ("friendly-talk", "language-tutor")


def samples_of(service: Service) -> list[Path]:
    return sorted((service.state_dir / "voices").glob("*"))


def fetch(service: Service, slug: str) -> tuple[int, str, bytes]:
    with closing(HTTPConnection("127.0.0.1", service.port, timeout=30)) as connection:
        connection.request("GET", f"/api/voice/{slug}/")
        reply = connection.getresponse()
        return reply.status, reply.headers["content-type"], reply.read()


def sound(data: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(data)) as sample:
        assert (sample.getnchannels(), sample.getsampwidth(), sample.getframerate()) == (1, 2, 24_000)
        return np.frombuffer(sample.readframes(sample.getnframes()), np.int16).astype(float)


def test_it_is_heard_made_once_and_differs_by_voice(module_service: Service) -> None:
    status, kind, data = fetch(module_service, "friendly-talk")
    assert (status, kind) == (200, "audio/wav")
    pcm = sound(data)
    assert 24_000 <= len(pcm) <= 15 * 24_000
    assert np.sqrt(np.mean(pcm**2)) > 300
    assert len(samples_of(module_service)) == 1
    again = fetch(module_service, "friendly-talk")[2]
    assert again == data
    assert module_service.process.log.count("made a sample of a voice") == 1
    other = fetch(module_service, "language-tutor")[2]
    assert other != data
    assert len(samples_of(module_service)) == 2


def test_one_voice_is_tried_at_a_time(start_service: StartService, emulator: Emulator) -> None:
    service = start_service(**emulator.environment)
    with ThreadPoolExecutor(2) as visitors:
        replies = list(visitors.map(service.get, [f"/api/voice/{slug}/" for slug in TWO]))
    assert sorted(reply.status for reply in replies) == [200, 429]
    (refused,) = [reply for reply in replies if reply.status == 429]
    assert refused.json()["error"]["code"] == "sample_busy"
    assert service.get(f"/api/voice/{TWO[0]}/").status == 200
    assert service.get(f"/api/voice/{TWO[1]}/").status == 200


def test_an_assistant_that_is_not_there_has_no_voice(module_service: Service) -> None:
    for slug in ("nobody", "x" * 200):
        reply = module_service.get(f"/api/voice/{slug}/")
        assert (reply.status, reply.json()["error"]["code"]) == (404, "unknown_assistant")
    for path in ("../settings", "%2e%2e", "a%20b", ""):
        assert module_service.get(f"/api/voice/{path}/").status in (400, 404)


def test_who_may_not_talk_may_not_try_a_voice(start_service: StartService, emulator: Emulator) -> None:
    service = start_service(**as_gemini(emulator, LIVECHAT_GUESTS="0"))
    for path in ("/api/voice/friendly-talk/", "/api/assistants/"):
        reply = service.get(path)
        assert (reply.status, reply.json()["error"]["code"]) == (401, "login_required")
    assert samples_of(service) == []


@pytest.mark.parametrize(("key", "code"), [("good-key", "sample_silent"), ("bad-key", "key_rejected")])
def test_a_failure_says_why_and_is_not_kept(
    start_service: StartService, tmp_path: Path, key: str, code: str
) -> None:
    with running_emulator(tmp_path, "--text-only") as emulator:
        service = start_service(**as_gemini(emulator, GEMINI_API_KEY=key))
        reply = service.get("/api/voice/friendly-talk/")
    assert reply.status == 503
    assert reply.json()["error"]["code"] == code
    assert reply.json()["error"]["message"].endswith(".")
    assert samples_of(service) == []
