"""`manage.py sweep`: closes the conversations whose worker died and for which nobody came back."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from chat.leases.sweeper import LOOK_AGAIN_S, Sweeper


class Command(BaseCommand):
    help = (
        "Closes conversations whose worker died, or let go of them, more than a minute ago. Workers do so by"
        " themselves every ten seconds: this is for when none runs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            closed = _sweep()
        except Error as problem:
            raise CommandError(f"The database does not answer ({type(problem).__name__}).") from problem
        self.stdout.write(f"Closed {closed} conversation{'' if closed == 1 else 's'}.")


def _sweep() -> int:
    """Until nothing is left to close."""
    sweeper = Sweeper()
    closed = sweeper.sweep()
    if sweeper.suspects:
        # Only a second look tells a dead worker from one whose database was away.
        time.sleep(LOOK_AGAIN_S)
    while more := sweeper.sweep():
        closed += more
    return closed
