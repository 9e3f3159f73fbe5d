"""What went up and down in a talk: counted for its account, acknowledged to the browser."""

from __future__ import annotations

from chat.past import Counts
from chat.protocol.events import Acknowledged
from chat.protocol.frames import MicrophoneChunk, Picture, Speech
from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE, OUTPUT_SAMPLE_RATE
from chat.uplink import Item

_MICROPHONE_BYTES_PER_MS = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000
_SPEECH_BYTES_PER_MS = OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000


class Traffic:
    def __init__(self, before: Counts) -> None:
        """`before`: of processes that held the talk before this one."""
        self.last_chunk: int | None = None
        """The last microphone sequence that came."""
        self._before = before
        self._acknowledged = (0, 0)
        self._taken = (0, 0)
        """The last microphone sequence and picture that went up."""
        self._microphone_bytes = 0
        self._pictures = 0
        self._speech_bytes = 0

    def sent(self, item: Item) -> None:
        """It went up to the model."""
        match item:
            case MicrophoneChunk(sequence=sequence, pcm=pcm):
                self._microphone_bytes += len(pcm)
                self._taken = (sequence, self._taken[1])
            case Picture(frame=frame):
                self._pictures += 1
                self._taken = (self._taken[0], frame)

    def acknowledgement(self, dropped_ms: int) -> Acknowledged | None:
        """What the browser has to be told of it, if anything has gone up since."""
        if self._taken == self._acknowledged:
            return None
        self._acknowledged = self._taken
        microphone, frame = self._taken
        return Acknowledged(microphone, frame, dropped_ms)

    def spoken(self, speech: Speech) -> None:
        self._speech_bytes += len(speech.pcm)

    def counts(self, turns: int, dropped_ms: int) -> Counts:
        """Of the whole talk, with this process's turns and what it left out."""
        before = self._before
        return Counts(
            turns=before.turns + turns,
            microphone_ms=before.microphone_ms + self._microphone_bytes // _MICROPHONE_BYTES_PER_MS,
            dropped_ms=before.dropped_ms + dropped_ms,
            pictures=before.pictures + self._pictures,
            speech_ms=before.speech_ms + self._speech_bytes // _SPEECH_BYTES_PER_MS,
        )
