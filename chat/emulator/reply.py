"""One reply of the model's, from its sentences to the last message before turnComplete.

SpokenReply   speech faster than real time with its transcription beside it, then held until it was played
WrittenReply  text, for the models that have the TEXT modality
"""

from __future__ import annotations

import asyncio
import math
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from chat.emulator import server_messages
from chat.emulator.blocking import OneAtATime
from chat.emulator.speaking import SAMPLE_RATE, Voice
from chat.emulator.usage import TokenCount, audio_tokens, text_tokens

Send = Callable[[bytes], Awaitable[None]]

SPEED = 3.0
"""Times real time, as the service sends."""
FIRST_CHUNK_BYTES = 2 * SAMPLE_RATE * 40 // 1000
CHUNK_BYTES = 2 * SAMPLE_RATE * 100 // 1000
_WORD = re.compile(r"\s*\S+\s*$|\s*\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the space before it. All words of a sentence joined are the sentence."""

    text: str
    at: int
    """Where in the sentence's sound it starts, in bytes, by its place in the writing."""


def words_in(sentence: str, sound_bytes: int) -> Iterator[Word]:
    for match in _WORD.finditer(sentence):
        yield Word(match[0], sound_bytes * match.start() // len(sentence))


class Reply(ABC):
    def __init__(self, send: Send, blocking: OneAtATime) -> None:
        self._send = send
        self._blocking = blocking
        self.said = ""
        """The words sent so far."""

    @abstractmethod
    async def run(self, sentences: Iterator[str]) -> None:
        """Returns when turnComplete is due. Cancelled, it sends nothing more."""

    @property
    @abstractmethod
    def tokens(self) -> TokenCount:
        """Of what was sent so far."""

    async def _next(self, sentences: Iterator[str], before: str) -> str | None:
        """The next sentence, with a space where it would touch the text before it; None at the end."""
        sentence: str | None = await self._blocking(next, sentences, None)
        if sentence is None or not before or before[-1].isspace() or sentence[:1].isspace():
            return sentence
        return f" {sentence}"


class WrittenReply(Reply):
    async def run(self, sentences: Iterator[str]) -> None:
        while (sentence := await self._next(sentences, self.said)) is not None:
            self.said += sentence
            await self._send(server_messages.text(sentence))
        await self._send(server_messages.generation_complete())

    @property
    def tokens(self) -> TokenCount:
        return text_tokens(self.said)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with its sound, PCM16 mono 24 kHz."""

    sentence: str
    pcm: bytes


class SpokenReply(Reply):
    def __init__(
        self,
        send: Send,
        blocking: OneAtATime,
        voice: Voice,
        voice_name: str,
        *,
        transcribed: bool,
        burst: bool = False,
        shift_ms: float = 0.0,
    ) -> None:
        """`burst`: speech is sent as soon as it is made. `shift_ms`: from a word's sound to its writing."""
        super().__init__(send, blocking)
        self._voice = voice
        self._voice_name = voice_name
        self._transcribed = transcribed
        self._burst = burst
        self._shift_bytes = int(2 * SAMPLE_RATE * shift_ms / 1000)
        self._words: deque[Word] = deque()
        """Not told yet; their places are those in the whole reply."""
        self._now = asyncio.get_running_loop().time
        self._sent_bytes = 0
        self._due = 0.0
        """When the next chunk may go out."""
        self._played = 0.0
        """When a player that began with the first chunk has played all chunks sent."""

    async def run(self, sentences: Iterator[str]) -> None:
        # One sentence is prepared while the former one is sent.
        ready: asyncio.Queue[Spoken | None] = asyncio.Queue(maxsize=1)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._prepare(sentences, ready))
            while (spoken := await ready.get()) is not None:
                await self._deliver(spoken)
        await self._tell()
        await self._send(server_messages.generation_complete())
        await asyncio.sleep(self._played - self._now())

    @property
    def tokens(self) -> TokenCount:
        words = text_tokens(self.said) if self._transcribed else TokenCount()
        return audio_tokens(self._sent_bytes / (2 * SAMPLE_RATE)) + words

    async def _prepare(self, sentences: Iterator[str], ready: asyncio.Queue[Spoken | None]) -> None:
        before = ""
        while (sentence := await self._next(sentences, before)) is not None:
            pcm = await self._blocking(self._voice.speak, sentence.strip(), self._voice_name)
            await ready.put(Spoken(sentence, pcm))
            before = sentence
        await ready.put(None)

    async def _deliver(self, spoken: Spoken) -> None:
        """Each word goes just before the chunk in which it starts."""
        first = self._sent_bytes + self._shift_bytes
        self._words += (
            Word(word.text, first + word.at) for word in words_in(spoken.sentence, len(spoken.pcm))
        )
        start = 0
        while start < len(spoken.pcm):
            end = start + (CHUNK_BYTES if self._sent_bytes else FIRST_CHUNK_BYTES)
            await self._tell(before=self._sent_bytes + min(end, len(spoken.pcm)) - start)
            await self._speak(spoken.pcm[start:end])
            start = end
        await self._tell(before=self._sent_bytes + 1)

    async def _tell(self, before: float = math.inf) -> None:
        text = ""
        while self._words and self._words[0].at < before:
            text += self._words.popleft().text
        if text:
            self.said += text
            if self._transcribed:
                await self._send(server_messages.output_transcription(text))

    async def _speak(self, pcm: bytes) -> None:
        if not self._burst:
            await asyncio.sleep(self._due - self._now())
        duration = len(pcm) / (2 * SAMPLE_RATE)
        now = self._now()
        self._played = max(self._played, now) + duration
        # The first chunk opens the way at once, the pace starts with the second.
        self._due = max(self._due, now) + (duration / SPEED if self._sent_bytes else 0.0)
        self._sent_bytes += len(pcm)
        await self._send(server_messages.speech(pcm))
