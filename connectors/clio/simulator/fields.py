"""The `fields=` parameter: what may be asked for, and how a row becomes an answer.

Without `fields` an answer holds exactly id and etag. One level may be nested in braces; a nested
name without braces answers with its own id and etag.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from connectors.clio.simulator.errors import RefusalError, bad_field

Get = Callable[[Any], Any]
Render = Callable[[Any], dict[str, Any]]
DEFAULT = ("id", "etag")


@dataclass(frozen=True, slots=True)
class Nested:
    """A name that leads to another row, or to several."""

    get: Get  # from a row to its row, None, or a sequence of rows
    shape: "Shape"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be asked of a kind of row: plain values, and nested rows."""

    plain: Mapping[str, Get]
    nested: Mapping[str, Nested] = field(default_factory=dict)


def attributes(names: str) -> dict[str, Get]:
    """Return getters for attributes that are called as the vendor calls them."""
    return {name: attrgetter(name) for name in names.split()}


def always(names: str, value: object) -> dict[str, Get]:
    """Return getters for fields whose value does not vary here."""
    return dict.fromkeys(names.split(), lambda _row: value)


def compiled(text: str | None, shape: Shape) -> Render:
    """Return the function that renders rows as `text` asks; 400 where it asks for the unknown."""
    return _renderer(_parse(text) if text else dict.fromkeys(DEFAULT), shape)


def _parse(text: str) -> dict[str, list[str] | None]:
    """Return the names asked for, each with those in its braces, or None without braces."""
    wanted: dict[str, list[str] | None] = {}
    rest = text
    while rest:
        end = min((i for i in (rest.find(","), rest.find("{")) if i >= 0), default=len(rest))
        name, rest = rest[:end], rest[end:]
        inner: list[str] | None = None
        if rest.startswith("{"):
            inside, closed, rest = rest[1:].partition("}")
            if not closed or "{" in inside:
                raise RefusalError(400, "fields can be nested one level deep", type="InvalidFields")
            inner = inside.split(",")
        if rest and not rest.startswith(","):
            raise bad_field(rest)
        wanted[name] = inner
        rest = rest[1:]
    return wanted


def _renderer(wanted: Mapping[str, Sequence[str] | None], shape: Shape) -> Render:
    getters: list[tuple[str, Get]] = []
    for name, inner in wanted.items():
        if name in shape.plain and inner is None:
            getters.append((name, shape.plain[name]))
        elif name in shape.nested:
            getters.append((name, _nested(shape.nested[name], inner)))
        else:
            raise bad_field(name)

    def render(row: Any) -> dict[str, Any]:
        return {name: get(row) for name, get in getters}

    return render


def _nested(nested: Nested, inner: Iterable[str] | None) -> Get:
    # Within braces there are no braces, so what is nested there shows its id and etag only.
    render = _renderer(dict.fromkeys(inner if inner is not None else DEFAULT), nested.shape)
    get = nested.get
    if nested.many:
        return lambda row: [render(part) for part in get(row)]

    def one(row: Any) -> dict[str, Any] | None:
        part = get(row)
        return None if part is None else render(part)

    return one
