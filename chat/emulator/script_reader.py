"""From a scenario's file to a Script. docs/emulator.md describes the format."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from chat.emulator import script
from chat.emulator.functions import FunctionCall
from chat.emulator.refusals import REASON_LIMIT_BYTES, Close
from chat.emulator.script import BEFORE_TALK, Action, Event, Rule, Script

VERSION = 1
ANSWERS = ("talk", "tone", "text")
CLOSE_CODES = (*range(1000, 1004), *range(1007, 1015), *range(3000, 5000))
MOST_HUGE_BYTES = 64 * 1024 * 1024
MOST_CALLS = 500
MOST_SECONDS = 86_400.0
MOST_COUNT = 1_000_000
MOST_SHIFT_MS = 1000
USUAL_HOLD_S = 5.0
_NO_DEFAULT = object()


class ScriptError(ValueError):
    """A scenario that can't be played, told in words."""


class Keys:
    """The keys of one table. A wrong value raises ScriptError with the place and what is allowed there."""

    def __init__(self, values: object, place: str) -> None:
        self.place = place
        if not isinstance(values, dict):
            raise ScriptError(f"{place}: {values!r} is no table of keys")
        self.values: Mapping[str, Any] = values

    def allow(self, *names: str) -> None:
        for name in self.values:
            if name not in names:
                raise ScriptError(f"{self.place}, {name}: no such key. Allowed: {', '.join(names)}")

    def text(self, name: str, default: object = _NO_DEFAULT, empty: bool = False) -> str:
        value = self._get(name, default)
        if not isinstance(value, str) or not (value.strip() or empty):
            raise self.error(name, "words in quotes")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: object = _NO_DEFAULT) -> str:
        value = self._get(name, default)
        if value not in choices:
            raise self.error(name, " or ".join(f'"{choice}"' for choice in choices))
        return str(value)

    def number(self, name: str, least: float, most: float, default: object = _NO_DEFAULT) -> float:
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.error(name, f"a number from {least:g} to {most:,g}")
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.error(name, f"a whole number from {least} to {most:,}" if most > least else str(least))
        return value

    def flag(self, name: str, default: object = _NO_DEFAULT) -> bool:
        value = self._get(name, default)
        if not isinstance(value, bool):
            raise self.error(name, "true or false")
        return value

    def table(self, name: str, *keys: str) -> Keys:
        inner = Keys(self._get(name, {}), f"{self.place}, {name}")
        inner.allow(*keys)
        return inner

    def list(self, name: str) -> list[Any]:
        value = self._get(name, [])
        if not isinstance(value, list):
            raise self.error(name, "a list")
        return value

    def error(self, name: str, allowed: str) -> ScriptError:
        told = f"{self.values[name]!r} is not allowed." if name in self.values else "missing."
        return ScriptError(f"{self.place}, {name}: {told} Allowed: {allowed}")

    def _get(self, name: str, default: object = _NO_DEFAULT) -> Any:
        value = self.values.get(name, default)
        if value is _NO_DEFAULT:
            raise ScriptError(f"{self.place}, {name}: missing")
        return value


def _only_true(action: Callable[[], Action]) -> Callable[[Keys, str], Action]:
    def read(keys: Keys, name: str) -> Action:
        if not keys.flag(name):
            raise keys.error(name, "true")
        return action()

    return read


def _call(keys: Keys, name: str) -> Action:
    call = keys.table(name, "name", "args")
    arguments = Keys(call.values.get("args", {}), f"{call.place}, args")
    return script.Call(FunctionCall(call.text("name"), arguments.values))


def _close(keys: Keys, name: str) -> Action:
    return script.CloseWith(_close_frame(keys.table(name, "code", "reason")))


def _half_close(keys: Keys, name: str) -> Action:
    close = keys.table(name, "code", "reason", "hold_s")
    return script.HalfClose(_close_frame(close), close.number("hold_s", 0, MOST_SECONDS, USUAL_HOLD_S))


def _close_frame(close: Keys) -> Close:
    code, reason = close.whole("code", 1000, 4999), close.text("reason", "", empty=True)
    if code not in CLOSE_CODES:
        raise close.error("code", "1000 to 1003, 1007 to 1014, 3000 to 4999")
    if len(reason.encode()) > REASON_LIMIT_BYTES:
        raise close.error("reason", f"at most {REASON_LIMIT_BYTES} bytes")
    return Close(code, reason)


def _go_away(keys: Keys, name: str) -> Action:
    away = keys.table(name, "time_left_s", "then")
    then = away.choice("then", ("close", "silence"), "close")
    return script.GoAway(away.number("time_left_s", 0, MOST_SECONDS), then == "silence")


def _grounding(keys: Keys, name: str) -> Action:
    grounding = keys.table(name, "queries", "sources")
    sources = [Keys(each, f"{grounding.place}, sources") for each in grounding.list("sources")]
    for source in sources:
        source.allow("title", "uri")
    queries = grounding.list("queries")
    if not all(isinstance(query, str) for query in queries):
        raise grounding.error("queries", "a list of words in quotes")
    return script.Grounding(
        tuple(queries), tuple(script.Source(source.text("title"), source.text("uri")) for source in sources)
    )


ACTIONS: dict[str, Callable[[Keys, str], Action]] = {
    "say": lambda keys, name: script.Say(keys.text(name)),
    "call": _call,
    "tool_storm": lambda keys, name: script.ToolStorm(keys.whole(name, 1, MOST_CALLS)),
    "thought": lambda keys, name: script.Thought(keys.text(name)),
    "grounding": _grounding,
    "silent": _only_true(script.Silent),
    "burst": _only_true(script.Burst),
    "transcript_shift_ms": lambda keys, name: script.TranscriptShift(
        keys.number(name, -MOST_SHIFT_MS, MOST_SHIFT_MS)
    ),
    "slow": lambda keys, name: script.Slow(
        keys.table(name, "delay_ms").number("delay_ms", 0, 1000 * MOST_SECONDS)
    ),
    "drop": _only_true(script.Drop),
    "close": _close,
    "half_close": _half_close,
    "go_away": _go_away,
    "interrupt": _only_true(script.Interrupt),
    "huge": lambda keys, name: script.Huge(keys.whole(name, 100, MOST_HUGE_BYTES)),
    "bad_json": _only_true(script.BadJson),
    "unknown_keys_only": _only_true(script.UnknownKeysOnly),
    "no_setup_complete": _only_true(script.NoSetupComplete),
    "raw": lambda keys, name: script.Raw(keys.text(name)),
    "voice_activity": lambda keys, name: script.VoiceActivity(keys.flag(name)),
    "usage_gap": lambda keys, name: script.UsageGap(keys.whole(name, 0, MOST_COUNT)),
}
EVENTS = tuple(event.value for event in Event)
TIMING = ("repeat", "once", "after_s")
_LEAST = {Event.TIME_S: 0.0, Event.AUDIO_MS: 20.0}
_MOST = {Event.TIME_S: MOST_SECONDS, Event.AUDIO_MS: 1000 * MOST_SECONDS}
_LEAST_PERIOD_S = 0.05
_NEED_TALK = (script.OfReply, script.Interrupt, script.GoAway)


def read_script(file: Path) -> Script:
    """Raises ScriptError."""
    try:
        return replace(parse_script(file.read_text()), file=file)
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptError(f"{file} cannot be read: {error}") from None
    except ScriptError as error:
        raise ScriptError(f"{file}: {error}") from None


def parse_script(text: str) -> Script:
    """Raises ScriptError."""
    try:
        keys = Keys(tomllib.loads(text), "the file")
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"this is no TOML: {error}") from None
    keys.allow("version", "answers", "on")
    keys.whole("version", VERSION, VERSION)
    tables = keys.list("on")
    rules = tuple(_rule(Keys(table, f"table {number}"), number) for number, table in enumerate(tables, 1))
    return Script(rules, keys.choice("answers", ANSWERS, "talk"))


def _rule(keys: Keys, number: int) -> Rule:
    keys.allow(*EVENTS, *ACTIONS, *TIMING)
    event = _event(keys)
    actions = tuple(ACTIONS[name](keys, name) for name in keys.values if name in ACTIONS)
    if not actions:
        raise ScriptError(f"{keys.place}: nothing happens in it. Allowed: {', '.join(ACTIONS)}")
    rule = Rule(
        number=number,
        event=event,
        at=0.0 if event is Event.TEXT else _number(keys, event),
        words=keys.text(event.value) if event is Event.TEXT else "",
        actions=actions,
        repeat=keys.flag("repeat", False),
        once=keys.flag("once", False),
        after_s=keys.number("after_s", 0, MOST_SECONDS, 0.0),
    )
    _check(keys, rule)
    return rule


def _event(keys: Keys) -> Event:
    named = [event for event in Event if event.value in keys.values]
    if len(named) != 1:
        told = ", ".join(event.value for event in named) or "none"
        raise ScriptError(f"{keys.place}: one event is needed, {told} given. Allowed: {', '.join(EVENTS)}")
    return named[0]


def _number(keys: Keys, event: Event) -> float:
    if event in _LEAST:
        return keys.number(event.value, _LEAST[event], _MOST[event])
    return keys.whole(event.value, 1, MOST_COUNT)


def _check(keys: Keys, rule: Rule) -> None:
    """What the keys of a table say of each other."""
    if rule.once and rule.event in BEFORE_TALK:
        raise keys.error("once", f"not with {rule.event.value}, whose number counts all connections")
    if rule.event is Event.TIME_S and rule.repeat and rule.at < _LEAST_PERIOD_S:
        raise keys.error("time_s", f"with repeat at least {_LEAST_PERIOD_S:g}")
    for name, action in zip((name for name in keys.values if name in ACTIONS), rule.actions, strict=True):
        if isinstance(action, script.NoSetupComplete) and rule.event not in BEFORE_TALK:
            raise keys.error(name, "with connect or setup only")
        if isinstance(action, _NEED_TALK) and rule.event is Event.CONNECT:
            raise keys.error(name, "with any event but connect, at which there is no session yet")
        if isinstance(action, script.Silent) and any(
            isinstance(each, script.OfReply) for each in rule.actions
        ):
            raise keys.error(name, "not beside what is said or called")
