"""A warm emulator, as a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.environment import bare_environment
from tests.support.process import PYTHON, Process


@dataclass(frozen=True, slots=True)
class Emulator:
    url: str
    """https://127.0.0.1:port"""
    ca_file: Path
    """The certificate that clients have to trust."""
    process: Process

    @property
    def environment(self) -> dict[str, str]:
        """What points a service at it."""
        return {"LIVECHAT_EMULATOR_URL": self.url, "LIVECHAT_EMULATOR_CA": str(self.ca_file)}


def as_gemini(emulator: Emulator, **variables: str) -> dict[str, str]:
    """The emulator reached as the real service is: by a key."""
    return {
        "GEMINI_API_KEY": "good-key",
        "LIVECHAT_BASE_URL": emulator.url,
        "LIVECHAT_CA": str(emulator.ca_file),
        "LIVECHAT_GUESTS": "1",
        **variables,
    }


@contextmanager
def running_emulator(directory: Path, *arguments: str) -> Iterator[Emulator]:
    """`arguments` are those of `python -m chat.emulator`; ready when the block begins."""
    authority = directory / "emulator-ca.pem"
    command = [PYTHON, "-m", "chat.emulator", "--ca-out", str(authority), *arguments]
    with Process(command, bare_environment()) as process:
        url = process.wait_for(r"emulator at (https://\S+)")[1]
        yield Emulator(url, authority, process)
    assert "Traceback" not in process.log, process.log
