"""A sentence in an assistant's voice: spoken once by the configured endpoint, then kept."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
import os
import secrets
import wave
from pathlib import Path

from django.conf import settings

from chat.configuration import open_upstream
from chat.errors import LimitReached, UpstreamError
from chat.gemini.failures import typed_failures
from chat.gemini.setup import LiveSetup
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE

logger = logging.getLogger(__name__)

SENTENCE = "Nice to meet you. How are you today?"
INSTRUCTION = "You lend your voice: say exactly the words you are given, and nothing else."
SPOKEN_WITHIN_S = 20.0
LONGEST_BYTES = 15 * OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE

_speaking = asyncio.Lock()
"""One sample at a time in this process: each is a session of its own that is paid for."""


async def sample_of(setup: LiveSetup) -> bytes:
    """A WAV file, 24 kHz mono. Raises LimitReached while another is made, UpstreamError."""
    file = _file_of(setup)
    kept = await asyncio.to_thread(_read, file)
    if kept is not None:
        return kept
    if _speaking.locked():
        raise LimitReached("sample_busy", "Another voice is being tried. Try again in a few seconds.")
    async with _speaking:
        sample = _wave(await _speak(setup))
        await asyncio.to_thread(_keep, file, sample)
    logger.info("made a sample of a voice: %d bytes", len(sample))
    return sample


async def _speak(setup: LiveSetup) -> bytes:
    """PCM16 mono 24 kHz."""
    speech = bytearray()
    try:
        async with asyncio.timeout(SPOKEN_WITHIN_S), open_upstream(_sample_setup(setup)) as upstream:
            with typed_failures():
                await upstream.send_text(SENTENCE)
                complete = False
                while not complete and len(speech) < LONGEST_BYTES:
                    message = await upstream.receive()
                    speech += message.speech
                    complete = message.generation_complete or message.turn_complete
    except TimeoutError:
        raise UpstreamError(
            "sample_late", "The voice took too long to answer. Try again in a minute.", retry=True
        ) from None
    if not speech.strip(b"\0"):
        raise UpstreamError("sample_silent", "There is no sample: the model's side answered without speech.")
    return bytes(speech)


def _sample_setup(setup: LiveSetup) -> LiveSetup:
    """What the voice and the model need, and nothing that makes it speak otherwise."""
    return LiveSetup(
        model=setup.model,
        voice=setup.voice,
        language=setup.language,
        system_instruction=INSTRUCTION,
        thinking_level=setup.thinking_level,
    )


def _file_of(setup: LiveSetup) -> Path:
    spoken_by = (settings.LIVECHAT_ENDPOINT, settings.LIVECHAT_BASE_URL)
    key = "\n".join((*spoken_by, setup.model, setup.voice, setup.language, SENTENCE))
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return Path(settings.LIVECHAT_STATE_DIR) / "voices" / f"{name}.wav"


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _keep(file: Path, sample: bytes) -> None:
    """Whole or not at all; a full disk costs no more than the next sample's price."""
    part = file.with_name(f"{file.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        part.write_bytes(sample)
        part.replace(file)
    except OSError as problem:
        logger.warning("a sample can't be kept: %s", type(problem).__name__)
        part.unlink(missing_ok=True)


def _wave(pcm: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(BYTES_PER_SAMPLE)
        writer.setframerate(OUTPUT_SAMPLE_RATE)
        writer.writeframes(pcm)
    return file.getvalue()
