"""Insert or update, in the words of the database at hand."""

from collections.abc import Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite

Rows = list[dict[str, Any]]

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_RULES: Mapping[str, Mapping[str, str]] = {
    # A dismissed issue stays so while it is only seen again; a resolved one is opened anew.
    "issues": {
        "state": "CASE issues.state WHEN 'dismissed' THEN 'dismissed' ELSE 'open' END",
        "opened_at": "CASE issues.state WHEN 'resolved' THEN excluded.opened_at "
        "ELSE issues.opened_at END",
    },
    # A reading that once came to its end stays whole.
    "checkpoints": {
        "whole": "CASE checkpoints.whole WHEN 1 THEN 1 ELSE excluded.whole END",
    },
}


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, or replace those of the same primary key; but see `_RULES`.

    Every row names every column, as the driver takes it: a first sync writes a link for each
    record, and this way costs a third of SQLAlchemy's own.
    """
    if not rows:
        return
    sql, order = _compiled(connection.dialect.name, table)
    given: Sequence[Any] = rows if order is None else list(map(itemgetter(*order), rows))
    connection.exec_driver_sql(sql, given)


def insert(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows of these columns, in this order, the driver's own way."""
    sql, order = _compiled_insert(connection.dialect.name, table, columns)
    given: Sequence[Any] = rows
    if order is None:
        given = [dict(zip(columns, row, strict=True)) for row in rows]
    elif order != columns:
        given = list(map(itemgetter(*map(columns.index, order)), rows))
    connection.exec_driver_sql(sql, given)


@cache
def _compiled_insert(dialect: str, table: Table, columns: tuple[str, ...]) -> "_Compiled":
    compiled = _INSERT[dialect](table).compile(
        dialect=_DIALECTS[dialect](), column_keys=list(columns)
    )
    order = compiled.positiontup
    return _Compiled(str(compiled), tuple(order) if order else None)


class _Compiled(NamedTuple):
    sql: str
    order: tuple[str, ...] | None  # of positional parameters; None: by name


@cache
def _compiled(dialect: str, table: Table) -> _Compiled:
    statement = _INSERT[dialect](table)
    rules = _RULES.get(table.name, {})
    changed: dict[str, ColumnElement[Any]] = {
        column.name: literal_column(rules[column.name])
        if column.name in rules
        else statement.excluded[column.name]
        for column in table.c
        if not column.primary_key
    }
    keys = [column.name for column in table.primary_key]
    whole = (
        statement.on_conflict_do_update(index_elements=keys, set_=changed)
        if changed
        else statement.on_conflict_do_nothing(index_elements=keys)  # a row is no more than its key
    )
    compiled = whole.compile(dialect=_DIALECTS[dialect]())
    order = compiled.positiontup
    return _Compiled(str(compiled), tuple(order) if order else None)


_DIALECTS: Mapping[str, Any] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
