"""A SECRET_KEY for the checkout that was given none."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE_NAME = "secret-key"
KEY_BYTES = 48


def kept_secret_key(state_dir: Path) -> str:
    """The key kept in `state_dir`, made on the first call, readable by its owner only. Raises OSError."""
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = state_dir / FILE_NAME
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii")


def _make(file: Path) -> None:
    """Linking a finished file lets one of several starting processes win, and none read half a key."""
    draft = file.with_name(f"{FILE_NAME}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(KEY_BYTES))
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
