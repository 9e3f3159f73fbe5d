from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.test import AsyncClient

VISITS = 5
"""The signal that a request begins, all middleware, what CSRF's thinks of the view, the view, the end."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/", "/api/assistants/", "/healthz"])
async def test_all_middleware_shares_one_visit(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    visits = []
    visit = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        visits.append(self.func)
        return await visit(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    assert (await AsyncClient().get(path)).status_code == 200
    assert len(visits) <= VISITS, visits
