"""A program under test: started, listened to, ended."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Condition, Thread
from types import TracebackType

PROJECT_DIR = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
START_WITHIN_S = 60
END_WITHIN_S = 20


class Process:
    """Keeps all that the program writes, to either stream, in `lines`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.lines: list[str] = []
        self._grown = Condition()
        self._ended = False
        self._popen = subprocess.Popen(
            command,
            cwd=PROJECT_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def log(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, pattern: str, within_s: float = START_WITHIN_S) -> re.Match[str]:
        """The first match in a line, past or to come. Raises AssertionError with the log otherwise."""
        deadline = time.monotonic() + within_s
        seen = 0
        with self._grown:
            while True:
                for line in self.lines[seen:]:
                    if match := re.search(pattern, line):
                        return match
                seen = len(self.lines)
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    raise AssertionError(f"no {pattern!r} in {within_s} s:\n{self.log}")
                self._grown.wait(left)

    def signal(self, number: int) -> None:
        self._popen.send_signal(number)

    def wait(self, within_s: float = END_WITHIN_S) -> int:
        """The exit status, once the program has ended and all it wrote is read."""
        status = self._popen.wait(within_s)
        self._reader.join(within_s)
        return status

    def stop(self) -> None:
        """SIGTERM, then the end awaited. Raises AssertionError where that takes too long."""
        if self._popen.poll() is None:
            self._popen.terminate()
        try:
            self.wait()
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self.wait()
            raise AssertionError(f"it did not end within {END_WITHIN_S} s of SIGTERM:\n{self.log}") from None

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as stream:
            for line in stream:
                with self._grown:
                    self.lines.append(line.rstrip("\n"))
                    self._grown.notify_all()
        with self._grown:
            self._ended = True
            self._grown.notify_all()


def resident_kb(pid: int) -> int:
    """Of physical memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    match = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    assert match, status
    return int(match[1])


def run(command: Sequence[str], environment: Mapping[str, str], within_s: float = 60) -> str:
    """The output of a program that ends by itself. Raises AssertionError with it where that fails."""
    done = subprocess.run(
        command,
        cwd=PROJECT_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=within_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
