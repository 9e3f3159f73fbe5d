"""From a recorded human voice in Chromium's microphone to captions, and to sound at the page's output."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chat.emulator.hearing import load_hearing
from tests.browser.ear import to_hearing_rate
from tests.browser.reading import PAUSE_S, Reading
from tests.support.recordings import librivox, word_errors, words_of

pytestmark = pytest.mark.alone

ANSWER_WITHIN_S = 1.5
MOST_WORDS_WRONG = 0.1
MOST_SPOKEN_WORDS_WRONG = 0.15
"""What a voice made by a machine costs whoever transcribes it."""

RecordProperty = Callable[[str, object], None]


@pytest.fixture(scope="module")
def sentence_ends(reading: Reading) -> list[int]:
    ends = reading.heard.sentence_ends(PAUSE_S - 1)
    assert len(ends) == len(librivox())
    return ends


def test_the_captions_are_what_was_read(reading: Reading, record_property: RecordProperty) -> None:
    said = " ".join(sentence.words for sentence in librivox())
    errors = word_errors(said, " ".join(reading.words("user")))
    record_property("words_wrong", f"{errors} of {len(words_of(said))}")
    assert errors <= MOST_WORDS_WRONG * len(words_of(said))


def test_every_answer_is_heard_soon_after_the_sentence(
    reading: Reading, sentence_ends: list[int], record_property: RecordProperty
) -> None:
    heard = reading.heard
    delays_s = [(heard.sound_from(end) - end) / heard.rate + heard.latency_s for end in sentence_ends]
    record_property("answer_delays_s", " ".join(f"{delay:.2f}" for delay in delays_s))
    assert max(delays_s) <= ANSWER_WITHIN_S, delays_s


def test_the_page_and_the_record_hold_the_same_words(reading: Reading) -> None:
    rows = reading.service.rows(
        "SELECT speaker, sequence, text, heard_chars FROM chat_utterance ORDER BY sequence"
    )
    assert [(each.role, each.sequence, each.words + each.unheard) for each in reading.captions] == [
        (speaker, sequence, text) for speaker, sequence, text, _ in rows
    ]
    assert [each.words.rstrip() for each in reading.captions] == [
        text[:heard_chars].rstrip() for _, _, text, heard_chars in rows
    ]


def test_an_answer_that_is_left_alone_is_heard_to_its_end(reading: Reading) -> None:
    *skipped, last = [each for each in reading.captions if each.role == "model"]
    assert all(each.unheard for each in skipped)
    assert last.words and not last.unheard


def test_what_sounds_is_what_the_caption_says(
    reading: Reading, sentence_ends: list[int], record_property: RecordProperty
) -> None:
    heard, caption = reading.heard, reading.words("model")[-1]
    sound = heard.sound[heard.sound_from(sentence_ends[-1]) :]
    transcribed = load_hearing().transcribe(to_hearing_rate(sound, heard.rate))
    errors = word_errors(caption, transcribed)
    record_property("spoken_words_wrong", f"{errors} of {len(words_of(caption))}")
    assert errors <= MOST_SPOKEN_WORDS_WRONG * len(words_of(caption)), (caption, transcribed)
