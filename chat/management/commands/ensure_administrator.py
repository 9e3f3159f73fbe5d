"""`manage.py ensure_administrator`: the first administrator of a server that nobody sits before."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chat.people.administrator import AdministratorRefused, first_administrator


class Command(BaseCommand):
    help = "Makes an administrator where there is none; where there is one, nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="admin", help="(%(default)s)")
        parser.add_argument(
            "--password-file",
            type=Path,
            required=True,
            metavar="FILE",
            help="the password, on a line of its own",
        )

    def handle(self, *args: Any, name: str, password_file: Path, **options: Any) -> None:
        try:
            made = first_administrator(name, password_file.read_text(encoding="utf-8").strip())
        except (OSError, ValueError) as problem:
            raise CommandError(f"{password_file} can't be read: {type(problem).__name__}.") from problem
        except AdministratorRefused as refused:
            raise CommandError(f"No administrator was made. {refused}") from refused
        self.stdout.write(
            f"{name} is an administrator now." if made else "There is an administrator already."
        )
