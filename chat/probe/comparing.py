"""Where two services differ in what came of a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.probe.checklist import Outcome, State
from chat.probe.facts import Fact, Facts

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Difference:
    name: str
    ours: str
    emulators: str


def compared(outcome: Outcome, emulators: Outcome) -> tuple[Outcome, Sequence[Difference]]:
    """The outcome with its state, and what is otherwise. A point that one of both skipped is not compared.

    What came of it at the emulator is told where it fails there.
    """
    if State.SKIPPED in (outcome.state, emulators.state):
        return outcome, ()
    differences = _differences(outcome.facts, emulators.facts)
    if emulators.state is State.FAILED:
        told = (f"{each.state}: {each.sentence}" for each in (outcome, emulators))
        differences = [Difference("result", *told), *differences]
    if differences and outcome.state is State.OK:
        outcome = replace(outcome, state=State.DIFFERS)
    return outcome, differences


def _differences(ours: Facts, emulators: Facts) -> list[Difference]:
    names = dict.fromkeys((*ours, *emulators))
    pairs = ((name, ours.get(name, NOTHING), emulators.get(name, NOTHING)) for name in names)
    return [Difference(name, *_apart(one, other)) for name, one, other in pairs if one != other]


def _apart(one: Fact, other: Fact) -> tuple[str, str]:
    """In words; of sets of fields what the other has not."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return _words(_outermost(one - other)), _words(_outermost(other - one))
    return _words(one), _words(other)


def _outermost(fields: frozenset[str]) -> frozenset[str]:
    return frozenset(field for field in fields if field.rpartition(".")[0] not in fields)


def _words(fact: Fact) -> str:
    return fact if isinstance(fact, str) else ", ".join(sorted(fact)) or NOTHING
