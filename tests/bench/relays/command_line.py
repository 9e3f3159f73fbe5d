"""What each relay is told: where the model is, and whose certificate to trust."""

from __future__ import annotations

import argparse
import ssl
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
UPSTREAM_PATH = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=none"


@dataclass(frozen=True, slots=True)
class Upstream:
    url: str
    """https://127.0.0.1:port"""
    context: ssl.SSLContext

    @property
    def socket_url(self) -> str:
        return self.url.replace("https:", "wss:") + UPSTREAM_PATH


def upstream_of_arguments() -> Upstream:
    parser = argparse.ArgumentParser()
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--ca", type=Path, required=True)
    options = parser.parse_args()
    return Upstream(options.upstream, ssl.create_default_context(cafile=str(options.ca)))


def tell_port(port: int) -> None:
    print(f"Listening on TCP address {HOST}:{port}", flush=True)
