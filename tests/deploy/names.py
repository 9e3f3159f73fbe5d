"""A name server that knows the addresses of the workers, as Docker's own does."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, UDPServer
from threading import Event, Thread
from typing import cast

HEADER = struct.Struct("!6H")
ANSWERED = 0x8180
"""A response, recursion desired and available, no error."""
ADDRESS = struct.pack("!HH", 1, 1)
"""An A record of the internet's class: what is asked for, and what is given."""
RECORD = b"\xc0\x0c" + ADDRESS + struct.pack("!IH", 0, 4)
"""For the name that was asked for, valid for 0 s, 4 bytes to follow."""


class Names(UDPServer):
    """Whatever the question, an IPv4 address is each of `addresses`, as they are at that moment.

    `asked` is set at each question.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.addresses: list[str] = []
        self.asked = Event()

    @property
    def resolver(self) -> str:
        host, port = self.socket.getsockname()
        return f"udp/{host}:{port}"


class _Answer(BaseRequestHandler):
    def handle(self) -> None:
        names = cast(Names, self.server)
        message, reply_socket = self.request
        number, _, _, *_ = HEADER.unpack_from(message)
        end = message.index(b"\0", HEADER.size) + 1 + len(ADDRESS)
        question = message[HEADER.size : end]
        addresses = names.addresses if question.endswith(ADDRESS) else []
        records = b"".join(RECORD + socket.inet_aton(address) for address in addresses)
        header = HEADER.pack(number, ANSWERED, 1, len(addresses), 0, 0)
        reply_socket.sendto(header + question + records, self.client_address)
        names.asked.set()


@contextmanager
def running_names() -> Iterator[Names]:
    with Names() as names:
        thread = Thread(target=names.serve_forever)
        thread.start()
        try:
            yield names
        finally:
            names.shutdown()
            thread.join()
