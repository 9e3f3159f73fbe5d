"""One run from a bare environment but for a key, which must be seen nowhere, and the file that it records."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chat.gemini.wire import parse_server_message
from chat.probe.facts import name_of
from tests.support.emulator import running_emulator
from tests.wire.golden import SERVER_MESSAGES, golden

from .probing import Probe, run_probe

MINUTE_S = 60
KEY = "a-secret-of-the-operators"
ALWAYS_SEEN = {
    "setup complete", "speech", "input transcription", "output transcription", "interrupted",
    "generation complete", "turn complete", "resumable", "not resumable", "tool call",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whole:
    probe: Probe
    took_s: float
    recorded: Path
    sent: str
    """All that the emulator sent, but for sound."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    directory = tmp_path_factory.mktemp("probe")
    sent, recorded = directory / "sent.jsonl", directory / "recorded.json"
    with running_emulator(directory, "--record", str(sent)) as emulator:
        began = time.monotonic()
        probe = run_probe(
            directory / "state",
            "--record",
            str(recorded),
            GEMINI_API_KEY=KEY,
            LIVECHAT_ENDPOINT="emulator",
            **emulator.environment,
        )
        took_s = time.monotonic() - began
    yield Whole(probe, took_s, recorded, sent.read_text())


def test_each_point_is_ok_within_a_minute(whole: Whole) -> None:
    assert set(whole.probe.states.values()) == {"ok"}, whole.probe.output
    assert whole.probe.status == 0
    assert whole.took_s < MINUTE_S


def test_it_needs_no_database(whole: Whole) -> None:
    assert "there is no assistant" in whole.probe.sentence("setups")


def test_the_refusals_are_told_with_their_codes(whole: Whole) -> None:
    assert "1008 'models/" in whole.probe.sentence("bad model")
    assert "1007 'API key not valid" in whole.probe.sentence("bad key")


def test_the_key_is_never_printed(whole: Whole) -> None:
    assert KEY not in whole.probe.output
    assert KEY not in whole.recorded.read_text()


def test_what_it_records_has_the_form_of_the_golden_messages(whole: Whole) -> None:
    recorded = golden(str(whole.recorded))
    assert recorded.keys() >= ALWAYS_SEEN
    for name, fields in recorded.items():
        if "setupComplete" not in fields:
            assert name_of(parse_server_message(json.dumps(fields)), fields) == name
    for name in ("interrupted", "generation complete", "not resumable", "setup complete", "resumable"):
        assert recorded[name] == SERVER_MESSAGES[name]


def test_it_records_no_handle_and_nobodys_words(whole: Whole) -> None:
    recorded = whole.recorded.read_text()
    messages = [json.loads(line).get("message") or {} for line in whole.sent.splitlines()]
    handles = [
        handle for each in messages if (handle := each.get("sessionResumptionUpdate", {}).get("newHandle"))
    ]
    calls = [call["id"] for each in messages for call in each.get("toolCall", {}).get("functionCalls", ())]
    assert handles and calls
    assert not [each for each in (*handles, *calls) if each in recorded]
    assert set(re.findall(r'"text": "(.*)"', recorded)) == {"words"}
    assert all(len(data) <= 8 for data in re.findall(r'"data": "(.*)"', recorded))
