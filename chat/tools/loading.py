"""The modules that functions are read from: livechat's own, and those that LIVECHAT_TOOLS names."""

from __future__ import annotations

import importlib
import logging
import traceback
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

logger = logging.getLogger(__name__)

SHIPPED = "chat.tools.shipped"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A module whose functions can't be called, and why."""

    module: str
    why: str


@lru_cache(maxsize=1)
def load_tools() -> tuple[Unreadable, ...]:
    """Registers all functions there are, once; gives the modules that could not be read."""
    importlib.import_module(SHIPPED)
    problems = [_read(module) for module in settings.LIVECHAT_TOOLS]
    return tuple(problem for problem in problems if problem is not None)


def _read(module: str) -> Unreadable | None:
    try:
        importlib.import_module(module)
    except Exception as problem:  # noqa: BLE001 - a module of the operator's may raise anything
        logger.error(
            "the tools of %s can't be read:\n%s", module, "".join(traceback.format_exception(problem))
        )
        return Unreadable(module, f"{type(problem).__name__}: {problem}")
    return None
