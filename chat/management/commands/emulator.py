"""`manage.py emulator`: what `python -m chat.emulator` is, with the same flags."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chat.emulator.__main__ import emulate
from chat.emulator.command_line import DESCRIPTION, add_arguments, check


class Command(BaseCommand):
    help = DESCRIPTION
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        self._parser = super().create_parser(prog_name, subcommand, **kwargs)
        return self._parser

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        emulate(check(self._parser, argparse.Namespace(**options)))
