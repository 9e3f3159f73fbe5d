"""Whether a TCP port can be listened on, and who holds it if not."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

LISTENING = "0A"
"""The state's number in /proc/net/tcp."""


class PortTaken(Exception):
    """`holder` tells the program that listens there, as far as this user may know."""

    def __init__(self, port: int, holder: str) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port
        self.holder = holder


def require_free_port(host: str, port: int) -> None:
    """Raises PortTaken; OSError where the host or port can't be listened on for another reason."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address[0], port, *address[2:]))
            probe.listen()
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise PortTaken(port, _holder(port)) from None
            raise


def _holder(port: int) -> str:
    """`python3 manage.py (process 123)`, or "" where it can't be known: another user's, or no Linux."""
    links = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*") if links else ():
        try:
            if os.readlink(descriptor) in links:
                return _program(descriptor.parent.parent)
        except OSError:
            continue
    return ""


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for row in table.read_text(encoding="ascii").splitlines()[1:]:
            fields = row.split()
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(fields[9])
    return inodes


def _program(process: Path) -> str:
    words = (process / "cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    return f"{' '.join(words[:3]).strip()} (process {process.name})"
