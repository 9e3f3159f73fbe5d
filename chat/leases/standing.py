"""What another process has to know to go on with a talk, beside what was said; sealed where it is stored."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The handle is a secret: whoever has it can go on with the talk at the model's side."""

    assistant: str
    modality: str
    lang: str
    time_zone: str
    tools: list[str]
    """Functions that the browser carries out."""
    handle: str = ""
    """The newest resumption handle that counts; "" where there is none."""
    known: int = 0
    """The handle's session knows the utterances up to this sequence."""
    turn: int = 0
    sequence: int = 0
    """The last that was given to an utterance."""
    answering: int = 0
    """The utterance of an answer that has not come completely; 0 for none."""
    confirmed: int = 0
    """The browser is known to have a token of this generation: those before it count no more."""
    texts: dict[str, int] = {}
    """Ids of the newest typed messages that were taken, and their utterances."""
    turns: int = 0
    microphone_ms: int = 0
    dropped_ms: int = 0
    pictures: int = 0
    speech_ms: int = 0

    @property
    def facts(self) -> Standing:
        """Without the counters, which grow all the time."""
        return msgspec.structs.replace(self, microphone_ms=0, dropped_ms=0, pictures=0, speech_ms=0)


class SealBroken(Exception):
    """Sealed with another SECRET_KEY, or no standing at all."""


def seal(standing: Standing) -> str:
    return _fernet().encrypt(msgspec.json.encode(standing)).decode("ascii")


def unseal(text: str) -> Standing:
    """Raises SealBroken."""
    try:
        return msgspec.json.decode(_fernet().decrypt(text.encode()), type=Standing)
    except (InvalidToken, msgspec.DecodeError):
        raise SealBroken from None


def _fernet() -> Fernet:
    return _fernet_of(settings.SECRET_KEY)


@lru_cache(maxsize=2)
def _fernet_of(secret: str) -> Fernet:
    key = hashlib.sha256(f"livechat.standing {secret}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
