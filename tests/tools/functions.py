"""Tools of an operator's, as LIVECHAT_TOOLS names them."""

from __future__ import annotations

import asyncio
import threading
import time

from chat.tools import Caller, ToolError, tool


@tool
def lights(room: str, on: bool) -> str:
    """Switches the lights of a room on or off."""
    return f"The lights in the {room} are {'on' if on else 'off'}."


@tool(limit_s=0.5)
async def linger() -> None:
    """Takes longer than it may."""
    await asyncio.sleep(60)


@tool(limit_s=0.5)
async def cling() -> None:
    """Takes longer than it may, and does not let itself be cancelled."""
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(3)
            return


@tool(limit_s=0.5)
def doze() -> None:
    """Keeps its thread for longer than it may."""
    time.sleep(2)


@tool
def crash() -> None:
    """Breaks."""
    raise ZeroDivisionError("the password is " + "hsifdrows"[::-1])


@tool
async def refuse() -> None:
    """Fails in words of its own."""
    raise ToolError("The kettle is empty.")


@tool
def odd() -> object:
    """Gives what no JSON can hold."""
    return threading.Lock()


@tool(blocking=False, limit_s=600)
async def bake(caller: Caller) -> str:
    """Bakes a cake, which takes a while."""
    caller.report("The oven is on.")
    await asyncio.sleep(600)
    return "The cake is done."


@tool(blocking=False, scheduling="INTERRUPT")
def knit(caller: Caller) -> str:
    """Knits a sock, in a thread."""
    caller.report("The heel is done.")
    return "The sock is done."


@tool
async def brew() -> str:
    """Brews tea, for as long as it takes."""
    await asyncio.sleep(2.5)
    return "The tea is ready."


@tool(blocking=False)
async def dawdle() -> None:
    """Takes its time, without a word."""
    await asyncio.sleep(600)
