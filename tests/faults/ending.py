"""What an operator asks of a talk."""

from __future__ import annotations

import uuid

from tests.faults.caller import Caller
from tests.faults.records import Records


def ask_to_end(records: Records, caller: Caller) -> None:
    """In the row alone, without the message that goes with it: as if the message had been lost."""
    conversation = uuid.UUID(caller.ledger.conversation)
    records.change(
        "UPDATE chat_lease SET end_requested = %s WHERE conversation_id = %s", True, records.key(conversation)
    )
