"""One run: one program with so many sessions, for so many seconds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bench.stage import Stage
from tests.bench.usage import cpu_s, resident_mb

NS_PER_S = 1_000_000_000
ON_THEIR_WAY_S = 5.0
"""So long after the end, what was sent before it may still come."""
POLL_S = 0.2
WARM_UP_S = 2.0
TALKING = "talking"
"""All of them, all the time."""

P99_MS = 20.0
CPU = 0.8
LOAD_CPU = 0.8
"""Of its core; a load that takes more may itself be what is late."""


@dataclass(frozen=True, slots=True)
class Run:
    name: str
    scene: str
    sessions: int
    messages: int
    """Media frames that were relayed, both ways."""
    cpu_us_per_message: float
    cpu: float
    """Of the program's core, 1 being all of it."""
    load_cpu: float
    """Of the load's core, both ends together."""
    up_p50_ms: float
    up_p99_ms: float
    up_p999_ms: float
    down_p50_ms: float
    down_p99_ms: float
    down_p999_ms: float
    rss_mb: float
    """Of the program with all its sessions."""
    connect_p50_ms: float
    """From before the socket is opened until the first chunk has reached the model."""
    connect_p99_ms: float
    lost: int
    doubled: int
    errors: Mapping[str, int] = field(default_factory=dict)
    """What its browsers were refused, by code; `closed` is a socket that ended by itself."""

    @property
    def p99_ms(self) -> float:
        """Of the worse way."""
        return max(self.up_p99_ms, self.down_p99_ms)

    @property
    def carried(self) -> bool:
        """The program can do with so many sessions."""
        return self.p99_ms <= P99_MS and self.cpu <= CPU

    @property
    def loaded(self) -> bool:
        """The load may have been the bottleneck."""
        return self.load_cpu > LOAD_CPU


def measure(name: str, stage: Stage, sessions: int, seconds: float, scene: str = TALKING) -> Run:
    """With the sessions that there are, once they have warmed up."""
    time.sleep(WARM_UP_S)
    begins_ns = time.monotonic_ns()
    used, used_by_load = cpu_s(stage.program.pid), _load_cpu_s(stage)
    time.sleep(seconds)
    used, used_by_load = cpu_s(stage.program.pid) - used, _load_cpu_s(stage) - used_by_load
    ends_ns = time.monotonic_ns()
    passed = _passed(stage, begins_ns, ends_ns)
    lasted_s = (ends_ns - begins_ns) / NS_PER_S
    return Run(
        name,
        scene,
        sessions,
        passed.messages,
        cpu_us_per_message=used * 1e6 / max(1, passed.messages),
        cpu=used / lasted_s,
        load_cpu=used_by_load / lasted_s,
        **_delays("up", passed.up),
        **_delays("down", passed.down),
        **_delays("connect", stage.model.ask("/connected")),
        rss_mb=resident_mb(stage.program.pid),
        lost=passed.lost,
        doubled=passed.doubled,
        errors=passed.errors,
    )


@dataclass(frozen=True, slots=True)
class _Passed:
    """What both ends know together."""

    sent: int
    up: Mapping[str, Any]
    down: Mapping[str, Any]
    errors: Mapping[str, int]

    @property
    def messages(self) -> int:
        return int(self.up["received"] + self.down["received"])

    @property
    def doubled(self) -> int:
        return int(self.up["doubled"] + self.down["doubled"])

    @property
    def lost(self) -> int:
        return self.sent + self.doubled - self.messages


def _passed(stage: Stage, begins_ns: int, ends_ns: int) -> _Passed:
    """As soon as all of it has come, or time is up."""
    deadline = time.monotonic() + ON_THEIR_WAY_S
    while True:
        model = stage.model.ask("/account", begins=begins_ns, ends=ends_ns)
        browsers = stage.browsers.ask("/account", begins=begins_ns, ends=ends_ns)
        sent = model["down_sent"] + browsers["up_sent"]
        passed = _Passed(sent, model["up"], browsers["down"], browsers["errors"])
        if passed.lost == 0 or time.monotonic() > deadline:
            return passed
        time.sleep(POLL_S)


def _delays(way: str, account: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{way}_{name}": value for name, value in account.items() if name.endswith("_ms")}


def _load_cpu_s(stage: Stage) -> float:
    return cpu_s(stage.model.process.pid) + cpu_s(stage.browsers.process.pid)
