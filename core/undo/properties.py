"""A HubSpot stream's properties: by the tags that changes are kept under, and fingerprinted."""

from collections.abc import Collection, Mapping

from core.draft import Print
from core.links import tag
from core.normal import normal
from core.records import FieldValue
from core.schema import StreamSchema


class Properties:
    """The properties of one stream. Those that a pair maps come first, should tags ever clash."""

    def __init__(
        self, schema: StreamSchema, mapped: Collection[str], fingerprint: Print, region: str
    ) -> None:
        fields = schema.fields
        self._kinds = {name: field.type for name, field in fields.items()}
        names = [*fields, *(name for name in mapped if name in fields)]
        self._names = {tag(name): name for name in names}
        self._fingerprint = fingerprint
        self._region = region
        self.unique = frozenset(name for name, field in fields.items() if field.unique)
        self.writable = frozenset(name for name, field in fields.items() if not field.read_only)

    def named(self, prints: Mapping[bytes, bytes]) -> dict[str, bytes]:
        """Return fingerprints by property, without those of properties that are no more."""
        names = self._names
        return {names[mark]: each for mark, each in prints.items() if mark in names}

    def fingerprint(self, name: str, value: FieldValue) -> bytes:
        """Return the fingerprint of a value as HubSpot tells it."""
        return self._fingerprint(name, normal(self._kinds[name], value, self._region))
