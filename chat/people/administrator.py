"""The first administrator, where there is none yet."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

NAME = "admin"
PASSWORD_FILE = "admin-password"  # noqa: S105  # a file's name
PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True)
class Administrator:
    """`password` is empty where somebody has set another than the one made here."""

    name: str
    password: str


class AdministratorRefused(Exception):
    """The message tells why none can be made, and what to do."""


def first_administrator(name: str, password: str) -> bool:
    """Makes the administrator where there is none yet, and tells whether it did; changes nobody's password.

    Raises AdministratorRefused.
    """
    if _administrators().exists():
        return False
    if User.objects.filter(username=name).exists():
        raise AdministratorRefused(f"{name} is a user, but no active administrator. Take another name.")
    user = User(username=name)
    try:
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as problem:
        raise AdministratorRefused(" ".join(problem.messages)) from problem
    User.objects.create_superuser(name, password=password)
    return True


def local_administrator(state_dir: Path) -> Administrator:
    """The first administrator, made where there is none, with a password that is kept in `state_dir`."""
    password = _kept_password(state_dir / PASSWORD_FILE)
    user = _administrators().first()
    if user is None:
        user = User.objects.create_superuser(_free_name(), password=password)
    return Administrator(user.username, password if user.check_password(password) else "")


def _administrators() -> QuerySet[User]:
    return User.objects.filter(is_superuser=True, is_active=True).order_by("pk")


def _kept_password(file: Path) -> str:
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(PASSWORD_BYTES) + "\n")
    return file.read_text(encoding="ascii").strip()


def _free_name() -> str:
    taken = User.objects.filter(username=NAME).exists()
    return f"{NAME}-{secrets.token_hex(2)}" if taken else NAME
