"""What the first load of the talk page fetches, as it is on the way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from playwright.async_api import Browser, Request

from tests.bench_page.ground import Ground
from tests.bench_page.row import Outcome, Part, Row
from tests.faults.figures import Figure
from tests.support.service import Service

KB = 1000
WEIGHT = Row("weight", "page weight, compressed, first load", "", 60, "KB")


@dataclass(frozen=True, slots=True)
class File:
    path: str
    sent_bytes: int
    """Of the body, as it was encoded; 0 of what came from the browser's cache."""
    bytes: int
    """Decoded."""
    encoding: str


async def measure(ground: Ground) -> Outcome:
    service = ground.start_service(ground.start_tone(1))
    files = await first_load(await ground.browsers.get(), service)
    sent, whole = sum(file.sent_bytes for file in files), sum(file.bytes for file in files)
    lines = [
        f"{file.sent_bytes:7,} of {file.bytes:7,} bytes {file.encoding:8} {file.path}"
        for file in sorted(files, key=lambda file: -file.sent_bytes)
    ]
    told = [Figure("uncompressed", whole / KB, "KB"), Figure("files", len(files))]
    return Outcome({WEIGHT.name: [WEIGHT.figure(sent / KB), *told]}, log=lines)


async def first_load(browser: Browser, service: Service) -> list[File]:
    """By a browser that has never been there; until nothing more is fetched."""
    fetched: list[asyncio.Task[File]] = []
    async with await browser.new_context() as context:
        page = await context.new_page()
        page.on("requestfinished", lambda each: fetched.append(asyncio.create_task(_weigh(each, service))))
        await page.goto(service.url("/"), wait_until="networkidle")
        return list(await asyncio.gather(*fetched))


async def _weigh(request: Request, service: Service) -> File:
    response = await request.response()
    assert response, request.url
    sizes, body = await request.sizes(), await response.body()
    encoding = (await response.all_headers()).get("content-encoding", "")
    path = request.url.removeprefix(service.origin)
    return File(path, max(0, sizes["responseBodySize"]), len(body), encoding)


PART = Part("weight", (WEIGHT,), measure)
