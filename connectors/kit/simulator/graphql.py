"""GraphQL as a simulator needs it: a document is read, and an answer cut to what it asks for.

As much of the language as clients send: one operation, variables, arguments, aliases and inline
fragments. There is no schema here: what a field is, is the simulator's own to say.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"""(?P<skip>[\s,]+|\#[^\n]*)|(?P<spread>\.\.\.)|(?P<text>"(?:[^"\\]|\\.)*")"""
    r"""|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<mark>[{}()\[\]:!$=@])"""
)
_WORDS = {"true": True, "false": False, "null": None}


class DocumentError(Exception):
    """The text is no document that could be read."""


@dataclass(frozen=True, slots=True)
class Selected:
    """One field that is asked for. An inline fragment has `on`, and no name."""

    name: str
    alias: str
    arguments: Mapping[str, Any]
    inside: tuple["Selected", ...]
    on: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """A document's one operation. `kind` is "query" or "mutation"."""

    kind: str
    name: str
    declared: Mapping[str, str]  # a variable's name -> its type, as written
    selected: tuple[Selected, ...]


Resolve = Callable[[Any, Selected], Any]
"""A simulator's word on a field of an object: a plain value, an object, or a list of either."""

TypeName = Callable[[Any], str]


def parse(text: str, variables: Mapping[str, Any] | None = None) -> Operation:
    """Read a document; variables stand for their values, and for None where they have none.

    >>> parse("query One($id: ID!) { client(id: $id) { n: name } }", {"id": "7"}).selected[0]
    ... # doctest: +ELLIPSIS
    Selected(name='client', alias='client', arguments={'id': '7'}, inside=(Selected(name='name',...
    """
    return _Parser(text, variables or {}).operation()


def project(value: Any, selected: Sequence[Selected], resolve: Resolve, type_name: TypeName) -> Any:
    """Return what is asked for of an object, of a list of them, or of nothing at all."""
    if value is None or not selected:
        return value
    if isinstance(value, list | tuple):
        return [project(one, selected, resolve, type_name) for one in value]
    found: dict[str, Any] = {}
    for one in fields_of(type_name(value), selected):
        if one.name == "__typename":
            found[one.alias] = type_name(value)
        else:
            inner = resolve(value, one)
            found[one.alias] = project(inner, one.inside, resolve, type_name)
    return found


def fields_of(name: str, selected: Sequence[Selected]) -> Iterator[Selected]:
    """Yield the fields asked for of a type, those of its fragments among them."""
    for one in selected:
        if not one.on:
            yield one
        elif one.on == name:
            yield from fields_of(name, one.inside)


class _Parser:
    """Reads a document from left to right."""

    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0
        self._variables = variables

    def operation(self) -> Operation:
        kind, name, declared = "query", "", dict[str, str]()
        if self._next() != "{":
            kind = self._take()
            if kind not in ("query", "mutation"):
                raise DocumentError(kind)
            if self._next() not in ("(", "{"):
                name = self._name()
            if self._next() == "(":
                declared = self._declared()
        selected = self._selected()
        if self._next():
            raise DocumentError("one operation only")
        return Operation(kind, name, declared, selected)

    def _declared(self) -> dict[str, str]:
        self._take("(")
        found = {}
        while self._next() != ")":
            self._take("$")
            name = self._take()
            self._take(":")
            kind = ""
            while self._next() not in ("$", ")", "="):
                kind += self._take()
            found[name] = kind
            if self._next() == "=":
                raise DocumentError("no defaults")
        self._take(")")
        return found

    def _selected(self) -> tuple[Selected, ...]:
        self._take("{")
        found = []
        while self._next() != "}":
            found.append(self._one())
        self._take("}")
        if not found:
            raise DocumentError("an empty selection")
        return tuple(found)

    def _one(self) -> Selected:
        if self._next() == "...":
            self._take()
            self._take("on")
            on = self._take()
            return Selected("", "", {}, self._selected(), on)
        alias = name = self._name()
        if self._next() == ":":
            self._take()
            name = self._name()
        arguments = {}
        if self._next() == "(":
            self._take()
            while self._next() != ")":
                argument = self._name()
                self._take(":")
                arguments[argument] = self._value()
            self._take(")")
        inside = self._selected() if self._next() == "{" else ()
        return Selected(name, alias, arguments, inside)

    def _value(self) -> Any:
        token = self._take()
        if token == "$":
            return self._variables.get(self._take())
        if token == "[":
            listed = []
            while self._next() != "]":
                listed.append(self._value())
            self._take("]")
            return listed
        if token == "{":
            fields = {}
            while self._next() != "}":
                name = self._name()
                self._take(":")
                fields[name] = self._value()
            self._take("}")
            return fields
        return _plain(token)

    def _name(self) -> str:
        name = self._take()
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise DocumentError(name)
        return name

    def _next(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> str:
        token = self._next()
        if not token or (wanted and token != wanted):
            raise DocumentError(token)
        self._place += 1
        return token


def _plain(token: str) -> Any:
    if token.startswith('"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    if token in _WORDS:
        return _WORDS[token]
    if re.fullmatch(r"-?\d+", token):
        return int(token)
    if re.fullmatch(r"-?\d+\.\d+", token):
        return float(token)
    if re.fullmatch(r"\w+", token):
        return token  # of an enumeration
    raise DocumentError(token)


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise DocumentError(text[place])
        if found.lastgroup != "skip":
            yield found[0]
        place = found.end()
