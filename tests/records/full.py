"""A PostgreSQL whose disk is full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.postgres import Postgres


@contextmanager
def disk_full(postgres: Postgres, url: str, table: str) -> Iterator[None]:
    """Insertions into the table fail as they would then, with PostgreSQL's own code for it."""
    database = url.rpartition("/")[2]
    postgres.execute(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
        database,
    )
    postgres.execute(f"CREATE TRIGGER disk_full BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()", database)
    try:
        yield
    finally:
        postgres.execute(f"DROP TRIGGER disk_full ON {table}", database)
