"""What the database holds, read beside the application."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg

from tests.faults.ledger import Ledger


class Records:
    """Of a database URL, SQLite's or PostgreSQL's."""

    def __init__(self, url: str) -> None:
        self._url = url

    @property
    def _file(self) -> str:
        return self._url.removeprefix("sqlite:///")

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """`query` has %s for each value."""
        if self._url.startswith("sqlite:///"):
            with closing(sqlite3.connect(self._file, timeout=20)) as database:
                return database.execute(query.replace("%s", "?"), values).fetchall()
        with psycopg.connect(self._url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def change(self, statement: str, *values: Any) -> None:
        """One statement, in a transaction of its own."""
        if self._url.startswith("sqlite:///"):
            with closing(sqlite3.connect(self._file, timeout=20)) as database, database:
                database.execute(statement.replace("%s", "?"), values)
        else:
            with psycopg.connect(self._url) as connection:
                connection.execute(statement.encode(), values)

    def key(self, conversation: UUID) -> str:
        """As the database has it."""
        return conversation.hex if self._url.startswith("sqlite:///") else str(conversation)

    def count(self, query: str, *values: Any) -> int:
        [(count,)] = self.rows(query, *values)
        return int(count)

    def live(self) -> int:
        """Conversations that look as if they went on."""
        return self.count("SELECT count(*) FROM chat_conversation WHERE ended_at IS NULL")

    def lines(self) -> dict[str, dict[int, str]]:
        """By conversation's id, then by sequence."""
        lines: dict[str, dict[int, str]] = {}
        query = "SELECT conversation_id, sequence, text FROM chat_utterance"
        for conversation, sequence, text in self.rows(query):
            lines.setdefault(str(conversation).replace("-", ""), {})[int(sequence)] = text
        return lines

    def lost(self, ledgers: list[Ledger]) -> int:
        """Lines of which a caller was told that they are stored, and that are not, or have other words."""
        kept = self.lines()
        lost = 0
        for ledger in ledgers:
            here = kept.get(ledger.conversation, {})
            for sequence in ledger.stored:
                shown = ledger.lines.get(sequence)
                same = sequence in here and (
                    shown is None or not shown.final or here[sequence].startswith(shown.text)
                )
                lost += not same
        return lost

    def unfinished(self, ledgers: list[Ledger]) -> int:
        """Talks that are not closed, or lack a line that was shown to its end."""
        kept = self.lines()
        ended = self.rows("SELECT id FROM chat_conversation WHERE ended_at IS NOT NULL")
        closed = {str(conversation).replace("-", "") for (conversation,) in ended}
        return sum(
            ledger.conversation not in closed or not _has_all(kept.get(ledger.conversation, {}), ledger)
            for ledger in ledgers
        )

    def doubled(self) -> int:
        """Lines that stand more than once in their conversation: the stand-in never says one twice."""
        return sum(len(lines) - len(set(lines.values())) for lines in self.lines().values())


def _has_all(kept: dict[int, str], ledger: Ledger) -> bool:
    finals = {sequence: line.text for sequence, line in ledger.lines.items() if line.final}
    return all(kept.get(sequence, "").startswith(text) for sequence, text in finals.items())
