"""TutorialConsumer: the JSON wire of the tutorial this service replaces, on path `/`, so that its page works.

Up: {"setup": {"generation_config": {"response_modalities": ["TEXT"|"AUDIO"]}}} once, then
{"realtime_input": {"media_chunks": [{"mime_type": "audio/pcm"|"image/jpeg", "data": base64}]}} and, of later
versions, {"text": words}. Down: {"text": words} or {"audio": base64 PCM16 mono 24 kHz}, nothing else; so an
error is told as text before the socket closes.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from channels.consumer import AsyncConsumer

from chat.assistants.choosing import choose
from chat.boundary import faults_become_errors
from chat.browser import CLOSE_WITHIN_S, Receive
from chat.errors import ChatError, CloseCode, ProtocolError, SlowReader, TooLarge
from chat.gemini.wire import decode_base64
from chat.outbox import Send
from chat.people.owners import Owner, admit, owner_of
from chat.protocol.commands import Modality
from chat.protocol.events import Caption, Event, Role
from chat.protocol.frames import Picture, PictureSource, Speech
from chat.protocol.limits import HELLO_WITHIN_S, MAX_PICTURE_BYTES, MAX_TEXT_CHARS
from chat.session import LiveSession
from chat.talk import Ended, Talk
from chat.transcript import Outcome

logger = logging.getLogger(__name__)

MAX_MESSAGE_CHARS = 4_000_000
MAX_WAITING = 1_000
AUDIO_PAUSE_S = 3.5
"""Its page sends every three seconds while the microphone is on: a longer pause means that it is off."""
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)\s*")


class TutorialConsumer(AsyncConsumer):  # type: ignore[misc]  # channels has no types
    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        replies = Replies(send)
        code = CloseCode.NORMAL
        try:
            with faults_become_errors(), suppress(Ended):
                owner = owner_of(scope)
                admit(owner, origin=scope.get("origin"), bearer=False)
                modality = _modality(await _first(receive))
                await _converse(receive, replies, owner, modality)
        except ChatError as error:
            logger.info("closed with %d %s", error.close_code, error.code)
            replies.put_last({"text": error.message})
            code = error.close_code
        # A browser that does not read is left to the server, which ends the connection.
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await replies.flush()
                await send({"type": "websocket.close", "code": int(code)})


async def _converse(receive: Receive, replies: Replies, owner: Owner, modality: Modality) -> None:
    assistant = await choose("", modality)
    # Its page has no key to hold.
    assistant = replace(assistant, setup=replace(assistant.setup, push_to_talk=False))
    replies.as_text = assistant.modality is Modality.TEXT
    talk = Talk(
        owner,
        assistant=assistant,
        keep=True,
        emit=replies.emit,
        on_ready=lambda: None,
        on_stored=lambda _sequence: None,
    )
    error = await talk.run(_read(receive, talk.session), replies.run())
    if error is not None:
        raise error


class Replies:
    """What goes down: speech as it comes, or the transcription sentence by sentence."""

    def __init__(self, send: Send) -> None:
        self.as_text = False
        self._send = send
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MAX_WAITING)
        self._sentence = ""

    def emit(self, item: Event | Speech) -> None:
        match item:
            case Speech(pcm=pcm) if pcm:
                self.put({"audio": base64.b64encode(pcm).decode()})
            case Caption(role=Role.MODEL, text=words, final=final) if self.as_text:
                self._say(words, final=final)

    def put(self, message: dict[str, str]) -> None:
        try:
            self._waiting.put_nowait(json.dumps(message))
        except asyncio.QueueFull:
            raise SlowReader("too_slow", "This connection is too slow for the conversation.") from None

    def put_last(self, message: dict[str, str]) -> None:
        """In place of all that a browser too slow for it has not been sent."""
        if self._waiting.full():
            while not self._waiting.empty():
                self._waiting.get_nowait()
        self.put(message)

    async def run(self) -> None:
        while True:
            await self._send({"type": "websocket.send", "text": await self._waiting.get()})

    async def flush(self) -> None:
        while not self._waiting.empty():
            await self._send({"type": "websocket.send", "text": self._waiting.get_nowait()})

    def _say(self, words: str, *, final: bool) -> None:
        """The page makes a paragraph of each text, so a text is at least a sentence."""
        self._sentence += words
        ends = [match.end() for match in _SENTENCE_END.finditer(self._sentence)]
        complete = len(self._sentence) if final else (ends[-1] if ends else 0)
        if text := self._sentence[:complete].strip():
            self.put({"text": text})
        self._sentence = self._sentence[complete:]


async def _first(receive: Receive) -> dict[str, Any]:
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            return await _next(receive)
    except TimeoutError:
        raise ProtocolError(
            "bad_setup", f"Send the setup within {HELLO_WITHIN_S} seconds.", fatal=True
        ) from None


async def _next(receive: Receive) -> dict[str, Any]:
    """The next message. Raises Ended when the browser has left, ProtocolError for what is no JSON object."""
    message = await receive()
    if message["type"] == "websocket.disconnect":
        raise Ended(Outcome.LOST)
    text = message.get("text") or ""
    if len(text) > MAX_MESSAGE_CHARS:
        raise TooLarge(
            "frame_too_large", f"A message has at most {MAX_MESSAGE_CHARS} characters.", fatal=True
        )
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise ProtocolError("bad_json", "A message is one JSON object.", fatal=True)
    return values


def _modality(message: dict[str, Any]) -> Modality:
    try:
        modalities = message["setup"]["generation_config"]["response_modalities"]
        return Modality(modalities[0])
    except (KeyError, TypeError, IndexError, ValueError):
        raise ProtocolError(
            "bad_setup",
            "The first message is a setup whose generation_config.response_modalities is TEXT or AUDIO.",
            fatal=True,
        ) from None


async def _read(receive: Receive, session: LiveSession) -> None:
    """Hands over what comes. The page may fall silent after a piece of audio: the model is told so."""
    speaking = False
    while True:
        try:
            async with asyncio.timeout(AUDIO_PAUSE_S if speaking else None):
                message = await _next(receive)
        except TimeoutError:
            session.microphone_off()
            speaking = False
            continue
        realtime_input = message.get("realtime_input")
        if isinstance(realtime_input, dict):
            speaking = True
            for chunk in _media_chunks(realtime_input):
                await _take_chunk(chunk, session)
        text = message.get("text")
        if isinstance(text, str) and text:
            session.read(text[:MAX_TEXT_CHARS])


def _media_chunks(realtime_input: dict[str, Any]) -> list[Any]:
    chunks = realtime_input.get("media_chunks") or []
    if not isinstance(chunks, list):
        raise ProtocolError("bad_message", "media_chunks is a list.", fatal=True)
    return chunks


async def _take_chunk(chunk: Any, session: LiveSession) -> None:
    """A chunk of another kind is passed over, and so is a picture without data, as its page sends one."""
    if not isinstance(chunk, dict) or not isinstance(chunk.get("data"), str):
        return
    try:
        data = decode_base64(chunk["data"])
    except binascii.Error:
        raise ProtocolError("bad_base64", "The data of a media chunk is base64.", fatal=True) from None
    mime_type = str(chunk.get("mime_type", ""))
    if mime_type.startswith("audio/pcm"):
        if len(data) % 2:
            raise ProtocolError("bad_audio", "Audio is PCM of 16 bits: an even number of bytes.", fatal=True)
        await session.hear_all(data)
    elif mime_type == "image/jpeg" and data:
        if len(data) > MAX_PICTURE_BYTES:
            raise TooLarge(
                "picture_too_large", f"A picture has at most {MAX_PICTURE_BYTES} bytes.", fatal=True
            )
        session.see(Picture(0, 0, PictureSource.CAMERA, data))
