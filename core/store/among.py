"""A long list of ids as one parameter, where an IN list would cost a parameter each."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Texts(FunctionElement[str]):
    """The texts of a JSON array, as rows of one column called "value"."""

    name = "texts"
    inherit_cache = True


@compiles(_Texts, "sqlite")
def _for_sqlite(element: _Texts, compiler: Any, **how: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **how)})"


@compiles(_Texts, "postgresql")
def _for_postgresql(element: _Texts, compiler: Any, **how: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **how)} AS json))"


def among(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a text column is one of the parameter "ids": see `these`.

    The statement can then be built once, when its module is imported.
    """
    texts = _Texts(bindparam("ids", type_=Text)).table_valued("value")
    return column.in_(select(texts.c.value))


def these(pair: str, ids: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a statement about some ids of a pair. No id holds a NUL."""
    return {"the_pair": pair, "ids": json.dumps(list(ids))}
