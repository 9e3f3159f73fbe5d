"""What a conversation could leave behind: a connection to the model, a row that looks live."""

from __future__ import annotations

from urllib.parse import urlsplit

from chat.protocol.limits import SILENCE_IS_LOSS_MS
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.service import Service

GONE_WITHIN_S = 5
NOTICED_WITHIN_S = SILENCE_IS_LOSS_MS / 1000


def upstream_port(emulator: Emulator) -> int:
    port = urlsplit(emulator.url).port
    assert port is not None
    return port


def live_rows(service: Service) -> int:
    [(count,)] = service.rows("SELECT count(*) FROM chat_conversation WHERE ended_at IS NULL")
    return int(count)


async def nothing_is_left(service: Service, emulator: Emulator, within_s: float) -> None:
    port = upstream_port(emulator)
    await becomes_true(lambda: connections_to(port) == 0 and live_rows(service) == 0, within_s)
