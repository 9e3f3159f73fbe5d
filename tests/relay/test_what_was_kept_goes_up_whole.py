"""Sound that waited for a new connection is not dropped for coming all at once."""

from __future__ import annotations

from chat.protocol.frames import MicrophoneChunk
from chat.uplink import MAX_AUDIO_MS, MAX_KEPT_AUDIO_MS, Uplink

TENTH = bytes(3200)


async def test_while_it_catches_up() -> None:
    uplink = Uplink()
    uplink.connected = False
    for number in range(60):
        uplink.put(MicrophoneChunk(number, 0, False, TENTH))
    uplink.connected = True
    for number in range(60, 70):
        uplink.put(MicrophoneChunk(number, 0, False, TENTH))
    taken = [await uplink.get() for _ in range(70)]
    assert [item.sequence for item in taken if isinstance(item, MicrophoneChunk)] == list(range(70))
    assert uplink.dropped_ms == 0


async def test_the_usual_bound_holds_again_after_it() -> None:
    uplink = Uplink()
    uplink.connected = False
    for number in range(60):
        uplink.put(MicrophoneChunk(number, 0, False, TENTH))
    uplink.connected = True
    for _ in range(60):
        await uplink.get()
    for number in range(MAX_KEPT_AUDIO_MS // 100):
        uplink.put(MicrophoneChunk(number, 0, False, TENTH))
    assert uplink.dropped_ms == MAX_KEPT_AUDIO_MS - MAX_AUDIO_MS
