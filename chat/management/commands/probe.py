"""`manage.py probe`: does the configured endpoint do what livechat builds on?"""

from __future__ import annotations

import asyncio
import logging
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chat.configuration import configured_endpoint, emulator_endpoint
from chat.errors import UpstreamError
from chat.gemini.endpoint import Endpoint, EndpointKind
from chat.probe.asked import assistants, settings_setup
from chat.probe.checklist import POINTS, Outcome, Point, State, try_point
from chat.probe.comparing import Difference, compared
from chat.probe.course import Course, Service
from chat.probe.report import EMULATOR, difference_lines, fact_lines, point_line, total_line

MOST_SETUP_S = 10.0
"""More would leave a minute far behind, where nothing answers."""
KEYS_OF_EMULATOR = "emulator"
TELLS_FACTS = 2


@dataclass(frozen=True, slots=True)
class Courses:
    service: Course
    emulator: Course | None
    """With which it is compared."""


class Command(BaseCommand):
    help = (
        "Tries the configured endpoint point by point, in about a minute, and tells where it differs from the"
        " built-in emulator. Speech is sent to it, and billed where it bills. The exit status is 1 where a"
        " point fails. -v 2 prints what was seen at each. docs/probe.md"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--record",
            type=Path,
            metavar="FILE",
            help="write one sample of each kind of message here, with nobody's words, handles or key in it",
        )

    def handle(self, *args: Any, record: Path | None, verbosity: int, **options: Any) -> None:
        _require_writable(record)
        # It tells its failures by itself.
        logging.getLogger("chat").setLevel(logging.ERROR)
        try:
            outcomes = asyncio.run(self._probe(record, tells_facts=verbosity >= TELLS_FACTS))
        except UpstreamError as error:
            raise CommandError(error.message) from error
        except OSError as problem:
            raise CommandError(f"{record} can't be written: {problem.strerror}.") from problem
        except KeyboardInterrupt:
            raise CommandError("Stopped.", returncode=130) from None
        if any(outcome.state is State.FAILED for outcome in outcomes):
            raise CommandError("The probe found what livechat can't work with: see what failed above.")

    async def _probe(self, record: Path | None, *, tells_facts: bool) -> Sequence[Outcome]:
        began = time.monotonic()
        courses = await self._courses()
        outcomes = []
        for point in POINTS:
            outcome, differences = await _try(point, courses)
            outcomes.append(outcome)
            self._say(point_line(point, outcome))
            for line in difference_lines(courses.service.service.name, differences):
                self._say(line)
            for line in fact_lines(outcome.facts) if tells_facts else ():
                self._say(line)
        self._say(f"{total_line(outcomes)}, in {time.monotonic() - began:.0f} s.")
        if record:
            self._record(courses.service, record)
        return outcomes

    async def _courses(self) -> Courses:
        """Raises UpstreamError."""
        endpoint = await configured_endpoint()
        service = Service(
            _name(endpoint),
            endpoint,
            settings_setup(),
            await assistants(),
            min(MOST_SETUP_S, settings.LIVECHAT_SETUP_TIMEOUT_S),
        )
        emulator = None if endpoint.kind is EndpointKind.EMULATOR else await self._emulator(service)
        beside = ", beside the built-in emulator" if emulator else ""
        self._say(f"{service.name}, model {service.setup.model}{beside}:")
        return Courses(Course(service), Course(emulator) if emulator else None)

    async def _emulator(self, service: Service) -> Service | None:
        """Asked for the same. It gets none of the operator's key."""
        try:
            endpoint = replace(await emulator_endpoint(), api_key=KEYS_OF_EMULATOR)
        except UpstreamError as error:
            self._say(f"Nothing is compared: {error.message}")
            return None
        return replace(service, name=EMULATOR, endpoint=endpoint)

    def _record(self, course: Course, file: Path) -> None:
        """Raises OSError."""
        day = datetime.now(UTC).date()
        course.samples.write(
            file, f"manage.py probe, {course.service.name}, {course.service.setup.model}, {day}"
        )
        self._say(f"{len(course.samples.messages)} kinds of messages are recorded in {file}.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


async def _try(point: Point, courses: Courses) -> tuple[Outcome, Sequence[Difference]]:
    """At both at the same time; what the service can't be tried for is not awaited of the emulator."""
    if courses.emulator is None:
        return await try_point(point, courses.service), ()
    emulators = asyncio.create_task(try_point(point, courses.emulator))
    try:
        outcome = await try_point(point, courses.service)
        return (outcome, ()) if outcome.state is State.SKIPPED else compared(outcome, await emulators)
    finally:
        emulators.cancel()
        await asyncio.gather(emulators, return_exceptions=True)


def _name(endpoint: Endpoint) -> str:
    if endpoint.kind is EndpointKind.EMULATOR:
        return EMULATOR
    if endpoint.base_url:
        return "the service"
    return "Vertex AI" if endpoint.kind is EndpointKind.VERTEX else "Google"


def _require_writable(file: Path | None) -> None:
    """Before a minute is spent. Raises CommandError."""
    if file is not None and (file.is_dir() or not file.resolve().parent.is_dir()):
        raise CommandError(f"{file} can't be written: name a file in a directory that exists.")
