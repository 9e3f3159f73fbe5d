"""From the end of a sentence, read by a person, to the first sound of the answer."""

from __future__ import annotations

from tests.bench_page.ground import Ground
from tests.bench_page.passed import take_passed
from tests.bench_page.row import Outcome, Part, Row
from tests.bench_page.stages import stage, stages
from tests.bench_page.voice import NAMES, Way, read_model, relay_ms, ways
from tests.browser.reading import PAUSE_S, read_aloud
from tests.faults.figures import Figure, milliseconds, percentile

RELAY = Row("relay", "voice to voice, the relay's own part of it", "p95", 100, "ms")


async def measure(ground: Ground) -> Outcome:
    record = ground.directory / "record.jsonl"
    emulator = ground.start_timed_emulator(record)
    service = ground.start_service(emulator)
    found: list[Way] = []
    for number in range(ground.size(3, 1)):
        directory = ground.directory / f"reading-{number}"
        directory.mkdir()
        reading = await read_aloud(ground.browsers, service, directory)
        model = read_model(record, emulator.process.lines)
        ends = reading.heard.sentence_ends(PAUSE_S - 1)
        found += ways(reading.heard, ends, await take_passed(service), model)
    whole = [way[-1] - way[0] for way in found]
    relay = [relay_ms(way) for way in found]
    return Outcome(
        {
            RELAY.name: [
                RELAY.figure(percentile(relay, 0.95)),
                milliseconds("p50", percentile(relay, 0.5)),
                milliseconds("voice to voice, p50", percentile(whole, 0.5)),
                Figure("sentences", len(found)),
            ]
        },
        stages=[*stages(NAMES, found), stage("voice to voice", whole)],
    )


PART = Part("voice", (RELAY,), measure)
