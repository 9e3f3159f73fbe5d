from __future__ import annotations

import re

import pytest

from tests.conftest import StartService
from tests.support.http import cookie_header
from tests.support.people import log_in
from tests.support.service import Service


def static_prefix(service: Service) -> str:
    found = re.search(r"/static/[0-9a-f]{12}/", service.get("/").body)
    assert found is not None
    return found[0]


def test_every_answer_tells_the_browser_what_it_may_do(module_service: Service) -> None:
    script = f"{static_prefix(module_service)}js/protocol.js"
    for path in ("/", "/admin/login/", "/nothing", "/healthz", script):
        headers = module_service.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert f"connect-src 'self' ws://127.0.0.1:{module_service.port};" in policy
        assert "frame-ancestors 'none'" in policy
        assert "microphone=(self)" in headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"


def test_no_page_holds_a_script_or_style_that_the_policy_forbids(module_service: Service) -> None:
    for path in ("/", "/login/", "/nothing"):
        body = module_service.get(path).body
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body), path
        assert not re.search(r"<script(?![^>]*(\ssrc=|type=\"application/json\"))", body), path


def test_static_files_stand_below_one_version_and_are_kept_for_ever(module_service: Service) -> None:
    reply = module_service.get(f"{static_prefix(module_service)}js/protocol.js")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["cache-control"] == "max-age=31536000, public, immutable"
    style = module_service.get(f"{static_prefix(module_service)}admin/css/base.css")
    assert (style.status, style.headers["content-type"].split(";")[0]) == (200, "text/css")


def test_another_version_is_not_there(module_service: Service) -> None:
    assert module_service.get("/static/000000000000/js/protocol.js").status == 404
    assert module_service.get(f"{static_prefix(module_service)}../../manage.py").status == 404


def test_the_icon_is_where_browsers_look_for_it(module_service: Service) -> None:
    reply = module_service.get("/favicon.ico")
    assert reply.status == 302
    assert module_service.get(reply.headers["location"]).headers["content-type"] == "image/svg+xml"


@pytest.mark.service_environment(GEMINI_API_KEY="canary-key-8c1f")
def test_the_key_is_in_no_page(service: Service) -> None:
    service.add_user("ada")
    cookies = log_in(service, "ada")
    for path in ("/", "/admin/", "/healthz", "/nothing"):
        assert "canary-key" not in service.get(path, cookie_header(cookies)).body
    assert "canary-key" not in service.process.log


def test_a_healthy_process_says_ok(module_service: Service) -> None:
    reply = module_service.get("/healthz")
    assert (reply.status, reply.json()) == (200, {"status": "ok"})


def test_an_unreachable_database_is_named_and_its_password_is_not(start_service: StartService) -> None:
    # Nothing listens on port 1.
    service = start_service(DATABASE_URL="postgres://livechat:hunter2@127.0.0.1:1/livechat")
    reply = service.get("/healthz")
    assert (reply.status, reply.json()) == (503, {"status": "failing", "failing": ["database"]})
    assert "hunter2" not in reply.body + service.process.log
