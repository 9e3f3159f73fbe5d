"""Single-use tickets: the way into a socket that never stands in a URL."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from chat.people.models import AccessToken, Ticket
from chat.people.owners import Owner

TICKET_LIFE_S = 60
SECRET_BYTES = 32
TOKEN_PREFIX = "lc_"  # noqa: S105  # not a secret: what every token begins with


@dataclass(frozen=True, slots=True)
class TicketGrant:
    """Who a ticket let in; `bearer` tells that an access token made it, which no foreign page can."""

    owner: Owner
    bearer: bool


def issue_ticket(owner: Owner, *, bearer: bool = False) -> str:
    """The ticket itself, which is stored nowhere."""
    now = timezone.now()
    Ticket.objects.filter(expires_at__lte=now).delete()
    ticket = secrets.token_urlsafe(SECRET_BYTES)
    Ticket.objects.create(
        digest=digest(ticket),
        user_id=owner.user_id,
        guest=owner.guest,
        bearer=bearer,
        expires_at=now + timedelta(seconds=TICKET_LIFE_S),
    )
    return ticket


def redeem(ticket: str) -> TicketGrant | None:
    """The grant, once; None for a ticket that is unknown, used, expired, or of a user since deactivated."""
    live = Ticket.objects.filter(digest=digest(ticket), expires_at__gt=timezone.now())
    row = live.select_related("user").first()
    if row is None or live.delete()[0] != 1:
        return None
    if row.user is not None and not row.user.is_active:
        return None
    return TicketGrant(Owner(row.user_id, row.guest), row.bearer)


def make_access_token(name: str, user: User) -> tuple[AccessToken, str]:
    """The row and the token itself, which can't be read again."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    return AccessToken.objects.create(name=name, user=user, digest=digest(token)), token


def owner_of_token(token: str) -> Owner | None:
    """None for a token that is unknown, deleted, or of a user since deactivated."""
    rows = AccessToken.objects.filter(digest=digest(token), user__is_active=True)
    row = rows.first()
    if row is None:
        return None
    rows.update(last_used_at=timezone.now())
    return Owner(user_id=row.user_id)


def digest(secret: str) -> str:
    """The secrets are 32 random bytes, so a plain hash can't be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
