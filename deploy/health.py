"""Asks the worker of this container for its health: `python deploy/health.py URL HOST`.

The exit status is 0 where it answers 200. HOST is one that the worker knows as its own.
"""

from __future__ import annotations

import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

ANSWERS_WITHIN_S = 5


def main(url: str, host: str) -> None:
    request = Request(url, headers={"Host": host})  # noqa: S310  # a URL of the compose file's own
    try:
        with urlopen(request, timeout=ANSWERS_WITHIN_S):  # noqa: S310  # as above
            pass
    except (URLError, TimeoutError) as problem:
        sys.exit(f"not healthy: {problem}")


if __name__ == "__main__":
    main(*sys.argv[1:])
