"""What a page's main thread did, by Chromium's own trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

CATEGORIES = ("devtools.timeline",)
MAIN_THREAD = "CrRendererMain"
US_PER_MS = 1000


def script_ms(trace: bytes) -> dict[str, float]:
    """Of processor time on main threads, by the path of the script whose function was called from outside."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    names = {_thread(each): each["args"]["name"] for each in events if each["name"] == "thread_name"}
    spent: dict[str, float] = {}
    for each in events:
        if each["name"] == "FunctionCall" and each["ph"] == "X" and names.get(_thread(each)) == MAIN_THREAD:
            url = str(each["args"]["data"].get("url", ""))
            spent[url] = spent.get(url, 0.0) + each["tdur"] / US_PER_MS
    return spent


def within(spent: Mapping[str, float], folders: Iterable[str]) -> float:
    """Of the scripts in these folders of static/."""
    wanted = tuple(folders)
    return sum(ms for url, ms in spent.items() if any(folder in url for folder in wanted))


def _thread(event: Mapping[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]
