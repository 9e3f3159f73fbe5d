"""deploy/proxy/Caddyfile, with echoing workers behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic

import pytest

from tests.deploy.names import Names, running_names
from tests.deploy.proxy import Proxy, running_proxy
from tests.support.postgres import free_port

pytestmark = pytest.mark.deploy

NOTICED_WITHIN_S = 10
ASKED_AGAIN_WITHIN_S = 5
FIRST, SECOND, NOBODY = "127.0.0.2", "127.0.0.3", "127.0.0.4"


class Echo(BaseHTTPRequestHandler):
    """Tells where it was reached and the headers it saw."""

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps({"worker": self.connection.getsockname()[0], **headers}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def echo(address: str, port: int) -> Iterator[None]:
    with ThreadingHTTPServer((address, port), Echo) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with running_names() as names:
        yield names


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, names: Names, port: int) -> Iterator[Proxy]:
    with running_proxy(tmp_path_factory.mktemp("proxy"), names, port) as proxy:
        yield proxy


@pytest.fixture
def workers(names: Names, port: int) -> Iterator[ExitStack]:
    """The first of them; closing it takes the worker away. The name's addresses are the test's to change."""
    names.addresses = [FIRST]
    with ExitStack() as first:
        first.enter_context(echo(FIRST, port))
        yield first


def seen(proxy: Proxy, **headers: str) -> dict[str, str]:
    status, body = proxy.get("/", {name.replace("_", "-"): value for name, value in headers.items()})
    assert status == 200, body
    told: dict[str, str] = json.loads(body)
    return told


def test_what_a_browser_claims_of_itself_is_overwritten(proxy: Proxy, workers: ExitStack) -> None:
    forged = {"X_Forwarded_For": "6.6.6.6", "X_Real_IP": "6.6.6.6", "X_Forwarded_Proto": "http"}
    told = seen(proxy, **forged, X_Forwarded_Host="evil", Daphne_Root_Path="/evil")
    own = {"127.0.0.1", "::1"}
    assert told["x-real-ip"] in own and told["x-forwarded-for"] in own
    assert (told["x-forwarded-proto"], told["x-forwarded-host"]) == ("https", told["host"])
    assert "daphne-root-path" not in told


def test_the_name_that_was_asked_for_arrives(proxy: Proxy, workers: ExitStack) -> None:
    assert seen(proxy)["host"] == f"localhost:{proxy.https_port}"


def test_a_new_worker_gets_work_and_those_that_refuse_are_passed_over(
    proxy: Proxy, workers: ExitStack, names: Names, port: int
) -> None:
    with echo(SECOND, port):
        names.addresses = [FIRST, NOBODY, SECOND]
        deadline = monotonic() + NOTICED_WITHIN_S
        while seen(proxy)["worker"] != SECOND:
            assert monotonic() < deadline
        workers.close()
        assert {seen(proxy)["worker"] for _ in range(20)} == {SECOND}


def test_whoever_comes_while_no_worker_is_there_waits_for_one(
    proxy: Proxy, workers: ExitStack, names: Names, port: int
) -> None:
    workers.close()
    told: list[dict[str, str]] = []
    waiting = Thread(target=lambda: told.append(seen(proxy)))
    waiting.start()
    # The second question comes a second after the first, from a request that was refused meanwhile.
    for _ in range(2):
        names.asked.clear()
        assert names.asked.wait(ASKED_AGAIN_WITHIN_S)
    with echo(FIRST, port):
        waiting.join()
    assert told[0]["worker"] == FIRST


def test_whoever_waits_in_vain_is_told_in_words(proxy: Proxy, workers: ExitStack) -> None:
    workers.close()
    status, body = proxy.get("/")
    assert (status // 100, "Please try again in a moment" in body) == (5, True)


def test_plain_http_is_sent_to_tls(proxy: Proxy) -> None:
    with closing(HTTPConnection("localhost", proxy.http_port, timeout=10)) as connection:
        connection.request("GET", "/history/", headers={"Host": "localhost"})
        response = connection.getresponse()
        assert (response.status, response.headers["Location"]) == (308, "https://localhost/history/")


def test_its_health_is_told_inside_its_container(proxy: Proxy) -> None:
    with closing(HTTPConnection("127.0.0.1", proxy.health_port, timeout=10)) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"ok"
