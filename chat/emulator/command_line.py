"""The flags of the emulator's command, the same for `python -m chat.emulator` and `manage.py emulator`."""

from __future__ import annotations

import argparse
from pathlib import Path

from chat.emulator.script import Script
from chat.emulator.script_reader import ANSWERS, MOST_SHIFT_MS, ScriptError, read_script
from chat.emulator.session import Lifetime

DESCRIPTION = "A Gemini Live server on this machine. docs/emulator.md tells how to use it."
EPILOG = 'Any API key is good but one that begins with "bad" or contains "invalid".'


def positive(text: str) -> float:
    number = float(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return number


def shift(text: str) -> float:
    number = float(text)
    if abs(number) > MOST_SHIFT_MS:
        raise argparse.ArgumentTypeError(f"must be from -{MOST_SHIFT_MS} to {MOST_SHIFT_MS}")
    return number


def scenario(text: str) -> Script:
    """Of a name or a file."""
    if text in ANSWERS:
        return Script(answers=text)
    if not text.endswith(".toml"):
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(ANSWERS)}, and no file.toml")
    try:
        return read_script(Path(text))
    except ScriptError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    usual = Lifetime()
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    add("--port", type=int, default=0, help="0, the default, takes a free one")
    add(
        "--scenario",
        type=scenario,
        default="talk",
        metavar="{talk,tone,text,FILE.toml}",
        help="who answers, or a script of what is said, called and broken (%(default)s)",
    )
    add("--tone-s", type=positive, default=10, help="seconds of a tone's answer (%(default)s)")
    add("--text-only", action="store_true", help="do not hear or speak")
    add("--voice-activity", action="store_true", help="tell clients when speech starts and ends")
    add(
        "--transcript-shift-ms",
        type=shift,
        default=0.0,
        metavar="MS",
        help="words come so long after their sound, or before it: -1000 to 1000 (%(default)s)",
    )
    add(
        "--connection-s",
        type=positive,
        default=usual.connection_s,
        help="how long a connection may last (%(default)s)",
    )
    add(
        "--go-away-s",
        type=positive,
        help="when goAway comes (50 s before the connection's end, or at half of it)",
    )
    add(
        "--record",
        type=Path,
        metavar="FILE",
        help="write each message that comes or goes here, as JSON lines",
    )
    add("--ca-out", type=Path, metavar="FILE", help="write the certificate that clients have to trust here")
    add(
        "--state-dir",
        type=Path,
        metavar="DIRECTORY",
        help="announce emulator.json here, and leave after the last owner",
    )
    add(
        "--grace-s",
        type=positive,
        default=10.0,
        help="with --state-dir: seconds without an owner before leaving (%(default)s)",
    )


def check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> argparse.Namespace:
    """Ends the process, with 2, where the options do not go together."""
    if options.go_away_s is not None and options.go_away_s >= options.connection_s:
        parser.error(f"--go-away-s has to be below --connection-s, which is {options.connection_s:g}")
    return options


def lifetime_of(options: argparse.Namespace) -> Lifetime:
    connection_s, go_away_s = options.connection_s, options.go_away_s
    if go_away_s is None:
        return Lifetime(connection_s, min(Lifetime().time_left_s, connection_s / 2))
    return Lifetime(connection_s, connection_s - go_away_s)
