"""What is measured, in the order of the table."""

from __future__ import annotations

from tests.bench_page.parts import axe, downlink, glitches, memory, thread, uplink, voice, weight

PARTS = (
    uplink.PART,
    downlink.PART,
    glitches.PART,
    thread.PART,
    memory.PART,
    weight.PART,
    axe.PART,
    voice.PART,
)
ROWS = tuple(row for part in PARTS for row in part.rows)
