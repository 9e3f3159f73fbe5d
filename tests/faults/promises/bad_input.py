"""A hundred thousand messages that no client would send."""

from __future__ import annotations

from itertools import islice

from chat.errors import CloseCode
from tests.faults.cases import Message, cases, refused
from tests.faults.figures import Figure, never
from tests.faults.ground import Ground, Worker
from tests.faults.promise import EVERY_SERVER, Promise
from tests.faults.raw import BINARY, TEXT, Raw, frame, raw_socket

SEED = 20_261_122
TO_EACH = 10
"""The tenth refusal within a minute closes a socket."""
CLOSES = frozenset(CloseCode)


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_model()
    worker = await ground.start_worker()
    generated = list(islice(cases(SEED), ground.size(100_000, 5_000)))
    bad, failures = [], 0
    for message in generated:
        try:
            if refused(message) is not None:
                bad.append(message)
        except Exception:  # noqa: BLE001  # of any kind: it is what is counted
            failures += 1
    sockets = ground.size(300, 10)
    wrong, abnormal = 0, 0
    for number in range(sockets):
        start = number * TO_EACH % (len(bad) - TO_EACH)
        answers = await _answered(worker, bad[start : start + TO_EACH], in_talk=number % 2 == 0)
        wrong += answers != TO_EACH
        abnormal += answers == 0
    return [
        Figure("generated", len(generated)),
        Figure("of them sent over a socket", sockets * TO_EACH),
        never("failures of the parser", failures),
        never("sockets with an answer that is no typed error", wrong),
        never("tracebacks of bad input", ground.tracebacks()),
        never("closes with 1011 or without any code", abnormal),
    ]


async def _answered(worker: Worker, messages: list[Message], *, in_talk: bool) -> int:
    """How many were answered with a typed error in words; 0 where the close was none of the documented."""
    async with raw_socket(worker.port, hello=in_talk) as raw:
        for message in messages:
            await raw.send(_framed(message))
        code = await raw.closed(20)
        return _typed(raw) if code in CLOSES else 0


def _typed(raw: Raw) -> int:
    errors = [event for event in raw.events if event["type"] == "error"]
    return sum(bool(event["code"] and event["message"].strip()) for event in errors)


def _framed(message: Message) -> bytes:
    if isinstance(message, bytes):
        return frame(BINARY, message)
    return frame(TEXT, message.encode(errors="replace"))


PROMISE = Promise(
    "bad-input",
    "bad input is an answer",
    "bad JSON, wrong type, odd PCM, unknown type; 100,000 generated cases",
    "0 tracebacks, 0 x 1011, a typed error each",
    measure,
    EVERY_SERVER,
)
