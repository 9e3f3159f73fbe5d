"""What an operator can ask of a deployment that is up."""

from __future__ import annotations

import pytest

from tests.deploy.deployment import Deployment
from tests.deploy.proxy import Proxy
from tests.support.process import PYTHON, run

pytestmark = pytest.mark.deploy


def test_both_workers_are_well_as_their_health_check_sees_it(deployment: Deployment) -> None:
    for address in deployment.workers:
        url = f"http://{address}:{deployment.worker_port}/readyz"
        run([PYTHON, "deploy/health.py", url, "localhost"], deployment.environment("web"))


def test_a_health_check_fails_where_nobody_answers(deployment: Deployment) -> None:
    with pytest.raises(AssertionError, match="not healthy"):
        url = f"http://127.0.0.9:{deployment.worker_port}/readyz"
        run([PYTHON, "deploy/health.py", url, "localhost"], deployment.environment("web"))


def test_a_certificate_of_the_proxys_own_authority_is_valid(proxy: Proxy) -> None:
    status, page = proxy.get("/")
    assert status == 200
    assert "/static/" in page


def test_static_files_are_there_without_a_step_of_their_own(proxy: Proxy) -> None:
    _, page = proxy.get("/")
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert proxy.get(style)[0] == 200


def test_a_second_start_leaves_database_and_administrator_as_they_are(deployment: Deployment) -> None:
    assert "No migrations to apply" in deployment.run_once("migrate")
    before = deployment.postgres.execute("SELECT username, password FROM auth_user", "livechat")
    assert "There is an administrator already" in deployment.run_once("administrator")
    assert deployment.postgres.execute("SELECT username, password FROM auth_user", "livechat") == before
    assert [name for name, _ in before] == ["admin"]


def test_nothing_is_left_to_tell_for_the_deployment_check(deployment: Deployment) -> None:
    environment = deployment.environment("web") | {"ALLOWED_HOSTS": "talk.example.org"}
    run([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], environment)
