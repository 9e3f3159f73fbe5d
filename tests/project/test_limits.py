from __future__ import annotations

import pytest
from pytest_django import Settings

from chat.errors import CloseCode, LimitReached
from chat.people.limits import Slots


def test_a_full_server_says_so_and_that_trying_again_helps(settings: Settings) -> None:
    settings.LIVECHAT_MAX_SESSIONS = 2
    slots = Slots()
    with slots.slot(), slots.slot():
        with pytest.raises(LimitReached) as refused, slots.slot():
            pass
        assert (refused.value.code, refused.value.retry) == ("server_full", True)
        assert refused.value.close_code == CloseCode.LIMIT
    assert slots.taken == 0


def test_a_slot_is_given_back_whatever_ends_it(settings: Settings) -> None:
    settings.LIVECHAT_MAX_SESSIONS = 1
    slots = Slots()
    with pytest.raises(KeyError), slots.slot():
        raise KeyError
    with slots.slot():
        assert slots.taken == 1
