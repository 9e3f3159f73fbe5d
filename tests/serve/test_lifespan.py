from __future__ import annotations

import pytest

from tests.serve.served import Served, served
from tests.support.environment import bare_environment
from tests.support.process import run
from tests.support.servers import server_command


def test_the_application_starts_before_anybody_is_let_in(server: Served) -> None:
    lines = server.process.lines
    assert lines.index("startup") < next(n for n, line in enumerate(lines) if "Listening on" in line)


def test_it_shuts_down_at_the_end() -> None:
    with served() as server:
        assert not server.told("shutdown")
    assert server.told("shutdown") == 1


def test_each_connection_finds_a_copy_of_its_state(server: Served) -> None:
    assert [server.get("/mirror").json()["state"] for _ in range(2)] == [{"greeting": "hello"}] * 2


def test_an_application_that_can_not_start_is_not_served() -> None:
    with pytest.raises(AssertionError) as failure:
        run(server_command("livechat", "tests.serve.application:without_a_database"), bare_environment())
    told = str(failure.value)
    assert "could not start: no database" in told
    assert "Listening on" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("application", ["knows_none", "ignores_it"])
def test_an_application_that_knows_no_lifespan_is_served_all_the_same(application: str) -> None:
    with served(application=f"tests.serve.application:{application}") as server:
        assert server.get("/counts").status == 200
    assert "Traceback" not in server.process.log


def test_one_that_fails_at_the_end_is_told_of_and_ends() -> None:
    with served(application="tests.serve.application:fails_at_the_end") as server:
        assert server.get("/counts").status == 200
    assert "failed in its lifespan" in server.process.log
    assert server.process.wait() == 0
