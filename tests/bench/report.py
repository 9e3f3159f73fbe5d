"""What was measured, for people: lines on a terminal, tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.bench import ALONE, CHURN, EXPORT, TENTH
from tests.bench.climb import carried_sessions
from tests.bench.programs import PROGRAMS
from tests.bench.results import Results
from tests.bench.run import LOAD_CPU, TALKING, Run
from tests.bench.targets import TARGETS, cost_ratio, sessions_ratio

MISSING = "not measured"
MANY = 100
"""Sessions of the table of delays."""
LOADED = "†"
LOADED_NOTE = f"{LOADED} The load took more than {LOAD_CPU:.0%} of its core: it may itself be what was late."


def as_line(run: Run) -> str:
    delays = f"up {_delays(run, 'up')} ms, down {_delays(run, 'down')} ms"
    wrong = f"{run.lost} lost, {run.doubled} doubled" + (f", {dict(run.errors)}" if run.errors else "")
    return (
        f"{run.name:17}{run.scene:24}{run.sessions:5} sessions  {run.cpu_us_per_message:6.1f} us a message, "
        f"{run.cpu:4.0%} of its core, load {run.load_cpu:4.0%}{LOADED if run.loaded else ' '} "
        f"{delays}, connect {run.connect_p50_ms:.0f} ms, {run.rss_mb:.0f} MB, {wrong}"
    )


def as_markdown(results: Results) -> str:
    tables = (_costs(results), _targets(results), _delays_table(results), _growth(results))
    loaded = [LOADED_NOTE] if any(run.loaded for run in results.runs) else []
    return "\n\n".join([*("\n".join(table) for table in tables), *loaded])


def _costs(results: Results) -> list[str]:
    rows = [
        f"| | CPU a message, {results.compared} sessions | of the tutorial's | sessions a core |"
        " of the tutorial's | memory a session | connecting, p50 / p99 |",
        "|---|---|---|---|---|---|---|",
    ]
    for program in PROGRAMS:
        run = results.at(program.name, results.compared)
        if run is None:
            rows.append(f"| {program.says} |{f' {MISSING} |' * 6}")
            continue
        memory = results.memory_mb_per_session(program.name, TENTH)
        cells = (
            f"{run.cpu_us_per_message:.0f} us{_mark(run)}",
            _ratio(cost_ratio(results, program.name)),
            _carried(results.of(program.name)),
            _ratio(sessions_ratio(results, program.name)),
            MISSING if memory is None else f"{memory:.2f} MB",
            f"{run.connect_p50_ms:.0f} / {run.connect_p99_ms:.0f} ms",
        )
        rows.append(f"| {program.says} | {' | '.join(cells)} |")
    return rows


def _targets(results: Results) -> list[str]:
    rows = ["| aimed at | bound | measured |", "|---|---|---|"]
    for target in TARGETS:
        figure = target.figure(results)
        cell = MISSING if figure is None else str(figure) if figure.kept else f"**{figure}**"
        rows.append(f"| {target.says} | {target.bound} | {cell} |")
    return rows


def _delays_table(results: Results) -> list[str]:
    """Of all scenes with as many sessions."""
    shares = "p50 / p99 / p99.9"
    rows = [
        f"| {MANY} sessions | | up, {shares} | down, {shares} | of its core | load, of its core |",
        "|---|---|---|---|---|---|",
    ]
    for scene in (TALKING, CHURN, EXPORT, ALONE):
        for run in results.medians(scene):
            if run.sessions == MANY:
                delays = f"{_delays(run, 'up')} ms | {_delays(run, 'down')} ms"
                core = "" if scene == ALONE else f"{run.cpu:.0%}"
                rows.append(f"| {run.name} | {scene} | {delays} | {core} | {run.load_cpu:.0%}{_mark(run)} |")
    return rows


def _growth(results: Results) -> list[str]:
    """The cost of a message at each step."""
    rows = ["| sessions | CPU a message, of a core, p99 of the slower way |", "|---|---|"]
    for scene, label in ((TALKING, ""), (TENTH, f", {TENTH}")):
        for program in PROGRAMS:
            told = [
                f"{run.sessions}: {run.cpu_us_per_message:.0f} us, {run.cpu:.0%}, {run.p99_ms:.1f} ms"
                + _mark(run)
                for run in results.of(program.name, scene)
            ]
            if told:
                rows.append(f"| {program.name}{label} | {'; '.join(told)} |")
    return rows


def _carried(runs: Sequence[Run]) -> str:
    sessions, enough = carried_sessions(runs)
    return str(sessions) if enough else f"more than {sessions}{LOADED if runs and runs[-1].loaded else ''}"


def _ratio(value: float | None) -> str:
    return MISSING if value is None else f"{value:.2f}"


def _mark(run: Run) -> str:
    return LOADED if run.loaded else ""


def _delays(run: Run, way: str) -> str:
    return " / ".join(f"{getattr(run, f'{way}_{share}_ms'):.2f}" for share in ("p50", "p99", "p999"))
