"""Whatever a client sends is taken or refused with the service's words; nothing else happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.emulator.catalogue import MODELS, Api
from chat.emulator.client_messages import parse_client_message, read_frame, setup_of
from chat.emulator.refusals import Refusal, wire_reason
from chat.emulator.schema import FIELDS, Enumeration, Kind, ListOf, MapOf, Message, Number
from chat.emulator.setup import parse_setup

WORDS = st.text(max_size=5) | st.sampled_from(["AAAA", "1e9", "-1"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS)
DEEPEST = 5
RIGHT = 9
"""Times as likely as what is wrong."""


def _values(kind: Kind, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly what belongs there."""
    match kind:
        case Message(name) if depth < DEEPEST:
            known = FIELDS[name].items()
            fields = [st.fixed_dictionaries({key: _values(each, depth + 1)}) for key, each in known]
            right: st.SearchStrategy[Any] = st.lists(st.one_of(fields), max_size=3).map(_merged)
        case Message():
            right = st.just({})
        case ListOf(each):
            right = st.lists(_values(each, depth + 1), max_size=2)
        case MapOf(each):
            right = st.dictionaries(st.text(max_size=3), _values(each, depth + 1), max_size=2)
        case Enumeration(_, values):
            right = st.sampled_from(sorted(values))
        case Number(_, least, most):
            right = st.floats(max(least, -1e12), min(most, 1e12)) | st.integers(0, 100)
        case _:
            right = st.sampled_from(["user", "model", *MODELS]) | st.booleans() | st.just({})
    return st.one_of(*[right] * RIGHT, SCALARS) if depth else right


def _merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """Nothing but a Refusal may come out."""
    try:
        yield
    except Refusal as refusal:
        assert refusal.close.code in (1007, 1008)
        assert wire_reason(refusal.close.reason)


@pytest.mark.parametrize("api", [Api("v1beta"), Api("v1beta1", vertex=True)])
@settings(deadline=None, max_examples=150)
@given(setup=_values(Message("Setup")))
def test_any_setup(api: Api, setup: Any) -> None:
    setup["model"] = "gemini-3.8-live"
    with _refused_in_words():
        parse_setup(setup_of(read_frame(json.dumps({"setup": setup}), vertex=api.vertex)), api)


@settings(deadline=None, max_examples=300)
@given(message=_values(Message("ClientMessage")))
def test_any_message(message: Any) -> None:
    with _refused_in_words():
        list(parse_client_message(read_frame(json.dumps(message))))
