"""One call, from its arguments to its result or its error as data, within its time."""

from __future__ import annotations

import asyncio
import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import msgspec

from chat.tools.caller import Caller, ToolError
from chat.tools.registry import Tool
from chat.tools.threads import threads

MAX_RESULT_CHARS = 20_000
CANCELLED_WITHIN_S = 2.0
"""A function that is cancelled has so long to end; then it is left to itself."""
BEGIN_WITHIN = 0.9
"""Of its time: a function that has no thread by then is told to be waiting for one, not to be slow."""

Work = Callable[[], Awaitable[Any]]

logger = logging.getLogger(__name__)


def work_of(tool: Tool, arguments: dict[str, Any], caller: Caller) -> Work:
    """`arguments` as Signature.arguments gives them."""
    given = arguments | ({tool.signature.caller: caller} if tool.signature.caller else {})
    if inspect.iscoroutinefunction(tool.function):
        return partial(tool.function, **given)
    return partial(threads.run, partial(tool.function, **given), begin_within_s=tool.limit_s * BEGIN_WITHIN)


async def response_of(name: str, work: Work, limit_s: float) -> dict[str, Any]:
    """`{"result": …}`, or `{"error": …}` in words that give nothing of this server's inside away."""
    try:
        async with asyncio.timeout(limit_s) as limit:
            return result(await _to_its_end(work))
    except ToolError as problem:
        return {"error": str(problem) or f"{name} failed."}
    except TimeoutError as problem:
        if limit.expired():
            return {"error": f"{name} took longer than {limit_s:g} seconds."}
        return _fault(name, problem)
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - a function's fault ends its call, and nothing else
        return _fault(name, problem)


def result(value: Any) -> dict[str, Any]:
    """As the model is told it. Raises ToolError where that can't be."""
    try:
        told = msgspec.to_builtins("done" if value is None else value, str_keys=True)
        length = len(msgspec.json.encode(told))
    except (TypeError, ValueError, RecursionError, OverflowError):
        raise ToolError(f"The result is of a kind that can't be told: {type(value).__name__}.") from None
    if length > MAX_RESULT_CHARS:
        raise ToolError(f"The result is too long: {length} characters, {MAX_RESULT_CHARS} at most.")
    return {"result": told}


async def _to_its_end(work: Work) -> Any:
    """A function that does not let itself be cancelled is not waited for."""
    task = asyncio.ensure_future(work())
    task.add_done_callback(_retrieve)
    try:
        await asyncio.wait([task])
        if task.cancelled():
            raise ToolError("It was given up.")
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=CANCELLED_WITHIN_S)


def _retrieve(task: asyncio.Future[Any]) -> None:
    """Keeps asyncio from logging what nobody awaits any more: its message may quote what was said."""
    if not task.cancelled():
        task.exception()


def _fault(name: str, problem: BaseException) -> dict[str, Any]:
    """Its message may quote what was said, so that stays out of the log."""
    where = "".join(traceback.format_tb(problem.__traceback__))
    logger.error("the tool %s failed: %s\n%s", name, type(problem).__name__, where)
    return {"error": f"{name} failed."}
