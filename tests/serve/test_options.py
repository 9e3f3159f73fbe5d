from __future__ import annotations

import re

import pytest

from tests.serve.served import APPLICATION, served
from tests.support.environment import bare_environment
from tests.support.process import PYTHON, Process, run
from tests.support.servers import HOST, LISTENING

SERVE = [PYTHON, "-m", "livechat.serve"]
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def options_of(*command: str) -> set[str]:
    return set(OPTION.findall(run([*command, "--help"], bare_environment())))


def test_it_takes_all_options_of_daphne() -> None:
    ours = options_of(*SERVE)
    theirs = options_of(PYTHON, "-m", "daphne")
    assert len(theirs) > 20
    assert theirs <= ours
    assert ours - theirs == {"--drain-timeout", "--http-max-body-size", "--trust-root-path"}


@pytest.mark.parametrize("named", [["livechat.asgi:application"], ["livechat.asgi"], []])
def test_livechat_is_named_in_full_in_part_or_not_at_all(named: list[str], tmp_path: object) -> None:
    command = [*SERVE, "--bind", HOST, "--port", "0", *named]
    with Process(command, bare_environment(LIVECHAT_STATE_DIR=str(tmp_path))) as process:
        process.wait_for(LISTENING)


def test_an_option_that_is_none_is_told() -> None:
    with pytest.raises(AssertionError, match="unrecognized arguments: --nothing"):
        run([*SERVE, "--nothing"], bare_environment())


def test_a_port_that_is_taken_is_told() -> None:
    with served() as server, pytest.raises(AssertionError) as failure:
        run([*SERVE, "--bind", HOST, "--port", str(server.port), APPLICATION], bare_environment())
    assert "Listen failure" in str(failure.value)
    assert "Traceback" not in str(failure.value)


def test_no_request_is_logged_unless_it_is_asked_for() -> None:
    with served() as server:
        server.get("/counts?secret=1")
    assert "/counts" not in server.process.log
    with served("--access-log", "-") as server:
        server.get("/counts")
    assert '"GET /counts" 200' in server.process.log


def test_a_root_path_from_outside_is_not_believed_unless_it_is_asked_for() -> None:
    header = {"Daphne-Root-Path": "/elsewhere"}
    with served() as server:
        assert server.get("/mirror", header).json()["root_path"] == ""
    with served("--trust-root-path") as server:
        assert server.get("/mirror", header).json()["root_path"] == "/elsewhere"


def test_a_quiet_server_says_nothing() -> None:
    with served("--verbosity", "1") as server:
        pass
    assert "Ended after" in server.process.log
