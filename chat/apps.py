from __future__ import annotations

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = "Talk"

    def ready(self) -> None:
        from chat import checks  # noqa: F401  # registers the system checks
        from chat.tools.loading import load_tools

        load_tools()
