"""Frames on their way from one end of the load to the other, each end with its half of what is known."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.bench.marks import Mark

COLUMNS = 4
"""Session, sequence, sent, received."""
NS_PER_MS = 1e6


class Sent:
    """When each was sent."""

    def __init__(self) -> None:
        self._times = array("q")

    def note(self, sent_ns: int) -> None:
        self._times.append(sent_ns)

    def account(self, begins_ns: int, ends_ns: int) -> int:
        """How many in that time; what was before it is forgotten."""
        times = np.frombuffer(self._times, dtype=np.int64)
        times = times[times >= begins_ns]
        self._times = array("q", times.tobytes())
        return int(np.count_nonzero(times < ends_ns))


class Received:
    """What came, and how long each had been on its way. The first of a session is an account of its own."""

    def __init__(self) -> None:
        self.connected_ms: dict[int, float] = {}
        """By session: from before it connected until its first frame was here."""
        self._rows = array("q")

    def note(self, mark: Mark, received_ns: int) -> None:
        if mark.sequence:
            self._rows.extend((*mark, received_ns))
        else:
            self.connected_ms[mark.session] = (received_ns - mark.sent_ns) / NS_PER_MS

    def account(self, begins_ns: int, ends_ns: int) -> dict[str, Any]:
        """Of those sent in that time; what was sent before it is forgotten."""
        rows = np.frombuffer(self._rows, dtype=np.int64).reshape(-1, COLUMNS)
        rows = rows[rows[:, 2] >= begins_ns]
        self._rows = array("q", rows.tobytes())
        within = rows[rows[:, 2] < ends_ns]
        delays_ms = (within[:, 3] - within[:, 2]) / NS_PER_MS
        return {
            "received": len(within),
            "doubled": len(within) - len(np.unique(within[:, :2], axis=0)),
            **_quantiles(delays_ms, p50_ms=0.5, p99_ms=0.99, p999_ms=0.999),
        }

    def connecting(self) -> dict[str, float]:
        """How long that took, of all sessions since the last `connect_afresh`."""
        return _quantiles(np.array(list(self.connected_ms.values())), p50_ms=0.5, p99_ms=0.99)

    def connect_afresh(self) -> None:
        self.connected_ms.clear()


def _quantiles(values: npt.NDArray[np.float64], **shares: float) -> dict[str, float]:
    """0 of nothing."""
    return {name: float(np.quantile(values, share)) if len(values) else 0.0 for name, share in shares.items()}
