"""What the model may do to the page; static/js/page-tools.js does it."""

from __future__ import annotations

from typing import Literal

from chat.tools import tool


@tool(in_browser=True)
def set_theme(theme: Literal["light", "dark", "system"]) -> None:
    """Changes the colours of the page that the person looks at.

    Args:
        theme: "system" follows the person's device.
    """


@tool(in_browser=True)
def show_captions(on: bool) -> None:
    """Shows or hides the captions, the written words of the conversation, on the person's page.

    Args:
        on: False hides them.
    """
