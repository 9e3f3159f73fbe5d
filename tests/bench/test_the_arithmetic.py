"""Quantiles, medians, and how many sessions a core carries."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chat.emulator import server_messages as say
from tests.bench.bench import TENTH
from tests.bench.climb import carried_sessions, steps
from tests.bench.marks import DOWN_BYTES, UP_BYTES, Mark, mark_of_json, mark_of_pcm, marked
from tests.bench.passages import Received, Sent
from tests.bench.results import Results
from tests.bench.run import Run
from tests.bench.targets import cost_ratio, sessions_ratio

MS = 1_000_000
PROMISED = (
    "name",
    "sessions",
    "cpu_us_per_message",
    "up_p50_ms",
    "up_p99_ms",
    "down_p50_ms",
    "down_p99_ms",
    "rss_mb",
    "load_cpu",
)


def run_of(name: str, sessions: int, **figures: Any) -> Run:
    usual: dict[str, Any] = {
        "scene": "talking",
        "messages": 1000,
        "cpu_us_per_message": 100.0,
        "cpu": 0.1,
        "load_cpu": 0.1,
        **{f"{way}_{share}_ms": 1.0 for way in ("up", "down") for share in ("p50", "p99", "p999")},
        "rss_mb": 100.0,
        "connect_p50_ms": 10.0,
        "connect_p99_ms": 20.0,
        "lost": 0,
        "doubled": 0,
    }
    return Run(name=name, sessions=sessions, **usual | figures)


def test_a_mark_is_found_in_pcm_and_in_json() -> None:
    mark = Mark(500, 70_000, 2**60)
    pcm = marked(mark, DOWN_BYTES)
    assert len(pcm) == DOWN_BYTES
    assert len(marked(mark, UP_BYTES)) == UP_BYTES
    assert mark_of_pcm(b"12345678" + pcm, 8) == mark
    assert mark_of_json(say.speech(pcm)) == mark
    assert mark_of_json(say.setup_complete()) is None
    assert mark_of_pcm(bytes(UP_BYTES)) is None


def test_a_window_counts_what_was_sent_in_it_whenever_it_came() -> None:
    sent, received = Sent(), Received()
    for number in range(1, 101):
        sent.note(number * MS)
        received.note(Mark(1, number, number * MS), (number + number) * MS)
    assert sent.account(11 * MS, 61 * MS) == 50
    account = received.account(11 * MS, 61 * MS)
    assert (account["received"], account["doubled"]) == (50, 0)
    assert account["p50_ms"] == pytest.approx(35.5)
    assert sent.account(11 * MS, 61 * MS) == 50, "it can be asked again"
    assert sent.account(61 * MS, 1000 * MS) == 40, "what came after the window is in the next one"


def test_a_frame_that_comes_twice_is_doubled() -> None:
    received = Received()
    for sequence in (1, 2, 2, 3):
        received.note(Mark(1, sequence, MS), 2 * MS)
    assert received.account(0, 2 * MS)["doubled"] == 1


def test_the_first_frame_of_a_session_tells_how_long_connecting_took() -> None:
    received = Received()
    received.note(Mark(1, 0, 10 * MS), 40 * MS)
    assert received.account(0, 100 * MS)["received"] == 0
    assert received.connecting() == {"p50_ms": 30.0, "p99_ms": 30.0}
    received.connect_afresh()
    assert received.connecting() == {"p50_ms": 0.0, "p99_ms": 0.0}


def test_steps_begin_small_and_go_on() -> None:
    first, *others = steps()
    assert first == 10
    assert {30, 60, 100} < set(others)
    assert all(1.1 < after / before < 3.1 for before, after in zip([first, *others], others, strict=False))


def test_a_core_carries_what_lies_between_the_last_good_step_and_the_first_bad_one() -> None:
    runs = [run_of("a", 60, cpu=0.4), run_of("a", 100, cpu=0.7), run_of("a", 125, cpu=0.9)]
    assert carried_sessions(runs) == (112, True)
    late = [*runs[:2], run_of("a", 125, cpu=0.9, up_p99_ms=77.0)]
    assert carried_sessions(late) == (106, True), "the bound that is passed first counts"
    assert carried_sessions(runs[:2]) == (100, False), "nothing said enough"
    hiccup = [run_of("a", 10, up_p99_ms=30.0), *runs]
    assert carried_sessions(hiccup) == (112, True), "what more sessions did not show was not theirs"
    assert carried_sessions([run_of("a", 10, cpu=0.9)]) == (0, True)


def test_medians_are_of_each_figure_by_itself() -> None:
    runs = [
        run_of("livechat", 60, cpu_us_per_message=90.0, up_p99_ms=3.0, lost=1),
        run_of("tutorial", 60, cpu_us_per_message=180.0),
        run_of("livechat", 60, cpu_us_per_message=100.0, up_p99_ms=2.0),
        run_of("livechat", 60, cpu_us_per_message=80.0, up_p99_ms=1.0, errors={"closed": 2}),
    ]
    results = Results(runs)
    run = results.at("livechat", 60)
    assert run is not None
    assert (run.cpu_us_per_message, run.up_p99_ms, run.lost, run.errors) == (90.0, 2.0, 1, {"closed": 2})
    assert cost_ratio(results, "livechat") == 0.5
    assert sessions_ratio(results, "livechat") == 1.0
    assert cost_ratio(results, "floor") is None


def test_memory_is_told_by_the_steps_and_not_by_what_is_there_at_first() -> None:
    runs = [run_of("a", 100, scene=TENTH, rss_mb=130.0), run_of("a", 500, scene=TENTH, rss_mb=290.0)]
    assert Results(runs).memory_mb_per_session("a", TENTH) == pytest.approx(0.4)
    assert Results(runs[:1]).memory_mb_per_session("a", TENTH) is None


def test_the_json_holds_what_it_is_read_for() -> None:
    told = json.loads(Results([run_of("livechat", 60), run_of("livechat", 100, scene=TENTH)]).as_json())
    assert list(told) == ["runs", "scenes"]
    assert [(run["name"], run["sessions"]) for run in told["runs"]] == [("livechat", 60)]
    assert set(PROMISED) <= set(told["runs"][0])
    assert list(told["scenes"]) == [TENTH]
