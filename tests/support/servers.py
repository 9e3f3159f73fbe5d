"""The servers that the application runs on, each as a command."""

from __future__ import annotations

from tests.support.process import PYTHON

HOST = "127.0.0.1"
SERVERS = ("livechat", "daphne", "uvicorn")
APPLICATION = "livechat.asgi:application"
LISTENING = r"(?:Listening on TCP address |Uvicorn running on http://)127\.0\.0\.1:(\d+)"
"""The line that each of them writes once it takes connections; its group is the port."""


def server_command(name: str, application: str = APPLICATION, *, port: int = 0) -> list[str]:
    """The command of one of SERVERS. Port 0: the system chooses one, which LISTENING finds."""
    match name:
        case "livechat":
            return [PYTHON, "-m", "livechat.serve", "--bind", HOST, "--port", str(port), application]
        case "daphne":
            return [PYTHON, "-m", "daphne", "--bind", HOST, "--port", str(port), application]
        case "uvicorn":
            return [PYTHON, "-m", "uvicorn", "--host", HOST, "--port", str(port), application]
    raise ValueError(f"{name} is none of {', '.join(SERVERS)}")
