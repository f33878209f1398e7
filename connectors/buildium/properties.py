"""What properties are called, for leases: these only have their ids."""

from collections.abc import Sequence
from dataclasses import replace

from connectors.buildium.fields_work import PROPERTY_NAME
from connectors.buildium.listing import Lists
from connectors.buildium.schema import STREAMS
from connectors.buildium.wire import to_text
from core.records import Record


class PropertyNames:
    """The names of one reading: each is asked for once, and never without need."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._known: dict[str, str | None] = {}

    def given(self, records: Sequence[Record]) -> list[Record]:
        """Return leases with the names of their properties."""
        wanted = {one: None for record in records for one in record.references["property"]}
        new = [one for one in wanted if one not in self._known]
        self._known |= dict.fromkeys(new)
        for one, row in self._lists.some(STREAMS["properties"], new).items():
            self._known[one] = to_text(row.get("Name"))
        return [replace(each, fields={**each.fields, **self._name(each)}) for each in records]

    def _name(self, record: Record) -> dict[str, str | None]:
        (one,) = record.references["property"] or ("",)
        return {PROPERTY_NAME: self._known.get(one)}
