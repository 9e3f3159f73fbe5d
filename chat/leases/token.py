"""What lets a browser come back to its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer


@dataclass(frozen=True, slots=True, order=True)
class Pass:
    """`count` is the number of the token within its generation. Newer ones are greater."""

    generation: int
    count: int


def make_token(conversation: UUID, generation: int, count: int) -> str:
    return _signer(conversation).sign(f"{generation}.{count}")


def read_token(conversation: UUID, token: str) -> Pass | None:
    """None for what was not made here for this conversation."""
    try:
        generation, _, count = _signer(conversation).unsign(token).partition(".")
        return Pass(int(generation), int(count))
    except (BadSignature, ValueError):
        return None


def _signer(conversation: UUID) -> Signer:
    return Signer(salt=f"livechat.resume.{conversation.hex}")
