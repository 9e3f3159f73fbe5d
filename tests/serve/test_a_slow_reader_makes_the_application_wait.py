from __future__ import annotations

import time

from tests.serve.raw_socket import BINARY, PING, PONG, frame, raw_socket
from tests.serve.served import GROWTH_BYTES, MB, Served
from tests.serve.stage import MESSAGE
from tests.support.connections import becomes_true

WITHIN_S = 20
STILL_S = 0.5
KERNEL_BYTES = 8 * MB
"""More than Linux buffers for one connection."""


class Standstill:
    """Whether the count of what the application could send has not grown for a while."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self.sent_bytes = -1
        self._since = time.monotonic()

    def __call__(self) -> bool:
        sent = self._server.count("sent_bytes")
        if sent != self.sent_bytes:
            self.sent_bytes, self._since = sent, time.monotonic()
        return sent > 0 and time.monotonic() - self._since > STILL_S


async def test_on_a_websocket(server: Served) -> None:
    with raw_socket(server.port, receive_buffer=4096) as reader:
        assert "101" in reader.open("/endless")
        server.get("/counts")
        before = server.peak_bytes()
        standstill = Standstill(server)
        await becomes_true(standstill, WITHIN_S)
        assert standstill.sent_bytes < KERNEL_BYTES
        assert server.peak_bytes() - before < GROWTH_BYTES

        # It goes on where it stood, with nothing lost.
        frames = reader.frames()
        read = 0
        while read <= standstill.sent_bytes + MB:
            opcode, payload = next(frames)
            assert (opcode, payload) == (BINARY, MESSAGE)
            read += len(payload)


async def test_on_an_http_response(server: Served) -> None:
    with raw_socket(server.port, receive_buffer=4096) as reader:
        reader.send(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        assert "200" in reader.status_line()
        before = server.peak_bytes()
        standstill = Standstill(server)
        await becomes_true(standstill, WITHIN_S)
        assert standstill.sent_bytes < KERNEL_BYTES
        assert server.peak_bytes() - before < GROWTH_BYTES


def test_the_application_can_close_a_socket_that_nobody_reads(server: Served) -> None:
    with raw_socket(server.port, receive_buffer=4096) as reader:
        reader.open("/impatient")
        server.process.wait_for("lost patience", WITHIN_S)
        assert reader.close_code() == 4408


async def test_a_client_that_vanishes_ends_the_wait(server: Served) -> None:
    with raw_socket(server.port, receive_buffer=4096) as reader:
        reader.open("/endless")
        await becomes_true(Standstill(server), WITHIN_S)
    server.process.wait_for("endless ended", WITHIN_S)


def test_pings_of_a_client_that_reads_nothing_are_not_answered_one_by_one(server: Served) -> None:
    with raw_socket(server.port, receive_buffer=4096) as reader:
        reader.open("/echo")
        before = server.peak_bytes()
        reader.flood(frame(PING, bytes(125)), 8 * MB, stuck_after_s=2)
        assert server.peak_bytes() - before < GROWTH_BYTES
        reader.send(frame(PING, b"the last one"))
        newest = b""
        for opcode, payload in reader.frames():
            assert opcode == PONG
            newest = payload
            if newest == b"the last one":
                break
        assert newest == b"the last one"
