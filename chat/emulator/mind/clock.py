"""The time and the date, here and in some cities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.said import Reply, Said, reply

ZONES = {
    "london": "Europe/London", "dublin": "Europe/Dublin", "lisbon": "Europe/Lisbon", "paris": "Europe/Paris",
    "madrid": "Europe/Madrid", "berlin": "Europe/Berlin", "rome": "Europe/Rome", "vienna": "Europe/Vienna",
    "zurich": "Europe/Zurich", "amsterdam": "Europe/Amsterdam", "athens": "Europe/Athens",
    "moscow": "Europe/Moscow", "istanbul": "Europe/Istanbul", "cairo": "Africa/Cairo",
    "nairobi": "Africa/Nairobi", "lagos": "Africa/Lagos", "dubai": "Asia/Dubai", "delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata", "bangkok": "Asia/Bangkok", "singapore": "Asia/Singapore",
    "beijing": "Asia/Shanghai", "shanghai": "Asia/Shanghai", "seoul": "Asia/Seoul", "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney", "auckland": "Pacific/Auckland", "new york": "America/New_York",
    "chicago": "America/Chicago", "denver": "America/Denver", "los angeles": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles", "toronto": "America/Toronto", "mexico city":
        "America/Mexico_City",
    "sao paulo": "America/Sao_Paulo",
}  # fmt: skip
HOURS = {"night": (0, 5), "morning": (5, 12), "afternoon": (12, 18), "evening": (18, 22)}

TIME = (
    r"what time is|time is it|(?:what is|tell me|know|have|got|say) the time|the time (?:please|"
    r"now)|current time|what is the hour|time now|clock say"
)
DATE = (
    r"(?:what|the|todays|today's) date|what day is|day is it|what is today|date today|"
    r"day of the week|what day"
)
AHEAD = r"(?:how (?:long|many days?)|when) .*?\b(christmas|new year|weekend|midnight|noon)"


class Clock:
    def __init__(self, random: Random) -> None:
        self._time = Deck(("It is {time}.", "My clock says {time}.", "{time}, by my clock."), random)
        self._remarked = False
        self._day = Deck(("It is {day}.", "Today is {day}.", "My calendar says {day}."), random)

    def answer(self, said: Said) -> Reply | None:
        if said.count > 12:
            return None
        if said.asks(AHEAD):
            return self._until(said)
        if said.asks(r"time in|time is it in|what about in"):
            return self._elsewhere(said)
        if said.asks(TIME) or said.only("time"):
            return reply(self._time.draw().format(time=time_of(said.now)), self._remark(said.now))
        return self._date(said)

    def _remark(self, now: datetime) -> str:
        """Once: it is funny only once."""
        first, self._remarked = not self._remarked, True
        return part_of_day(now) if first else ""

    def _date(self, said: Said) -> Reply | None:
        for word, shift in (("tomorrow", 1), ("yesterday", -1)):
            if said.asks(word) and said.asks("day|date"):
                day = said.now.date() + timedelta(days=shift)
                return reply(f"{word.capitalize()} {'is' if shift > 0 else 'was'} {day_of(day)}.")
        if said.asks(r"(?:what|which|the) (?:year|month)|year is it"):
            return reply(f"It is {said.now:%B %Y}.")
        if said.asks(DATE):
            return reply(self._day.draw().format(day=day_of(said.now.date())))
        return None

    def _elsewhere(self, said: Said) -> Reply | None:
        city = next((city for city in ZONES if said.asks(city)), None)
        if city is None:
            return reply(
                "I don't know that place.",
                f"Here it is {time_of(said.now)}, and I know some thirty big cities, such as Tokyo.",
                offer="what time is it in tokyo",
            )
        try:
            there = said.now.astimezone(ZoneInfo(ZONES[city]))
        except ZoneInfoNotFoundError:
            return reply("I have no table of time zones here.", f"My own clock says {time_of(said.now)}.")
        day = "" if there.date() == said.now.date() else f", on {there:%A}"
        return reply(f"In {city.title()} it is {time_of(there)}{day}.")

    def _until(self, said: Said) -> Reply | None:
        match = said.asks(AHEAD)
        return reply(UNTIL[match[1]](said.now)) if match else None


def time_of(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def day_of(day: date) -> str:
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def part_of_day(moment: datetime) -> str:
    part = next((name for name, (start, end) in HOURS.items() if start <= moment.hour < end), "night")
    return {
        "night": "Late enough to be in bed, if one has a bed.",
        "morning": f"The best part of a {moment:%A} morning.",
        "afternoon": f"A {moment:%A} afternoon like any other, but for this talk.",
        "evening": f"{moment:%A} evening already.",
    }[part]


def _days_to(name: str, month: int, day: int) -> Callable[[datetime], str]:
    def answer(now: datetime) -> str:
        today = now.date()
        year = today.year + (date(today.year, month, day) < today)
        left = (date(year, month, day) - today).days
        return f"{name} is today!" if not left else f"{left} {'day' if left == 1 else 'days'} to {name}."

    return answer


def _weekend(now: datetime) -> str:
    left = 5 - now.weekday()
    return "It is the weekend now." if left <= 0 else f"{left} {'day' if left == 1 else 'days'} to Saturday."


def _hours_to(name: str, hour: int) -> Callable[[datetime], str]:
    def answer(now: datetime) -> str:
        minutes = (hour * 60 - now.hour * 60 - now.minute) % (24 * 60)
        return f"{minutes // 60} hours and {minutes % 60} minutes to {name}."

    return answer


UNTIL: dict[str, Callable[[datetime], str]] = {
    "christmas": _days_to("Christmas", 12, 25),
    "new year": _days_to("New Year's Day", 1, 1),
    "weekend": _weekend,
    "midnight": _hours_to("midnight", 24),
    "noon": _hours_to("noon", 12),
}
