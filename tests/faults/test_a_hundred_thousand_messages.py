"""Whatever is generated is taken, or refused by name and in words: there is no third."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.faults.cases import COMMANDS, refused
from tests.support.process import PYTHON, run

EXAMPLES = 50_000
QUICK = 1_000
RUNS = 100_000

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=8), SCALARS, max_size=2)
NAMES = sorted({name for names in COMMANDS.values() for name in names} | {"extra"})
TYPES = st.sampled_from([*COMMANDS, "nonsense"])
MESSAGES = st.builds(
    lambda kind, values: json.dumps({"type": kind, **values}),
    TYPES,
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5),
)
FRAMES = st.builds(
    lambda kind, rest: bytes([kind]) + rest, st.sampled_from([0, 1, 2, 0x81]), st.binary(max_size=100)
)


def generated(examples: int) -> settings:
    return settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@generated(QUICK)
@given(MESSAGES | st.text(max_size=200) | FRAMES | st.binary(max_size=200))
def test_a_thousand(message: str | bytes) -> None:
    refused(message)


@pytest.mark.slow
@generated(EXAMPLES)
@given(MESSAGES | st.text(max_size=200))
def test_fifty_thousand_control_messages(message: str) -> None:
    refused(message)


@pytest.mark.slow
@generated(EXAMPLES)
@given(FRAMES | st.binary(max_size=200))
def test_fifty_thousand_frames(frame: bytes) -> None:
    refused(frame)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_a_hundred_thousand_that_follow_the_code(tmp_path: Path) -> None:
    command = [PYTHON, "-m", "tests.faults.fuzz", f"-runs={RUNS}", f"-artifact_prefix={tmp_path}/"]
    assert f"Done {RUNS} runs" in run(command, os.environ, within_s=300)
