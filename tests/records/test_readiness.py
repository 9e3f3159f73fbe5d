"""/readyz is red where what is said would not be stored, and green again when it would."""

from __future__ import annotations

import json
import resource
import time

import pytest

from chat.records import trouble as trouble_module
from chat.records.trouble import FORGOTTEN_AFTER_S, Trouble
from tests.conftest import StartService
from tests.records.full import disk_full
from tests.support.postgres import Postgres
from tests.support.service import Service

RED_WITHIN_S = 10


def becomes(service: Service, path: str, status: int) -> list[str]:
    """What is told to fail, once the status is that."""
    deadline = time.monotonic() + RED_WITHIN_S
    while (reply := service.get(path)).status != status:
        assert time.monotonic() < deadline, f"{path} is still {reply.status}"
        time.sleep(0.2)
    return list(json.loads(reply.body).get("failing", []))


def test_a_full_disk_is_red_and_room_is_green_again(start_service: StartService) -> None:
    service = start_service()
    assert becomes(service, "/readyz", 200) == []
    pid = service.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    assert becomes(service, "/readyz", 503) == ["records"]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert becomes(service, "/readyz", 200) == []


def test_a_database_that_is_away_or_hangs_is_red(
    start_service: StartService, postgres: Postgres, database_url: str
) -> None:
    service = start_service(DATABASE_URL=database_url)
    assert becomes(service, "/readyz", 200) == []
    with postgres.held():
        assert becomes(service, "/readyz", 503) == ["database"]
    assert becomes(service, "/readyz", 200) == []
    postgres.stop()
    assert becomes(service, "/readyz", 503) == ["database"]
    postgres.start()
    assert becomes(service, "/readyz", 200) == []


def test_a_database_that_answers_and_takes_nothing_is_red(
    start_service: StartService, postgres: Postgres, database_url: str
) -> None:
    service = start_service(DATABASE_URL=database_url)
    with disk_full(postgres, database_url, "chat_worker"):
        assert becomes(service, "/readyz", 503) == ["records"]
        assert service.get("/healthz").status == 200
    assert becomes(service, "/readyz", 200) == []


def test_a_record_that_fails_is_trouble_until_one_is_stored_or_the_talk_is_long_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Clock:
        now = 100.0

        def monotonic(self) -> float:
            return self.now

    clock, trouble = Clock(), Trouble()
    monkeypatch.setattr(trouble_module, "time", clock)
    told = [trouble.lasts]
    trouble.failed()
    told.append(trouble.lasts)
    trouble.passed()
    told.append(trouble.lasts)
    trouble.failed()
    clock.now += FORGOTTEN_AFTER_S
    told.append(trouble.lasts)
    assert told == [False, True, False, False]
