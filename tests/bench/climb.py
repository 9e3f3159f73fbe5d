"""More and more sessions on one program, until its core, its delays or the load itself say enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.bench.run import CPU, P99_MS, TALKING, Run, measure
from tests.bench.stage import Stage

STEPS = (10, 30, 60, 100)
FURTHER = 1.25
"""Times as many at each step beyond those."""
AT_MOST = 1500
SATURATED = 0.95
"""Of its core: more sessions would only wait."""


def steps() -> Iterator[int]:
    yield from STEPS
    sessions = STEPS[-1]
    while (sessions := int(sessions * FURTHER)) < AT_MOST:
        yield sessions


def climb(
    name: str, stage: Stage, sessions: Sequence[int], seconds: float, scene: str = TALKING
) -> Iterator[Run]:
    """Each as soon as it is known. Beyond STEPS the first that was too much is the last."""
    for step in sessions:
        stage.grow(step)
        run = measure(name, stage, step, seconds, scene)
        if not run.carried:
            # It may have been the machine's, which has other things to do now and then.
            run = measure(name, stage, step, seconds, scene)
        yield run
        if run.cpu > SATURATED or run.loaded or (step > STEPS[-1] and not run.carried):
            return


def carried_sessions(runs: Sequence[Run]) -> tuple[int, bool]:
    """How many sessions one core carries, and whether it was the program that said enough.

    Between the last step that was carried and the one after it, by whichever bound was passed first.
    """
    within = max((run for run in runs if run.carried), key=lambda run: run.sessions, default=None)
    reached = within.sessions if within else 0
    beyond = min((run for run in runs if run.sessions > reached), key=lambda run: run.sessions, default=None)
    if within is None or beyond is None:
        return reached, beyond is not None
    return _between(within, beyond), True


def _between(within: Run, beyond: Run) -> int:
    shares = [
        (bound - inside) / (outside - inside)
        for bound, inside, outside in (
            (P99_MS, within.p99_ms, beyond.p99_ms),
            (CPU, within.cpu, beyond.cpu),
        )
        if outside > bound
    ]
    return int(within.sessions + min(shares) * (beyond.sessions - within.sessions))
