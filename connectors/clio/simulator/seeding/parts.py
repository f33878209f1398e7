"""Nested rows of a record that is seeded: as old as the record itself."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.parts import checked_value
from connectors.clio.simulator.rows import CustomValue

Texts = Iterable[str | tuple[str, str]]
"""Values, or (value, name) with names such as "Work"; the first is the primary one."""

R = TypeVar("R")
PartMaker = Callable[[], dict[str, Any]]


def part_maker(account: Account, stamps: Mapping[str, Any]) -> PartMaker:
    """Return what gives a nested row its id and revision, and the times of its record."""
    times = {name: stamps[name] for name in ("created_at", "updated_at")}
    return lambda: {"id": account.next_id("parts"), "rev": account.next_rev(), **times}


def custom_values(
    account: Account, custom: Mapping[int, object] | None, part: PartMaker
) -> list[CustomValue]:
    """Return custom values from what they are by their field's id."""
    fields = account.custom_fields.rows
    return [
        CustomValue(field_id=field, value=checked_value(account, fields[field], value), **part())
        for field, value in (custom or {}).items()
    ]


def named_parts(
    row: type[R], attribute: str, texts: Texts, part: PartMaker, flag: str = "primary"
) -> list[R]:
    """Return the texts as rows; `flag` marks the first."""
    pairs = [(text, "Work") if isinstance(text, str) else text for text in texts]
    return [
        row(**{attribute: text, "name": name, flag: place == 0}, **part())
        for place, (text, name) in enumerate(pairs)
    ]
