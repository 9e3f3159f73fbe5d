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
from pathlib import Path
from typing import Any

from chat.emulator.certificate import new_identity
from chat.emulator.senses import Senses, talking_senses, textual_senses, tone_senses
from chat.emulator.server import serving
from chat.emulator.session import Lifetime
from chat.emulator.state import Owners, announced

NICENESS = 5
"""A relay on the same machine goes first."""


def positive(text: str) -> float:
    number = float(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return number


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    usual = Lifetime()
    parser = argparse.ArgumentParser(
        prog="python -m chat.emulator",
        description="A Gemini Live server on this machine.",
        epilog='Any API key is good but one that begins with "bad" or contains "invalid".',
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--scenario", choices=("talk", "tone"), default="talk", help="(%(default)s)")
    parser.add_argument(
        "--tone-s", type=positive, default=10, help="seconds of a tone's answer (%(default)s)"
    )
    parser.add_argument("--text-only", action="store_true", help="do not hear or speak")
    parser.add_argument(
        "--connection-s",
        type=positive,
        default=usual.connection_s,
        help="how long a connection may last (%(default)s); goAway comes 50 s before its end, or at half",
    )
    parser.add_argument("--ca-out", type=Path, help="write the certificate that clients have to trust here")
    parser.add_argument(
        "--state-dir", type=Path, help="announce emulator.json here, and leave after the last owner"
    )
    parser.add_argument(
        "--grace-s",
        type=positive,
        default=10.0,
        help="with --state-dir: seconds without an owner before leaving (%(default)s)",
    )
    return parser.parse_args(argv)


def chosen_senses(options: argparse.Namespace) -> Senses:
    if options.scenario == "tone":
        return tone_senses(options.tone_s)
    return textual_senses() if options.text_only else talking_senses()


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
    lifetime = Lifetime(options.connection_s, min(Lifetime().time_left_s, options.connection_s / 2))
    async with serving(senses, identity, host=options.host, port=options.port, lifetime=lifetime) as port:
        with ExitStack() as stack:
            if options.ca_out:
                options.ca_out.write_text(identity.certificate)
            ends: list[Coroutine[Any, Any, object]] = [stopped.wait()]
            if options.state_dir:
                owners = stack.enter_context(closing(Owners(options.state_dir)))
                ends.append(owners.all_gone(options.grace_s))
                stack.enter_context(announced(options.state_dir, port, identity.certificate))
            print(f"Gemini Live emulator at https://{options.host}:{port}", flush=True)
            await _first_of(*ends)


async def _first_of(*ends: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(end) for end in ends]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def main(argv: Sequence[str] | None = None) -> None:
    options = arguments(argv)
    os.nice(NICENESS)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("websockets").setLevel(logging.WARNING)
    if options.state_dir:
        options.state_dir.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(run(options))
    except OSError as error:
        sys.exit(f"The emulator cannot run: {error}")


if __name__ == "__main__":
    main()
