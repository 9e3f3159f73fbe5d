"""Speaking over a long answer, which is a tone of 200 Hz that peaks at 0.37."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from chat.emulator.tone import PEAK
from tests.browser.interruptions import Interruptions

pytestmark = pytest.mark.alone

SILENT_WITHIN_S = 0.1
LARGEST_STEP = 0.03
HEARD_WITHIN_S = 0.1
SPEECH_RATE = 24_000

RecordProperty = Callable[[str, object], None]


@pytest.fixture(scope="module")
def spans(interruptions: Interruptions) -> list[tuple[int, int]]:
    """Where in the sound each answer begins and falls silent."""
    heard, spans, at = interruptions.heard, [], 0
    for _ in interruptions.each:
        begins = heard.sound_from(at)
        at = heard.silence_from(begins)
        spans.append((begins, at))
    return spans


def test_the_output_is_silent_at_once(
    interruptions: Interruptions, spans: list[tuple[int, int]], record_property: RecordProperty
) -> None:
    heard = interruptions.heard
    silent_after_s = [
        (silent - heard.index_at(interruption.arrived_ms)) / heard.rate
        for interruption, (_, silent) in zip(interruptions.each, spans, strict=True)
    ]
    record_property("silent_after_s", " ".join(f"{delay:.3f}" for delay in silent_after_s))
    assert min(silent_after_s) > 0, silent_after_s
    assert max(silent_after_s) <= SILENT_WITHIN_S, silent_after_s


def test_it_falls_silent_without_a_click(
    interruptions: Interruptions, record_property: RecordProperty
) -> None:
    sound = interruptions.heard.sound
    assert np.abs(sound).max() == pytest.approx(PEAK, abs=0.005), "not the tone, or not all of it"
    step = float(np.abs(np.diff(sound)).max())
    record_property("largest_step", f"{step:.4f}")
    assert step <= LARGEST_STEP


def test_the_record_is_cut_at_what_was_heard(
    interruptions: Interruptions, spans: list[tuple[int, int]], record_property: RecordProperty
) -> None:
    beyond_s = []
    for interruption, (begins, silent) in zip(interruptions.each, spans, strict=True):
        heard_s = (silent - begins) / interruptions.heard.rate
        beyond_s.append(interruption.heard_samples / SPEECH_RATE - heard_s)
        assert interruption.interrupted
        assert interruption.heard_samples < interruption.total_samples
        assert 0 < interruption.heard_chars < len(interruption.text)
    record_property("recorded_beyond_heard_s", " ".join(f"{error:.3f}" for error in beyond_s))
    assert max(map(abs, beyond_s)) <= HEARD_WITHIN_S, beyond_s


def test_the_page_marks_what_was_not_heard(interruptions: Interruptions) -> None:
    for each in interruptions.each:
        assert each.seen.words + each.seen.unheard == each.text
        assert each.seen.words.rstrip() == each.text[: each.heard_chars].rstrip()
        assert each.seen.labelled
