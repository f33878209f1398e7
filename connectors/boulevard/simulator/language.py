"""GraphQL's query language, as far as a client of Boulevard needs it: documents into trees.

No directives and no named fragments; whoever sends one is told so.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from connectors.boulevard.simulator.errors import RefusalError

_TOKEN = re.compile(
    r'\s*,?\s*(?:#[^\n]*\n\s*)*(\.\.\.|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|"(?:\\.|[^"\\])*"|[!$():=@\[\]{}])'
)
_WORDS = {"true": True, "false": False, "null": None}


class Enum(str):
    """A word of an enumeration."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A place for a value that comes beside the document."""

    name: str


@dataclass(frozen=True, slots=True)
class Selected:
    """One field that is asked for, or, where `on` is not empty, some fields of one type."""

    name: str
    alias: str
    arguments: dict[str, Any] = field(default_factory=dict)
    inside: tuple["Selected", ...] = ()
    on: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """A whole document."""

    kind: str
    variables: dict[str, str]  # name -> type
    inside: tuple[Selected, ...]


def parse(text: str) -> Operation:
    """Read a document of one operation."""
    parser = _Parser(text)
    found = parser.operation()
    parser.end()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        text = text.strip()
        self._tokens: list[str] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise RefusalError("Parsing failed.", 400)
            self._tokens.append(match[1])
            at = match.end()
        self._at = 0

    def operation(self) -> Operation:
        kind, variables = "query", {}
        if self._next in ("query", "mutation"):
            kind = self._take()
            if self._next not in ("(", "{"):
                self._take()
            if self._skip("("):
                while not self._skip(")"):
                    self._need("$")
                    name = self._take()
                    self._need(":")
                    variables[name] = self._type()
        return Operation(kind, variables, self._selection())

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise RefusalError("Parsing failed: one operation, no fragments.", 400)

    def _selection(self) -> tuple[Selected, ...]:
        self._need("{")
        found = []
        while not self._skip("}"):
            found.append(self._selected())
        return tuple(found)

    def _selected(self) -> Selected:
        if self._skip("..."):
            self._need("on")
            on = self._take()
            return Selected("", "", inside=self._selection(), on=on)
        name = alias = self._take()
        if self._skip(":"):
            name = self._take()
        arguments = {}
        if self._skip("("):
            while not self._skip(")"):
                key = self._take()
                self._need(":")
                arguments[key] = self._value()
        return Selected(name, alias, arguments, self._selection() if self._next == "{" else ())

    def _value(self) -> Any:
        token = self._take()
        if token == "$":
            return Variable(self._take())
        if token == "[":
            items = []
            while not self._skip("]"):
                items.append(self._value())
            return items
        if token == "{":
            found = {}
            while not self._skip("}"):
                key = self._take()
                self._need(":")
                found[key] = self._value()
            return found
        return _scalar(token)

    def _type(self) -> str:
        text = ""
        while self._next in ("[", "]", "!") or not text.strip("["):
            text += self._take()
        return text

    @property
    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next
        if not token:
            raise RefusalError("Parsing failed: the document ends too soon.", 400)
        self._at += 1
        return token

    def _skip(self, token: str) -> bool:
        if self._next != token:
            return False
        self._at += 1
        return True

    def _need(self, token: str) -> None:
        if not self._skip(token):
            raise RefusalError(f"Parsing failed: {token} is missing.", 400)


def _scalar(token: str) -> Any:
    if token.startswith('"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    if token in _WORDS:
        return _WORDS[token]
    if re.fullmatch(r"-?\d+", token):
        return int(token)
    return float(token) if re.fullmatch(r"-?\d+\.\d+", token) else Enum(token)
