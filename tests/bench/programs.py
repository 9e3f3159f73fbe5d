"""The programs under test: what each is, how it is started, and what its browsers speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.process import PYTHON
from tests.support.servers import server_command


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    says: str
    wire: str
    """One of tests.bench.browsers.WIRES."""
    server: str = ""
    """One of SERVERS, with all of livechat; else it is a relay of tests.bench.relays."""

    def command(self, upstream: Sequence[str]) -> list[str]:
        """`upstream`: the arguments that tell a relay of the model; livechat reads its environment."""
        if self.server:
            return server_command(self.server)
        return [PYTHON, "-m", f"tests.bench.relays.{self.name}", *upstream]


PROGRAMS = (
    Program("livechat", "livechat on its own server, `python -m livechat.serve`", "livechat", "livechat"),
    Program("livechat-daphne", "livechat on plain Daphne", "livechat", "daphne"),
    Program("livechat-uvicorn", "livechat on uvicorn", "livechat", "uvicorn"),
    Program("tutorial", "the tutorial's relay: `websockets` and google-genai", "tutorial"),
    Program("passthrough", "a plain pass-through on `websockets`", "gemini"),
    Program("floor", "a pass-through in C (picows)", "gemini"),
)
BY_NAME = {program.name: program for program in PROGRAMS}
DIRECT = Program("direct", "no relay: the browsers' side connected to the model's", "gemini")
"""What the load takes by itself, which nothing is subtracted for."""
