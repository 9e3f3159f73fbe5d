"""The production server: `python -m livechat.serve`, with Daphne's own options and a few more."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from livechat.serving import server

# The package above comes first: it installs the reactor.
from daphne.cli import CommandLineInterface  # isort: skip

APPLICATION = "livechat.asgi"
CALLABLE = "application"


class CommandLine(CommandLineInterface):  # type: ignore[misc]  # daphne has no types
    """`livechat.asgi:application`, `livechat.asgi` and nothing at all name the same application."""

    description = "Serves an ASGI application, livechat's own where none is named, until SIGTERM or SIGINT."

    def __init__(self) -> None:
        super().__init__()
        self.parser.add_argument(
            "--drain-timeout",
            type=float,
            default=15,
            help="The number of seconds that applications have to end after a signal (15).",
        )
        self.parser.add_argument(
            "--http-max-body-size",
            type=int,
            default=4 * 1024 * 1024,
            help="Maximum size, in bytes, of the body of an HTTP request (4194304).",
        )
        self.parser.add_argument(
            "--trust-root-path",
            action="store_true",
            help="Believe the header Daphne-Root-Path. Only behind a proxy that overwrites it.",
        )
        # A lost peer is noticed within 21 s; a connection may last.
        self.parser.set_defaults(
            ping_interval=10, ping_timeout=10, websocket_timeout=-1, server_name="livechat"
        )
        self._options: dict[str, Any] = {}

    def run(self, args: Sequence[str]) -> None:
        """Returns at the end; raises SystemExit where the arguments are wrong or it can't listen."""
        options, further = self.parser.parse_known_args([APPLICATION, *args])
        named = any(not word.startswith("-") for word in further)
        self._options = {
            "drain_timeout": options.drain_timeout,
            "max_body_bytes": options.http_max_body_size,
            "trust_root_path": options.trust_root_path,
        }
        if not options.access_log:
            self._options["action_logger"] = None
        super().run(args if named else [APPLICATION, *args])

    def load_asgi_app(self, asgi_app_path: str) -> Any:
        path = asgi_app_path if ":" in asgi_app_path else f"{asgi_app_path}:{CALLABLE}"
        return super().load_asgi_app(path)

    def server_class(self, **options: Any) -> server.Server:
        return server.Server(**(options | self._options))


if __name__ == "__main__":
    CommandLine().run(sys.argv[1:])
