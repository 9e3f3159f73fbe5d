"""Ten minutes of answers, one after the other, each a tone whose every sample is watched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from playwright.async_api import expect

from chat.emulator.tone import FREQUENCY_HZ
from tests.bench_page.ground import Ground
from tests.bench_page.row import Outcome, Part, Row
from tests.bench_page.stalled import MEASURING
from tests.browser.ear import MOUTH
from tests.faults.figures import Figure, seconds
from tests.support.browser import WITHIN_MS, TalkPage, talk_page

TONE_S, SHORT_TONE_S = 60, 5
TONES = 10

GLITCHES = Row("glitches", "glitches in a 10 min run", "", 0, "glitches")


async def measure(ground: Ground) -> Outcome:
    tone_s = ground.size(TONE_S, SHORT_TONE_S)
    tones = ground.size(TONES, 2)
    service = ground.start_service(ground.start_tone(tone_s))
    scripts = (MOUTH, _told_to_the_page(ground.directory), MEASURING / "tone-ear.js")
    browser = await ground.browsers.get()
    async with talk_page(browser, service, *scripts, bypass_csp=True) as talk:
        await talk.start()
        # What the device missed while the page was beginning nobody could hear.
        await talk.page.evaluate("() => toneEar.listen()")
        for turn in range(1, tones + 1):
            await talk.type("Sing a long tone.")
            await _sung(talk, turn, tone_s)
        # It is told once a second.
        await talk.page.wait_for_function(f"toneEar.soundingS > {tones * tone_s - 1}", timeout=WITHIN_MS)
        heard = await talk.page.evaluate("() => ({ ...toneEar })")
        await talk.stop()
    return Outcome({GLITCHES.name: figures(heard, tones)})


def figures(heard: Mapping[str, float], tones: int) -> list[Figure]:
    """A glitch is a bend of a tone, silence in the middle of one, or what the device did not get in time."""
    holes = heard["stretches"] - tones
    return [
        GLITCHES.figure(heard["bends"] + holes + heard["dropouts"]),
        Figure("bends", heard["bends"]),
        Figure("holes", holes),
        Figure("dropouts of the device", heard["dropouts"]),
        seconds("of sound", heard["soundingS"]),
    ]


async def _sung(talk: TalkPage, turn: int, tone_s: float) -> None:
    within_ms = 1000 * tone_s + WITHIN_MS
    await expect(talk.utterance("model", turn)).to_have_attribute("data-final", "true", timeout=within_ms)
    await talk.becomes("agent", "listening")


def _told_to_the_page(directory: Path) -> Path:
    """A script with what its worklet is made of, which has no imports."""
    source = (MEASURING / "tone-watch.js").read_text()
    script = directory / "tone-watch.js"
    script.write_text(f"window.toneWatch = {json.dumps({'source': source, 'hz': FREQUENCY_HZ})};")
    return script


PART = Part("glitches", (GLITCHES,), measure)
