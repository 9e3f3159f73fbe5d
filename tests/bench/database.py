"""A database for the programs that keep one: with all tables, and somebody who may talk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.environment import bare_environment
from tests.support.process import PYTHON, run
from tests.support.service import DATABASE, PASSWORD, migrate

FILL_WITHIN_S = 900
_MAKE_TOKEN = (
    "from django.contrib.auth.models import User\n"
    "from chat.people.tickets import make_access_token\n"
    "print(make_access_token('bench', User.objects.get())[1])"
)
_FILL = "from tests.bench.archive import fill\nfill({conversations})"


@dataclass(frozen=True, slots=True)
class Database:
    file: Path
    """To be copied."""
    token: str
    """An access token, for tickets."""


def new_database(directory: Path) -> Database:
    migrate(directory)
    account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    _manage(directory, "createsuperuser", "--noinput", "--username=bench", "--email=", **account)
    token = _shell(directory, _MAKE_TOKEN).split()[-1]
    return Database(directory / DATABASE, token)


def fill(database: Database, conversations: int) -> None:
    """With so many that have ended."""
    _shell(database.file.parent, _FILL.format(conversations=conversations))


def _shell(directory: Path, code: str) -> str:
    return _manage(directory, "shell", "--verbosity=0", "-c", code)


def _manage(directory: Path, *arguments: str, **variables: str) -> str:
    environment = bare_environment(LIVECHAT_STATE_DIR=str(directory), **variables)
    return run([PYTHON, "manage.py", *arguments], environment, FILL_WITHIN_S)
