"""From the server to the ear, and back to silence, with the page idle and with its main thread stalled."""

from __future__ import annotations

from tests.bench_page.answers import ask_and_hush
from tests.bench_page.ground import Ground
from tests.bench_page.row import Outcome, Part, Row
from tests.faults.figures import Figure, milliseconds, percentile

TO_EAR = Row("ear", "server send -> ear", "p95", 70, "ms")
TO_SILENCE = Row("silence", "interruption -> silence", "p95", 70, "ms")
TO_SILENCE_STALLED = Row(
    "silence_stalled", "interruption -> silence under 200 ms main-thread stalls", "p95", 90, "ms"
)
CLICK = Row("click", "click on flush (200 Hz tone, 0.37 peak)", "largest step", 0.03, "")
HEARD = Row("heard", "heard error", "at most", 1, "ms")


async def measure(ground: Ground) -> Outcome:
    times = ground.size(40, 4)
    idle = await ask_and_hush(ground, times, busy=False)
    busy = await ask_and_hush(ground, times, busy=True)
    errors = [abs(error) for each in (idle, busy) for error in each.heard_errors_ms()]
    to_ear, to_silence = ([getattr(span, name) for span in idle.spans] for name in WAYS)
    ear_busy, silence_busy = ([getattr(span, name) for span in busy.spans] for name in WAYS)
    return Outcome(
        {
            TO_EAR.name: [
                TO_EAR.figure(percentile(to_ear, 0.95)),
                milliseconds("p50", percentile(to_ear, 0.5)),
                milliseconds("p95 under stalls", percentile(ear_busy, 0.95)),
            ],
            TO_SILENCE.name: [
                TO_SILENCE.figure(percentile(to_silence, 0.95)),
                milliseconds("p50", percentile(to_silence, 0.5)),
            ],
            TO_SILENCE_STALLED.name: [
                TO_SILENCE_STALLED.figure(percentile(silence_busy, 0.95)),
                milliseconds("p50", percentile(silence_busy, 0.5)),
            ],
            CLICK.name: [CLICK.figure(max(idle.largest_step, busy.largest_step))],
            HEARD.name: [
                HEARD.figure(max(errors)),
                milliseconds("p50", percentile(errors, 0.5)),
                Figure("reports", len(errors)),
            ],
        }
    )


WAYS = ("to_ear_ms", "to_silence_ms")
PART = Part("downlink", (TO_EAR, TO_SILENCE, TO_SILENCE_STALLED, CLICK, HEARD), measure)
