"""Where faults of our own end: words for the person, and for the log what may stand there."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from chat.errors import ChatError, InternalError

E = TypeVar("E", bound=BaseException)

logger = logging.getLogger(__name__)


def internal_error(fault: BaseException) -> InternalError:
    """Logs where it happened and its kind; its message may quote what was said, so that stays out."""
    where = "".join(traceback.format_tb(fault.__traceback__))
    logger.error("a fault of our own: %s\n%s", type(fault).__name__, where)
    return InternalError("internal", "Something went wrong on this server. Try again.")


@contextmanager
def faults_become_errors() -> Iterator[None]:
    """Whatever is raised in the block and is no ChatError is raised as InternalError."""
    try:
        yield
    except ChatError:
        raise
    except Exception as fault:  # noqa: BLE001 - this is where whatever failed ends
        raise internal_error(fault) from None


def first_of(group: BaseExceptionGroup[E]) -> E:
    """The error that ended a group; what followed from it is passed over."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return cast(E, error)
