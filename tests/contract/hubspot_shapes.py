"""Holds JSON against the SDK's types: what is sent against its parameters, what is answered
against its models. Strict where the SDK is lenient: what a type does not name may not be there.
"""

import collections.abc
from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin

import pydantic
from typing_extensions import get_type_hints, is_typeddict

Complain = Callable[[str, str], None]
"""Told the rule that is broken and the place; raises unless that is a known deviation."""

LISTS = (list, collections.abc.Iterable, collections.abc.Sequence)


def judge_sent(
    expected: Any,
    value: object,
    complain: Complain,
    place: str = "",
    given: frozenset[str] = frozenset(),
) -> None:
    """Hold `value` against a type of the SDK's parameters.

    `given` are parameters that stand in the path, and so not in `value`.
    """
    bare, origin = _bare(expected)
    if is_typeddict(bare):
        _judge_fields(bare, value, complain, place, given)
    elif bare is Any or bare is object:
        return
    elif origin is Literal:
        _need(value in get_args(bare), complain, "value", place)
    elif origin in (Union, UnionType):
        _need(any(_fits(one, value) for one in get_args(bare)), complain, "type", place)
    elif origin in LISTS or getattr(origin, "__name__", "") == "SequenceNotStr":
        _need(isinstance(value, list), complain, "type", place)
        for number, one in enumerate(value if isinstance(value, list) else ()):
            judge_sent(get_args(bare)[0], one, complain, f"{place}/{number}")
    elif origin in (dict, collections.abc.Mapping):
        _need(isinstance(value, dict), complain, "type", place)
        for name, one in value.items() if isinstance(value, dict) else ():
            judge_sent(get_args(bare)[1], one, complain, f"{place}/{name}")
    else:
        _need(_is(bare, value), complain, "type", place)


def _judge_fields(
    type: Any, value: object, complain: Complain, place: str, given: frozenset[str]
) -> None:
    if not isinstance(value, dict):
        complain("type", place)
        return
    hints = get_type_hints(type, include_extras=True)
    known = {_alias(name, hint): (name, hint) for name, hint in hints.items()}
    for key, one in value.items():
        if key not in known:
            complain("unknown", f"{place}/{key}")
        else:
            judge_sent(known[key][1], one, complain, f"{place}/{key}")
    for alias, (name, hint) in known.items():
        if alias not in value and name not in given and _is_required(hint):
            complain("required", f"{place}/{alias}")


def judge_answered(model: Any, body: object, complain: Complain) -> None:
    """Hold `body` against a model, whose fields are all that it may have."""
    try:
        found = pydantic.TypeAdapter(model).validate_python(body)
    except pydantic.ValidationError as error:
        for one in error.errors(include_input=False, include_url=False):
            complain(one["type"], "/".join(str(step) for step in one["loc"]))
        return
    for place in _extras(found, ""):
        complain("unknown", place)


def _extras(value: object, place: str) -> Iterator[str]:
    if isinstance(value, pydantic.BaseModel):
        yield from (f"{place}/{name}" for name in value.model_extra or ())
        for name in type(value).model_fields:
            yield from _extras(getattr(value, name), f"{place}/{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _extras(one, f"{place}/{number}")


def _bare(type: Any) -> tuple[Any, Any]:
    """Return a type without what only says how it is spelt or whether it is needed."""
    bare = type
    while get_origin(bare) in (Required, NotRequired, Annotated):
        bare = get_args(bare)[0]
    return bare, get_origin(bare)


def _alias(name: str, hint: Any) -> str:
    while get_origin(hint) in (Required, NotRequired):
        hint = get_args(hint)[0]
    for note in getattr(hint, "__metadata__", ()):
        if getattr(note, "alias", None):
            return str(note.alias)
    return name


def _is_required(hint: Any) -> bool:
    return get_origin(hint) is Required


def _fits(type: Any, value: object) -> bool:
    wrong: list[str] = []
    judge_sent(type, value, lambda rule, place: wrong.append(rule))
    return not wrong


def _is(type: Any, value: object) -> bool:
    if type is NoneType:
        return value is None
    if type is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if type in (str, int, bool):
        return isinstance(value, type) and not (type is int and isinstance(value, bool))
    return True


def _need(holds: bool, complain: Complain, rule: str, place: str) -> None:
    if not holds:
        complain(rule, place)


def from_query(type: Any, items: Mapping[str, str]) -> dict[str, object]:
    """Return parameters of an address as the values that their types ask for, where they fit."""
    hints = get_type_hints(type, include_extras=True)
    kinds = {_alias(name, hint): _bare(hint)[0] for name, hint in hints.items()}
    found: dict[str, object] = {}
    for name, text in items.items():
        kind = kinds.get(name)
        if kind is bool and text in ("true", "false"):
            found[name] = text == "true"
        elif kind is int and text.isdecimal():
            found[name] = int(text)
        elif getattr(get_origin(kind), "__name__", "") == "SequenceNotStr":
            found[name] = text.split(",")
        else:
            found[name] = text
    return found
