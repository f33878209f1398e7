"""Clio's streams and their standard fields, as a table: described, asked for, picked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from connectors.clio import wire
from connectors.clio.wire import Pick, Row
from core.schema import Admission, Choice, DataClass, Field, FieldType


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard field. `asks` are its paths in Clio's answer, one level deep: "client.id"."""

    field: Field
    asks: tuple[str, ...]
    pick: Pick | None  # None: summed from bills


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: where Clio keeps it, and what it consists of."""

    name: str
    label: str
    path: str
    standard: Mapping[str, Standard]
    references: Mapping[str, str] = field(default_factory=dict)
    refer: Pick | None = None
    refer_asks: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    ordered: bool = True  # takes `order`, which cursor paging needs where it is taken
    parent: str | None = None  # of custom fields
    writable: bool = False
    web: str = ""
