"""What the emulator's own record says that it billed."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

PER_MILLION = {
    ("input", "TEXT"): "0.75",
    ("input", "AUDIO"): "3",
    ("input", "VIDEO"): "1",
    ("input", "UNSPECIFIED"): "3",
    ("output", "TEXT"): "4.5",
    ("output", "AUDIO"): "12",
    ("thoughts", "UNSPECIFIED"): "12",
}
"""Of gemini-3.8-live, with the dearest for what is not broken down."""

Account = Counter[tuple[str, str]]
"""Tokens by direction and modality."""


def billed(record: Path) -> list[dict[str, Any]]:
    """Every usageMetadata that was sent, in order."""
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    messages = [line["message"] for line in lines if line["from"] == "server" and "message" in line]
    return [message["usageMetadata"] for message in messages if "usageMetadata" in message]


def account(record: Path) -> Account:
    together: Account = Counter()
    for usage in billed(record):
        for direction, of in (("input", "prompt"), ("output", "response")):
            details = {each["modality"]: each["tokenCount"] for each in usage[f"{of}TokensDetails"]}
            gap = usage[f"{of}TokenCount"] - sum(details.values())
            together.update({(direction, modality): tokens for modality, tokens in details.items()})
            together.update({(direction, "UNSPECIFIED"): gap})
        together.update({("thoughts", "UNSPECIFIED"): usage.get("thoughtsTokenCount", 0)})
    return +together


def cost(of: Account) -> Decimal:
    return sum((tokens * Decimal(PER_MILLION[key]) for key, tokens in of.items()), Decimal(0)) / 1_000_000
