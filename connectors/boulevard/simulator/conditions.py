"""The conditions of lists: "updatedAt >= '2026-01-01' AND (active = true OR name IS NULL)"."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from connectors.boulevard.simulator.errors import RefusalError

_TOKEN = re.compile(r"\s*(<=|>=|!=|[=<>()]|'(?:\\.|[^'\\])*'|[\w.-]+)")
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge
}  # fmt: skip
_WORDS = {"true": True, "false": False}

Test = Callable[[dict[str, Any]], bool]


def compile_condition(text: str, fields: Collection[str], *, strict: bool) -> Test:
    """Read a condition. One on a field that has none is refused, or holds for all."""
    parser = _Parser(text, fields, strict=strict)
    found = parser.either()
    if parser.next:
        raise RefusalError("Invalid query.")
    return found


def moment(text: str) -> str:
    """Return a time as rows have it."""
    found = datetime.fromisoformat(text)
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return found.isoformat(timespec="microseconds").replace("+00:00", "Z")


class _Parser:
    def __init__(self, text: str, fields: Collection[str], *, strict: bool) -> None:
        self._tokens = []
        at, text = 0, text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise RefusalError("Invalid query.")
            self._tokens.append(match[1])
            at = match.end()
        self._fields = fields
        self._strict = strict

    @property
    def next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def either(self) -> Test:
        tests = [self._both()]
        while self._skip("OR"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._skip("AND"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._skip("("):
            found = self.either()
            self._need(")")
            return found
        name = self._take()
        if self._skip("IS"):
            wants_null = not self._skip("NOT")
            self._need("NULL")
            return self._known(name, lambda row: (row[name] is None) is wants_null)
        operator = _OPERATORS.get(self._take())
        if operator is None:
            raise RefusalError("Invalid query.")
        value = _value(self._take(), is_time=name.endswith("At"))
        return self._known(
            name, lambda row: row[name] is not None and bool(operator(row[name], value))
        )

    def _known(self, name: str, test: Test) -> Test:
        if name in self._fields:
            return test
        if self._strict:
            raise RefusalError(f'Unknown field "{name}" in query.')
        return lambda _row: True

    def _take(self) -> str:
        if not self._tokens:
            raise RefusalError("Invalid query.")
        return self._tokens.pop(0)

    def _skip(self, token: str) -> bool:
        if self.next != token:
            return False
        self._tokens.pop(0)
        return True

    def _need(self, token: str) -> None:
        if not self._skip(token):
            raise RefusalError("Invalid query.")


def _value(token: str, *, is_time: bool) -> object:
    if token.startswith("'"):
        text = re.sub(r"\\(.)", r"\1", token[1:-1])
        try:
            return moment(text) if is_time else text
        except ValueError:
            raise RefusalError("Invalid query.") from None
    if token in _WORDS:
        return _WORDS[token]
    try:
        return float(token)
    except ValueError:
        raise RefusalError("Invalid query.") from None
