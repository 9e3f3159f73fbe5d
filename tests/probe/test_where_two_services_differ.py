"""An emulator in the place of Google, which is told apart from the built-in one by what it alone does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.probe.checklist import Outcome, State
from chat.probe.comparing import compared
from chat.probe.facts import Facts
from tests.support.emulator import Emulator, as_gemini, running_emulator

from .probing import Probe, run_probe


@pytest.fixture(scope="module")
def probe(
    tmp_path_factory: pytest.TempPathFactory, emulator: Emulator, empty_database: Path
) -> Iterator[Probe]:
    directory = tmp_path_factory.mktemp("differing")
    shutil.copy(empty_database, directory / "db.sqlite3")
    with running_emulator(directory, "--voice-activity") as other:
        yield run_probe(directory, **as_gemini(other), **emulator.environment)


def test_it_tells_side_by_side_what_is_otherwise(probe: Probe) -> None:
    beneath = [line.split() for line in probe.beneath("spoken").splitlines() if line]
    assert ["fields"] in beneath
    assert ["the", "service", "voiceActivity"] in beneath
    assert ["emulator", "-"] in beneath


def test_only_what_is_otherwise_differs(probe: Probe) -> None:
    differing = {name for name, state in probe.states.items() if state == "differs"}
    assert {"spoken", "push-to-talk"} <= differing <= {"spoken", "interruption", "push-to-talk"}, probe.output
    assert set(probe.states.values()) == {"ok", "differs"}


def test_a_difference_is_no_failure(probe: Probe) -> None:
    assert probe.status == 0


def test_the_assistants_of_the_database_are_tried(probe: Probe) -> None:
    assert "tutor" in probe.sentence("setups")


def test_the_key_is_never_printed(probe: Probe) -> None:
    assert "good-key" not in probe.output


def test_where_the_emulator_fails_both_are_quoted() -> None:
    ours, emulators = Outcome(State.OK, "Speech came."), Outcome(State.FAILED, "There came no speech.")
    outcome, [difference] = compared(ours, emulators)
    assert outcome.state is State.DIFFERS
    assert (difference.ours, difference.emulators) == ("ok: Speech came.", "failed: There came no speech.")


def test_a_failure_stays_a_failure_whatever_differs() -> None:
    ours = Outcome(State.FAILED, "The answer came without speech.", facts={"order": "text"})
    outcome, [difference] = compared(ours, Outcome(State.OK, "", facts={"order": "speech"}))
    assert outcome == ours
    assert (difference.name, difference.ours, difference.emulators) == ("order", "text", "speech")


def test_what_one_does_not_tell_is_told() -> None:
    facts: tuple[Facts, Facts] = ({"close": "1007"}, {"frames": "binary"})
    outcome, differences = compared(*(Outcome(State.OK, "", facts=each) for each in facts))
    assert outcome.state is State.DIFFERS
    assert [(each.ours, each.emulators) for each in differences] == [("1007", "-"), ("-", "binary")]


def test_what_was_not_tried_is_not_compared() -> None:
    skipped = Outcome(State.SKIPPED, "Not tried: there is no key.")
    assert compared(skipped, Outcome(State.OK, "", facts={"close": "1007"})) == (skipped, ())
