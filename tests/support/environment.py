"""The environment of a program under test."""

from __future__ import annotations

import os
import re

OURS = re.compile(
    r"(SECRET_KEY|DEBUG|ALLOWED_HOSTS|DATABASE_URL|REDIS_URL|GEMINI_.*|GOOGLE_.*|LIVECHAT_.*|DJANGO_.*)$"
)
"""What livechat, Django or google-genai would read."""


def bare_environment(**variables: str) -> dict[str, str]:
    """This process's environment without any setting of livechat's, and with `variables`."""
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    return kept | {"PYTHONUNBUFFERED": "1"} | variables
