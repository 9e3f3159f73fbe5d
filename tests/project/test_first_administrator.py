"""`manage.py ensure_administrator`: one where there is none, nobody changed where there is one."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

GOOD = "correct horse battery"


def ensure(tmp_path: Path, password: str = GOOD, name: str = "ada") -> str:
    file = tmp_path / "password"
    file.write_text(password + "\n")
    said = StringIO()
    call_command("ensure_administrator", name=name, password_file=file, stdout=said)
    return said.getvalue()


def test_the_first_administrator_logs_in_with_the_password_of_the_file(tmp_path: Path) -> None:
    assert ensure(tmp_path) == "ada is an administrator now.\n"
    ada = User.objects.get()
    assert (ada.username, ada.is_superuser, ada.is_staff) == ("ada", True, True)
    assert ada.check_password(GOOD)


def test_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    ensure(tmp_path)
    assert ensure(tmp_path, "another long password", "eve") == "There is an administrator already.\n"
    ada = User.objects.get()
    assert ada.username == "ada" and ada.check_password(GOOD)


def test_a_user_does_not_become_an_administrator(tmp_path: Path) -> None:
    User.objects.create_user("ada", password="of her own")
    with pytest.raises(CommandError, match="Take another name"):
        ensure(tmp_path)
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("password", ["", "short", "password1234", "12345678901"])
def test_a_weak_password_is_refused_in_words(tmp_path: Path, password: str) -> None:
    with pytest.raises(CommandError, match="No administrator was made. This password"):
        ensure(tmp_path, password)
    assert not User.objects.exists()


def test_an_impossible_name_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No administrator was made. Enter a valid username"):
        ensure(tmp_path, name="a name")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="missing can't be read: FileNotFoundError"):
        call_command("ensure_administrator", password_file=tmp_path / "missing")
