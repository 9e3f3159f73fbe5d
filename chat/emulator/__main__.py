"""`python -m chat.emulator`: a Gemini Live server on this machine."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from contextlib import ExitStack, closing
from typing import Any

from chat.emulator.certificate import new_identity
from chat.emulator.command_line import DESCRIPTION, EPILOG, add_arguments, check, lifetime_of
from chat.emulator.plan import Manner
from chat.emulator.record import Record
from chat.emulator.senses import Senses, talking_senses, textual_senses, tone_senses
from chat.emulator.server import Conduct, serving
from chat.emulator.state import Owners, announced

NICENESS = 5
"""A relay on the same machine goes first."""


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chat.emulator", description=DESCRIPTION, epilog=EPILOG)
    add_arguments(parser)
    return check(parser, parser.parse_args(argv))


def chosen_senses(options: argparse.Namespace) -> Senses:
    if options.scenario.answers == "tone":
        return tone_senses(options.tone_s)
    silent = options.text_only or options.scenario.answers == "text"
    return textual_senses() if silent else talking_senses()


def warm_senses(options: argparse.Namespace) -> Senses:
    senses = chosen_senses(options)
    senses.warm()
    return senses


async def run(options: argparse.Namespace) -> None:
    """Serves until SIGTERM, SIGINT, or the leave of the last owner."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    senses = await asyncio.to_thread(warm_senses, options)
    identity = new_identity(options.host)
    with ExitStack() as stack:
        conduct = _conduct(options, stack)
        async with serving(
            senses,
            identity,
            host=options.host,
            port=options.port,
            lifetime=lifetime_of(options),
            conduct=conduct,
        ) as port:
            if options.ca_out:
                options.ca_out.write_text(identity.certificate)
            with ExitStack() as meeting:
                ends: list[Coroutine[Any, Any, object]] = [stopped.wait()]
                if options.state_dir:
                    owners = meeting.enter_context(closing(Owners(options.state_dir)))
                    ends.append(owners.all_gone(options.grace_s))
                    meeting.enter_context(announced(options.state_dir, port, identity.certificate))
                print(f"Gemini Live emulator at https://{options.host}:{port}", flush=True)
                await _first_of(*ends)


def _conduct(options: argparse.Namespace, stack: ExitStack) -> Conduct:
    record = Record(stack.enter_context(options.record.open("w"))) if options.record else None
    manner = Manner(shift_ms=options.transcript_shift_ms, voice_activity=options.voice_activity)
    return Conduct(options.scenario, record, manner)


async def _first_of(*ends: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(end) for end in ends]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def emulate(options: argparse.Namespace) -> None:
    """Returns when it has ended; ends the process, in words, where it cannot run."""
    os.nice(NICENESS)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("websockets").setLevel(logging.WARNING)
    if options.state_dir:
        options.state_dir.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(run(options))
    except OSError as error:
        sys.exit(f"The emulator cannot run: {error}")


def main(argv: Sequence[str] | None = None) -> None:
    emulate(arguments(argv))


if __name__ == "__main__":
    main()
