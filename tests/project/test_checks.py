from __future__ import annotations

from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tests.support.environment import bare_environment
from tests.support.process import PYTHON, run


def ids() -> list[str]:
    return [str(message.id) for message in run_checks() if str(message.id).startswith("livechat.")]


def test_a_bare_checkout_has_nothing_to_say() -> None:
    assert ids() == []


def test_gemini_without_a_key_is_an_error(settings: Settings) -> None:
    settings.LIVECHAT_ENDPOINT = "gemini"
    assert ids() == ["livechat.E003"]


def test_vertex_names_what_is_missing(settings: Settings) -> None:
    settings.LIVECHAT_ENDPOINT = "vertex"
    settings.GOOGLE_CLOUD_PROJECT = "garden"
    (message,) = run_checks()
    assert (message.id, message.msg) == ("livechat.E004", "Vertex AI needs GOOGLE_CLOUD_LOCATION.")


def test_key_and_project_together_warn_which_wins(settings: Settings) -> None:
    settings.LIVECHAT_ENDPOINT = "gemini"
    settings.GEMINI_API_KEY = "key"
    settings.GOOGLE_CLOUD_PROJECT = "garden"
    assert ids() == ["livechat.W003"]


@pytest.mark.parametrize(
    "origin",
    [
        "example.org",
        "https://example.org/",
        "https://*.example.org",
        "*",
        "null",
        "ftp://example.org",
        "https://",
    ],
)
def test_an_origin_that_is_not_exact_is_an_error(settings: Settings, origin: str) -> None:
    settings.LIVECHAT_ALLOWED_ORIGINS = ["https://example.org", "http://[::1]:9080", origin]
    assert ids() == ["livechat.E005"]


def test_other_machines_need_a_secret_key_that_was_set(settings: Settings) -> None:
    settings.LIVECHAT_PUBLIC = True
    assert ids() == ["livechat.E006"]
    settings.LIVECHAT_SECRET_KEY_KEPT = False
    assert ids() == []


@pytest.mark.parametrize("name", ["LIVECHAT_CA", "LIVECHAT_EMULATOR_CA"])
def test_an_authority_that_cannot_be_read_is_an_error(settings: Settings, tmp_path: Path, name: str) -> None:
    setattr(settings, name, str(tmp_path / "missing.pem"))
    assert ids() == ["livechat.E007"]


def test_an_emulator_that_nobody_asks_needs_no_authority(settings: Settings, tmp_path: Path) -> None:
    settings.LIVECHAT_ENDPOINT, settings.GEMINI_API_KEY = "gemini", "key"
    settings.LIVECHAT_EMULATOR_CA = str(tmp_path / "missing.pem")
    assert ids() == []


def test_guests_with_a_real_key_warn_of_the_cost(settings: Settings) -> None:
    settings.LIVECHAT_GUESTS = True
    assert ids() == []
    settings.LIVECHAT_ENDPOINT = "gemini"
    settings.GEMINI_API_KEY = "key"
    assert ids() == ["livechat.W001"]


def test_missing_speech_packages_warn_with_the_command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.checks.find_spec", lambda name: None if name == "hibari" else object())
    (message,) = run_checks()
    assert message.id == "livechat.W002"
    assert "hibari" in message.msg
    assert message.hint is not None and "requirements/run.txt" in message.hint


def test_bad_values_are_named_together_instead_of_a_crash(tmp_path: Path) -> None:
    environment = bare_environment(
        LIVECHAT_STATE_DIR=str(tmp_path),
        LIVECHAT_MAX_SESSIONS="abc",
        LIVECHAT_ENDPOINT="skynet",
        LIVECHAT_SILENCE_MS="5",
        GEMINI_API_KEY_FILE=str(tmp_path / "missing"),
        DATABASE_URL="nonsense",
        DEBUG="perhaps",
    )
    with pytest.raises(AssertionError) as failure:
        run([PYTHON, "manage.py", "check"], environment)
    told = str(failure.value)
    assert "Traceback" not in told
    for name in (
        "LIVECHAT_MAX_SESSIONS",
        "LIVECHAT_ENDPOINT",
        "LIVECHAT_SILENCE_MS",
        "DATABASE_URL",
        "DEBUG",
    ):
        assert f"(livechat.E001) {name} " in told
    assert "(livechat.E002) GEMINI_API_KEY_FILE " in told


def test_a_production_environment_passes_the_deployment_check(tmp_path: Path) -> None:
    environment = bare_environment(
        LIVECHAT_STATE_DIR=str(tmp_path),
        SECRET_KEY="a0b1c2d3e4f5" * 5,
        ALLOWED_HOSTS="talk.example.org",
        LIVECHAT_TLS_PROXY="1",
    )
    run([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], environment)


def test_what_the_model_cannot_do_is_an_error(settings: Settings) -> None:
    settings.LIVECHAT_VOICE = "Bob"
    (message,) = run_checks()
    assert (message.id, message.hint) == ("livechat.E008", "Change LIVECHAT_VOICE.")
    assert "There is no voice 'Bob'" in message.msg


def test_a_model_that_was_shut_down_is_an_error_where_google_answers(settings: Settings) -> None:
    settings.LIVECHAT_MODEL = "gemini-2.0-flash-exp"
    assert ids() == []
    settings.LIVECHAT_ENDPOINT, settings.GEMINI_API_KEY = "gemini", "key"
    assert ids() == ["livechat.E008"]


def test_a_model_that_nobody_knows_is_a_warning(settings: Settings) -> None:
    settings.LIVECHAT_MODEL = "gemini-9"
    assert ids() == ["livechat.W004"]
