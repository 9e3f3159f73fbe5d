"""What another worker needs is sealed; what a browser comes back with can't be made up."""

from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django import Settings

from chat.leases.standing import SealBroken, seal, unseal
from chat.leases.token import Pass, make_token, read_token
from tests.leases.makers import STANDING


def test_a_standing_comes_back_as_it_was_and_shows_nothing_while_it_is_sealed() -> None:
    sealed = seal(STANDING)
    assert unseal(sealed) == STANDING
    for secret in ("the-handle", "Europe", "friendly"):
        assert secret not in sealed
    assert seal(STANDING) != sealed


@pytest.mark.parametrize("text", ["", "nonsense", "gAAAAABnonsense", "ä"])
def test_what_was_never_sealed_is_told_from_it(text: str) -> None:
    with pytest.raises(SealBroken):
        unseal(text)


def test_another_secret_key_opens_no_seal_and_no_token(settings: Settings) -> None:
    conversation = uuid4()
    sealed, token = seal(STANDING), make_token(conversation, 1, 1)
    settings.SECRET_KEY = "another key"
    with pytest.raises(SealBroken):
        unseal(sealed)
    assert read_token(conversation, token) is None


def test_a_token_is_of_one_conversation() -> None:
    conversation = uuid4()
    token = make_token(conversation, 3, 7)
    assert read_token(conversation, token) == Pass(3, 7)
    assert read_token(uuid4(), token) is None


@pytest.mark.parametrize("change", [lambda t: "", lambda t: t[:-1], lambda t: t + "x", lambda t: "9" + t])
def test_a_token_can_not_be_made_up(change: object) -> None:
    conversation = uuid4()
    assert callable(change)
    assert read_token(conversation, change(make_token(conversation, 1, 1))) is None


def test_newer_tokens_are_greater() -> None:
    assert Pass(1, 9) < Pass(2, 1) < Pass(2, 2)
