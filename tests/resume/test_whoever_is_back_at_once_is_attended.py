"""Whoever loses its socket in the middle of an answer and is back at once is attended, however soon."""

from __future__ import annotations

from tests.resume.test_a_browser_comes_back import JOKE
from tests.support.coming_back import coming
from tests.support.service import Service

SOCKETS = 12


async def test_each_of_many_sockets_gets_its_ready(service: Service) -> None:
    async with coming(service) as first:
        await first.hello()
        await first.send("text", id="1", text=JOKE)
        while len(first.speech[1]) < 48_000:
            await first.receive()
        first.cut()
    last = first
    for _ in range(SOCKETS):
        async with coming(service, last) as back:
            await back.resume(last)
            while not back.speech[1]:
                await back.receive()
            back.cut()
            last = back
