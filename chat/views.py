"""The pages and the ticket office."""

from __future__ import annotations

import secrets

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.csrf import csrf_failure as csrf_failure_page
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST, require_safe

from chat.assistants.choosing import choose
from chat.assistants.sample import sample_of
from chat.errors import ChatError, CloseCode
from chat.models import Assistant
from chat.operations.health import failing_parts, unready_parts
from chat.people.owners import Owner, ensure_guest, may_talk, owner_of_request
from chat.people.tickets import TICKET_LIFE_S, issue_ticket, owner_of_token
from chat.protocol.commands import Modality
from livechat.headers import content_security_policy

BEARER = "bearer "


@require_safe
@never_cache
@ensure_csrf_cookie
def talk(request: HttpRequest) -> HttpResponse:
    """The page one talks on."""
    assistants = Assistant.objects.filter(enabled=True)
    style_nonce = secrets.token_urlsafe(16)
    response = render(
        request,
        "chat/talk.html",
        {
            "endpoint": settings.LIVECHAT_ENDPOINT,
            "model": settings.LIVECHAT_MODEL,
            "assistants": assistants,
            "has_default": any(assistant.default for assistant in assistants),
            "login_required": not may_talk(owner_of_request(request)),
            "socket_path": "/ws/chat/",
            "style_nonce": style_nonce,
        },
    )
    response["Content-Security-Policy"] = content_security_policy(request, style_nonce=style_nonce)
    ensure_guest(request, response)
    return response


@csrf_exempt
@require_POST
@never_cache
def ticket(request: HttpRequest) -> HttpResponse:
    """A ticket, for the bearer of an access token or for the browser with a session and a CSRF token."""
    authorization = request.headers.get("Authorization", "")
    if authorization.lower().startswith(BEARER):
        return _ticket_by_token(authorization[len(BEARER) :].strip())
    return _ticket_by_session(request)


def _ticket_by_token(token: str) -> HttpResponse:
    owner = owner_of_token(token)
    if owner is None:
        return _refusal(401, "bad_token", "This access token is unknown, deleted, or its user is not active.")
    return _granted(owner, bearer=True)


@csrf_protect
def _ticket_by_session(request: HttpRequest) -> HttpResponse:
    owner = owner_of_request(request)
    if not may_talk(owner):
        return _refusal(401, "login_required", "Please log in: this server talks with its own people only.")
    return _granted(owner, bearer=False)


@require_GET
@never_cache
def assistants(request: HttpRequest) -> HttpResponse:
    """Whom one can talk with, for clients other than the page."""
    if not may_talk(owner_of_request(request)):
        return _refusal(401, "login_required", "Please log in: this server talks with its own people only.")
    fields = ("slug", "name", "description", "modality", "push_to_talk", "default")
    return JsonResponse({"assistants": list(Assistant.objects.filter(enabled=True).values(*fields))})


STATUS = {CloseCode.PROTOCOL: 404, CloseCode.LOGIN: 401, CloseCode.LIMIT: 429}
"""Of an error that the sockets close with such a code; 503 for any other."""


@require_GET
@never_cache
async def voice(request: HttpRequest, slug: str) -> HttpResponse:
    """A sentence in the assistant's voice, as WAV, for those who may talk: the first one costs a session."""
    owner = await sync_to_async(owner_of_request)(request)
    if not may_talk(owner):
        return _refusal(401, "login_required", "Please log in: this server talks with its own people only.")
    try:
        assistant = await choose(slug, Modality.AUDIO)
        sample = await sample_of(assistant.setup)
    except ChatError as error:
        return _refusal(STATUS.get(error.close_code, 503), error.code, error.message)
    return HttpResponse(sample, content_type="audio/wav")


def _granted(owner: Owner, *, bearer: bool) -> HttpResponse:
    return JsonResponse({"ticket": issue_ticket(owner, bearer=bearer), "expires_s": TICKET_LIFE_S})


def _refusal(status: int, code: str, message: str) -> HttpResponse:
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """JSON for who asked an API, Django's page for who sent a form."""
    if request.path.startswith("/api/"):
        return _refusal(
            403, "csrf", "Send your page's CSRF token in the X-CSRFToken header, or reload the page."
        )
    return csrf_failure_page(request, reason)


@require_safe
@never_cache
async def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process can work; 503 names the part that fails."""
    return _health(await failing_parts())


@require_safe
@never_cache
async def readyz(request: HttpRequest) -> HttpResponse:
    """200 while a talk that began here would be stored, too."""
    return _health(await unready_parts())


def _health(failing: list[str]) -> HttpResponse:
    if failing:
        return JsonResponse({"status": "failing", "failing": failing}, status=503)
    return JsonResponse({"status": "ok"})


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("images/favicon.svg"))
