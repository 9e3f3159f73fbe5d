"""How each figure grows with the sessions: one chart for each, one line for each program, as an SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.bench import TENTH
from tests.bench.programs import PROGRAMS
from tests.bench.results import Results
from tests.bench.run import CPU, P99_MS, TALKING, Run
from tests.faults.plot import BOTTOM, LEFT, RIGHT, STYLE, TOP, WIDTH

CHART_HEIGHT = 200
LEGEND_HEIGHT = 24
COLOURS = ("#1a5fb4", "#99c1f1", "#26a269", "#c01c28", "#e5a50a", "#77767b")
"""Of PROGRAMS, in order."""


@dataclass(frozen=True, slots=True)
class Chart:
    says: str
    scene: str
    value: Callable[[Run], float]
    bound: float | None = None
    highest: float | None = None
    """What is above it is drawn there; None: as high as anything."""


CHARTS = (
    Chart("% of its core", TALKING, lambda run: run.cpu * 100, CPU * 100, 100),
    Chart("ms added, p99 of the slower way", TALKING, lambda run: run.p99_ms, P99_MS, 2 * P99_MS),
    Chart("us of CPU a message", TALKING, lambda run: run.cpu_us_per_message),
    Chart(f"% of its core, {TENTH}", TENTH, lambda run: run.cpu * 100),
    Chart(f"MB in all, {TENTH}", TENTH, lambda run: run.rss_mb),
)


def plot(results: Results, title: str) -> str:
    height = TOP + LEGEND_HEIGHT + CHART_HEIGHT * len(CHARTS) + BOTTOM
    top = TOP + LEGEND_HEIGHT
    charts = [_chart(results, chart, top + CHART_HEIGHT * row) for row, chart in enumerate(CHARTS)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{title}</title><style>{STYLE}.bound{{stroke:#c01c28;stroke-dasharray:4}}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="{LEFT}" y="16">{title}</text>',
            *_legend(),
            *charts,
            "</svg>\n",
        ]
    )


def _legend() -> list[str]:
    step = (WIDTH - LEFT - RIGHT) / len(PROGRAMS)
    return [
        f'<text x="{LEFT + step * place:.0f}" y="{TOP + 8}" style="fill:{colour}">{program.name}</text>'
        for place, (program, colour) in enumerate(zip(PROGRAMS, COLOURS, strict=True))
    ]


def _chart(results: Results, chart: Chart, top: int) -> str:
    """From no session and 0 on, so that what is linear looks so."""
    runs = results.medians(chart.scene)
    highest = chart.highest or max((chart.value(run) for run in runs), default=0) * 1.1 or 1
    most = max((run.sessions for run in runs), default=0) or 1
    inner_top, inner_height, width = top + 18, CHART_HEIGHT - 48, WIDTH - LEFT - RIGHT
    bottom = inner_top + inner_height

    def x(sessions: int) -> float:
        return LEFT + width * sessions / most

    def y(value: float) -> float:
        return inner_top + inner_height * (1 - min(value, highest) / highest)

    def line(own: Sequence[Run], colour: str) -> str:
        points = " ".join(f"{x(run.sessions):.1f},{y(chart.value(run)):.1f}" for run in own)
        return f'<polyline class="line" style="stroke:{colour}" points="{points}"/>'

    bound = ""
    if chart.bound is not None:
        bound = f'<path class="bound" d="M{LEFT} {y(chart.bound):.1f}h{width}"/>'
    return "\n".join(
        [
            f'<text class="name" x="{LEFT}" y="{top + 12}">{chart.says}</text>',
            f'<text x="{LEFT - 6}" y="{inner_top + 10}" text-anchor="end">{highest:,.0f}</text>',
            f'<text x="{LEFT - 6}" y="{bottom}" text-anchor="end">0</text>',
            f'<text x="{LEFT + width}" y="{bottom + 14}" text-anchor="end">{most} sessions</text>',
            f'<rect class="frame" x="{LEFT}" y="{inner_top}" width="{width}" height="{inner_height}"/>',
            bound,
            *(
                line(results.of(program.name, chart.scene), colour)
                for program, colour in zip(PROGRAMS, COLOURS, strict=True)
            ),
        ]
    )
