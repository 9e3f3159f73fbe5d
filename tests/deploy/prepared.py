"""deploy/prepare, at work in a directory of the test's own."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.process import PROJECT_DIR, run


def prepare(directory: Path, *arguments: str) -> str:
    """What it says. Below `directory` stand .env and secrets/ then. Raises AssertionError where it fails."""
    places = {"ENV_FILE": str(directory / ".env"), "SECRETS_DIR": str(directory / "secrets")}
    return run([str(PROJECT_DIR / "deploy/prepare"), *arguments], {"PATH": os.environ["PATH"], **places})
