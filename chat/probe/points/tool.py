"""A function is called, and its result stands in the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chat.gemini.wire import FunctionResponse
from chat.probe.course import Course, PointFailed
from chat.probe.facts import Seen, said_in
from chat.probe.words import ARGUMENT, FUNCTION, WEATHER, WEATHER_ASKED, WEATHER_WORD, weather_function


async def tool(course: Course) -> str:
    setup = course.short_setup()
    function = weather_function(setup.model)
    async with course.open(replace(setup, functions=(function,))) as talk:
        await talk.upstream.send_text(WEATHER_ASKED)
        called = await talk.until(_called, "toolCall")
        [call, *others] = called[-1].message.calls
        course.facts["arguments"] = ", ".join(sorted(call.args)) or "none"
        course.facts["id of the call"] = "given" if call.id else "none"
        if others or call.name != FUNCTION or ARGUMENT not in call.args:
            raise PointFailed("Something else was called than the one function, with its one argument.")
        await talk.upstream.respond(FunctionResponse(call.id, call.name, {"result": WEATHER}))
        answer = await talk.until(_answered, "word of the function's result, and then turnComplete")
    turns = sum(each.message.turn_complete for each in (*called, *answer))
    course.facts["turns until the result was told"] = str(turns)
    behaviour = f", declared as {function.behavior.value}," if function.behavior else ""
    return f"A function{behaviour} was called, and its result told."


def _called(seen: Sequence[Seen]) -> bool:
    return bool(seen) and bool(seen[-1].message.calls)


def _answered(seen: Sequence[Seen]) -> bool:
    return bool(seen) and seen[-1].message.turn_complete and WEATHER_WORD in said_in(seen).lower()
