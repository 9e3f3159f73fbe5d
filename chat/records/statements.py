"""One statement carried out for many rows, in the SQL that SQLite and PostgreSQL share.

The ORM makes an object, and SQL, for every row anew: of a hundred talks that store at one moment those were
28 ms in which the event loop had to share the interpreter, where these are 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias, cast

from django.db import DEFAULT_DB_ALIAS, connections, models

Names: TypeAlias = Sequence[str]
"""Of a model's fields."""
Rows: TypeAlias = Iterable[Sequence[object]]
"""Values of the key, then of the facts, as the model has them; of a relation the other side's key."""

AS_IT_IS = (models.IntegerField, models.BooleanField, models.CharField, models.TextField)
"""Each driver takes their values."""


def upsert(model: type[models.Model], key: Names, facts: Names, rows: Rows) -> None:
    """Inserts each, or replaces the facts of the row that has its key. Raises django.db.Error.

    No default of the model's is filled in.
    """
    columns = ", ".join(_columns(model, [*key, *facts]))
    marks = ", ".join("%s" for _ in [*key, *facts])
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in _columns(model, facts))
    sql = (
        f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own models
        f" ON CONFLICT ({', '.join(_columns(model, key))}) DO UPDATE SET {changes}"
    )
    _carry_out(sql, model, [*key, *facts], rows)


def update(model: type[models.Model], key: Names, facts: Names, rows: Rows) -> None:
    """Replaces the facts of those rows that are there. Raises as above."""
    changes = ", ".join(f"{column} = %s" for column in _columns(model, facts))
    which = " AND ".join(f"{column} = %s" for column in _columns(model, key))
    sql = f"UPDATE {_table(model)} SET {changes} WHERE {which}"  # noqa: S608 - names of our own models
    _carry_out(sql, model, [*facts, *key], [(*row[len(key) :], *row[: len(key)]) for row in rows])


def _carry_out(sql: str, model: type[models.Model], names: Names, rows: Rows) -> None:
    prepare = [_preparing(_field(model, name)) for name in names]
    values = [[to(value) for to, value in zip(prepare, row, strict=True)] for row in rows]
    if values:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.executemany(sql, values)


def _preparing(field: models.Field[Any, Any]) -> Callable[[object], Any]:
    if isinstance(field, AS_IT_IS):
        return _same
    return partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])


def _same(value: object) -> Any:
    return value


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _columns(model: type[models.Model], names: Names) -> list[str]:
    return [_quoted(_field(model, name).attname) for name in names]


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
