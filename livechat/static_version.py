"""The version of the whole static tree, which stands in its URL.

One prefix for all files: a hash for each would break relative imports between modules, workers and worklets.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

VERSION_CHARS = 12


def static_version(roots: list[Path], salt: str) -> str:
    """A digest of the paths and contents below `roots`, and of `salt`, which stands for all else served."""
    digest = hashlib.sha256(salt.encode())
    for root in roots:
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:VERSION_CHARS]


def keep_for_ever(headers: Headers, path: str, url: str) -> None:
    """A file at this URL never changes: a changed tree has another."""
    headers["Cache-Control"] = "max-age=31536000, public, immutable"
