"""Several workers over one database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.service import Service, running_service

SECRET_KEY = "the same for every worker of this test, and long enough to pass"


@contextmanager
def running_workers(
    directory: Path, empty_database: Path, count: int, **variables: str
) -> Iterator[list[Service]]:
    """The first one's state directory holds the database of all."""
    with ExitStack() as workers:
        yield [
            workers.enter_context(
                running_service(
                    directory / f"worker-{number}",
                    empty_database,
                    **{
                        "DATABASE_URL": f"sqlite:///{directory / 'worker-0' / 'db.sqlite3'}",
                        "SECRET_KEY": SECRET_KEY,
                        **variables,
                    },
                )
            )
            for number in range(count)
        ]
