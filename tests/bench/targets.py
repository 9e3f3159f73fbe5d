"""What is aimed at, by ratios within one run; and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.bench import CHURN, CROWD, EXPORT, TENTH
from tests.bench.climb import carried_sessions
from tests.bench.results import COMPARED, Results
from tests.bench.run import Run
from tests.faults.figures import Figure

OF_TUTORIAL = "x the tutorial's"
LINEAR = 1.1
"""Of the cost of a message with few sessions, that with many may be: room for noise."""


@dataclass(frozen=True, slots=True)
class Target:
    says: str
    unit: str
    measured: Callable[[Results], float | None]
    """None where the runs for it were not made."""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def bound(self) -> str:
        sign, bound = ("<=", self.at_most) if self.at_most is not None else (">=", self.at_least)
        return f"{sign} {bound:g} {self.unit}".strip()

    def figure(self, results: Results) -> Figure | None:
        value = self.measured(results)
        return None if value is None else Figure("", value, self.unit, self.at_most, self.at_least)


def cost_ratio(results: Results, name: str, to: str = "tutorial") -> float | None:
    """Of CPU for each message."""
    one, other = results.at(name, results.compared), results.at(to, results.compared)
    return one.cpu_us_per_message / other.cpu_us_per_message if one and other else None


def sessions_ratio(results: Results, name: str, to: str = "tutorial") -> float | None:
    one, _ = carried_sessions(results.of(name))
    other, _ = carried_sessions(results.of(to))
    return one / other if one and other else None


def growth(results: Results, name: str) -> float | None:
    """The cost of a message with as many sessions as are carried, of that with COMPARED."""
    steps = [run for run in results.of(name) if run.carried and run.sessions >= COMPARED]
    return steps[-1].cpu_us_per_message / steps[0].cpu_us_per_message if len(steps) > 1 else None


def memory_above_sdk(results: Results, name: str) -> float | None:
    memory = results.memory_mb_per_session(name, TENTH)
    if memory is None or results.sdk_connection_mb is None:
        return None
    return memory - results.sdk_connection_mb


def _crowd(scene: str, figure: Callable[[Run], float]) -> Callable[[Results], float | None]:
    def measured(results: Results) -> float | None:
        run = results.at("livechat", CROWD, scene)
        return figure(run) if run else None

    return measured


def _p50_ms(run: Run) -> float:
    return max(run.up_p50_ms, run.down_p50_ms)


TARGETS = (
    Target("CPU a message, own server", OF_TUTORIAL, lambda r: cost_ratio(r, "livechat"), 0.6),
    Target("CPU a message, uvicorn", OF_TUTORIAL, lambda r: cost_ratio(r, "livechat-uvicorn"), 0.42),
    Target("CPU a message, plain Daphne", OF_TUTORIAL, lambda r: cost_ratio(r, "livechat-daphne"), 0.85),
    Target("sessions on a core, own server", OF_TUTORIAL, lambda r: sessions_ratio(r, "livechat"), None, 1.7),
    Target(
        "sessions on a core, uvicorn", OF_TUTORIAL, lambda r: sessions_ratio(r, "livechat-uvicorn"), None, 2.4
    ),
    Target(
        f"added latency, {CROWD} sessions of which ten come and go each second, p50 of the slower way",
        "ms",
        _crowd(CHURN, _p50_ms),
        at_most=0.6,
    ),
    Target("the same, p99", "ms", _crowd(CHURN, lambda run: run.p99_ms), at_most=5),
    Target(
        f"added latency, {CROWD} sessions during an export of 100,000 conversations, p99 of the slower way",
        "ms",
        _crowd(EXPORT, lambda run: run.p99_ms),
        at_most=5,
    ),
    Target(
        "memory of a listening session above the SDK's own connection",
        "MB",
        lambda r: memory_above_sdk(r, "livechat"),
        at_most=0.35,
    ),
    Target(
        "CPU a message with as many sessions as a core carries",
        f"x that with {COMPARED}",
        lambda r: growth(r, "livechat"),
        at_most=LINEAR,
    ),
)
