"""The scenario that one emulator plays, and how far it is."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field

from chat.emulator.script import Event, Script
from chat.emulator.script_reader import ScriptError, read_script

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Progress:
    """Over all connections."""

    counts: Counter[Event] = field(default_factory=Counter)
    done: set[int] = field(default_factory=set)
    """The tables that are played once and were."""


@dataclass(slots=True)
class Playing:
    """Its file is read anew for each connection; where that has changed the counts begin anew."""

    script: Script
    progress: Progress = field(default_factory=Progress)

    def refresh(self) -> None:
        """What can't be read changes nothing."""
        if self.script.file is None:
            return
        try:
            script = read_script(self.script.file)
        except ScriptError as error:
            logger.warning("the former scenario goes on: %s", error)
            return
        if script.rules != self.script.rules:
            self.script, self.progress = script, Progress()
            logger.info("another scenario, of %d tables", len(script.rules))
