"""One connection after the other ends, and the page shows a talk: nothing lost or doubled, nothing noticed.

Compared with the emulator's own record of what it heard and sent, over all connections, in order, and with
the record of the talk.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.browser.ear import MOUTH
from tests.browser.long_talk import WATCH, Person, Shown, read_thread
from tests.conftest import StartService
from tests.lifeline.test_a_long_talk_loses_nothing import EXPIRED, FORGETFUL
from tests.support.browser import Browsers, talk_page
from tests.support.connections import becomes_true
from tests.support.emulator import running_emulator
from tests.support.long_talk import Account, read_account
from tests.support.recordings import word_errors
from tests.support.service import Service

SAMPLE_BYTES = 2
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("lasting_s", "connection_s", "go_away_s"),
    [
        pytest.param(60, 14, 4, id="a minute, scaled"),
        pytest.param(1800, 110, 60, id="30 min"),
    ],
)
async def test_thread_and_record_are_what_the_model_s_side_heard_and_said(
    browsers: Browsers,
    start_service: StartService,
    tmp_path: Path,
    lasting_s: float,
    connection_s: float,
    go_away_s: float,
) -> None:
    record = tmp_path / "record.jsonl"
    lifetime = (f"--connection-s={connection_s}", f"--go-away-s={go_away_s}")
    with running_emulator(tmp_path, *lifetime, f"--record={record}") as emulator:
        service = start_service(**emulator.environment)
        service.manage("shell", "-c", FORGETFUL)
        async with talk_page(await browsers.get(), service, MOUTH, bypass_csp=True) as talk:
            await talk.page.goto(service.url("/?assistant=forgetful"))
            await talk.start()
            await talk.page.evaluate(WATCH)
            person = Person(talk)
            await person.converse(lasting_s)
            thread = await read_thread(talk.page)
            assert set(await talk.page.evaluate("window.links")) == {"live"}
            assert await talk.page.evaluate("window.notices") == []
            await talk.stop()
        await becomes_true(lambda: service.rows("SELECT outcome FROM chat_conversation") != [("",)], 10)
        account = read_account(record)

    assert account.connections == account.resumed + 1 >= lasting_s // connection_s
    assert EXPIRED not in account.closes, "a connection was not left before its end"
    assert all(earlier.sequence < later.sequence for earlier, later in pairwise(thread))
    assert words(thread, "model") == [reply.words for reply in account.replies]
    assert words(thread, "user", typed=True) == person.typed
    assert words(thread, "user", typed=False) == account.heard
    assert [each.state for each in thread if each.role == "tool"] == ["done"] * person.called
    assert len(account.heard) == len(person.spoken)
    errors = sum(map(word_errors, person.spoken, account.heard))
    assert errors <= sum(len(each.split()) for each in person.spoken) // 5
    the_record_is_the_same(service, thread, account)


def words(thread: list[Shown], role: str, *, typed: bool = False) -> list[str]:
    return [each.words for each in thread if (each.role, each.typed) == (role, typed)]


def the_record_is_the_same(service: Service, thread: list[Shown], account: Account) -> None:
    """And every sample of an answer that nobody interrupted was played, no more and no fewer."""
    rows = service.rows("SELECT sequence, text FROM chat_utterance WHERE speaker != 'tool' ORDER BY sequence")
    shown = [(each.sequence, each.words) for each in thread if each.role != "tool"]
    assert [row for row in rows if row[1]] == shown
    played = service.rows(
        "SELECT total_samples, heard_samples, interrupted FROM chat_utterance"
        " WHERE speaker = 'model' AND text != '' ORDER BY sequence"
    )
    assert len(played) == len(account.replies)
    assert any(interrupted for _, _, interrupted in played)
    for (total, heard, interrupted), reply in zip(played, account.replies, strict=True):
        if interrupted:
            assert heard <= total <= reply.speech_bytes // SAMPLE_BYTES
        else:
            assert heard == total == reply.speech_bytes // SAMPLE_BYTES
