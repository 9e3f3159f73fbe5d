"""Time and date, here or anywhere."""

from __future__ import annotations

import tomllib
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

from chat.tools import Caller, ToolError, tool

CITIES = Path(__file__).with_name("cities.toml")


@tool
def get_time(caller: Caller, zone: str = "") -> str:
    """Tells the time and date now.

    Args:
        zone: A city such as "Tokyo", or an IANA time zone such as "Asia/Tokyo". Empty: where the person is.
    """
    name = zone_named(zone) if zone.strip() else caller.client.time_zone
    if name not in available_timezones():
        name = "UTC"
    now = timezone.now().astimezone(ZoneInfo(name))
    place = name.rpartition("/")[2].replace("_", " ") if not zone.strip() else zone.strip()
    return f"In {place} it is {_told(now)} ({name})." if name != "UTC" else f"It is {_told(now)} in UTC."


def zone_named(text: str) -> str:
    """The IANA zone of a city or of a zone's own name. Raises ToolError where there is none."""
    zones = zones_by_place()
    key = _key(text.partition(",")[0])
    zone = zones.get(_key(text)) or zones.get(key)
    if zone is None:
        near = get_close_matches(key, zones, n=1, cutoff=0.8)
        hint = f" Did you mean {zones[near[0]]}?" if near else ""
        raise ToolError(
            f"There is no time zone for {text[:60]}.{hint} Give a large city near it, or an IANA zone."
        )
    return zone


@lru_cache(maxsize=1)
def zones_by_place() -> dict[str, str]:
    """Zones by their own names, by the cities in these, and by further cities; in small letters."""
    own = sorted(zone for zone in available_timezones() if not zone.startswith(("posix/", "right/", "Etc/")))
    by_city = {_key(zone.rpartition("/")[2]): zone for zone in own if "/" in zone}
    with CITIES.open("rb") as file:
        further: dict[str, list[str]] = tomllib.load(file)
    by_further = {_key(city): zone for zone, cities in further.items() for city in cities}
    return by_city | by_further | {_key(zone): zone for zone in own}


def _key(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _told(now: datetime) -> str:
    return f"{now:%H:%M} on {now:%A}, {now.day} {now:%B %Y}"
