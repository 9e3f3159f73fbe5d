"""Whether the page can be used by everybody, as far as a program can tell."""

from __future__ import annotations

from contextlib import aclosing

from tests.bench_page.axe import violations
from tests.bench_page.ground import Ground
from tests.bench_page.row import Outcome, Part, Row
from tests.bench_page.states import SCENARIO, TONE_S, states
from tests.faults.figures import Figure

AXE = Row("axe", "axe violations, every state, both themes", "", 0, "violations")


async def measure(ground: Ground) -> Outcome:
    scenario = ground.directory / "states.toml"
    scenario.write_text(SCENARIO)
    emulator = ground.start_emulator("--scenario", str(scenario), "--tone-s", str(TONE_S))
    service = ground.start_service(emulator)
    broken: list[str] = []
    seen = 0
    async with aclosing(states(ground, service)) as walk:
        async for state, page in walk:
            seen += 1
            broken += await violations(page, state)
    return Outcome({AXE.name: [AXE.figure(len(broken)), Figure("states", seen)]}, log=broken)


PART = Part("axe", (AXE,), measure)
