"""Samples as an SVG: one small chart for each series, over the same time."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.samples import SERIES, Sample

WIDTH, CHART_HEIGHT = 760, 110
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 28, 14
STYLE = (
    "text{font:12px sans-serif;fill:#555}.name{font-weight:bold;fill:#222}"
    ".frame{fill:none;stroke:#ccc}.line{fill:none;stroke:#1a5fb4;stroke-width:1.5}"
)


def plot(samples: Sequence[Sample], title: str) -> str:
    height = TOP + CHART_HEIGHT * len(SERIES) + BOTTOM
    charts = [_chart(samples, name, TOP + CHART_HEIGHT * row) for row, name in enumerate(SERIES)]
    minutes = samples[-1].at_s / 60 if samples else 0
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{title}</title><style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="{LEFT}" y="16">{title}</text>',
            *charts,
            f'<text x="{WIDTH - RIGHT}" y="{height - 2}" text-anchor="end">{minutes:.0f} minutes</text>',
            "</svg>\n",
        ]
    )


def _chart(samples: Sequence[Sample], name: str, top: int) -> str:
    """From 0, so that what is flat looks so."""
    values = [float(getattr(sample, name)) for sample in samples]
    highest = max(values, default=0) * 1.1 or 1
    inner_top, inner_height = top + 18, CHART_HEIGHT - 30
    width, last_s = WIDTH - LEFT - RIGHT, samples[-1].at_s or 1
    points = " ".join(
        f"{LEFT + width * sample.at_s / last_s:.1f},{inner_top + inner_height * (1 - value / highest):.1f}"
        for sample, value in zip(samples, values, strict=True)
    )
    return "\n".join(
        [
            f'<text class="name" x="{LEFT}" y="{top + 12}">{name.replace("_", " ")}</text>',
            f'<text x="{WIDTH - RIGHT}" y="{top + 12}" text-anchor="end">at the end {values[-1]:,.0f}</text>',
            f'<text x="{LEFT - 6}" y="{inner_top + 10}" text-anchor="end">{highest:,.0f}</text>',
            f'<text x="{LEFT - 6}" y="{inner_top + inner_height}" text-anchor="end">0</text>',
            f'<rect class="frame" x="{LEFT}" y="{inner_top}" width="{width}" height="{inner_height}"/>',
            f'<polyline class="line" points="{points}"/>',
        ]
    )
