"""A link: which record here is which record there, and what both sides last agreed on."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

PRINT = 8  # bytes of a fingerprint
_TAG = 4  # bytes that stand for a field's name
_ROW = _TAG + 2 * PRINT


@lru_cache(maxsize=4096)
def tag(key: str) -> bytes:
    """Return the four bytes that stand for a field in a packed base.

    >>> tag("email") == tag("email") != tag("phone")
    True
    """
    return sha256(key.encode()).digest()[:_TAG]


class PackedBase:
    """The merge base of one link: per field, the fingerprints of both sides; never values.

    It stays packed as it is stored, a row of tag, system's and HubSpot's fingerprint for each
    field, and is searched when asked: most links of a run are only compared, and few change.
    """

    __slots__ = ("packed",)

    def __init__(self, packed: bytes = b"") -> None:
        self.packed = packed

    def system(self, key: str) -> bytes | None:
        """Return the fingerprint of the system's value; None if never agreed on."""
        at = _find(self.packed, tag(key))
        return None if at < 0 else self.packed[at + _TAG : at + _TAG + PRINT]

    @property
    def fields(self) -> int:
        """How many fields were agreed on."""
        return len(self.packed) // _ROW

    def system_by_tag(self, mark: bytes) -> bytes | None:
        """Return the fingerprint of the system's value of the field that a tag stands for."""
        at = _find(self.packed, mark)
        return None if at < 0 else self.packed[at + _TAG : at + _TAG + PRINT]

    def hubspot(self, key: str) -> bytes | None:
        """Return the fingerprint of HubSpot's value; None if never agreed on."""
        at = _find(self.packed, tag(key))
        return None if at < 0 else self.packed[at + _TAG + PRINT : at + _ROW]

    def changed(self, system: Mapping[str, bytes], hubspot: Mapping[str, bytes]) -> "PackedBase":
        """Return this base with the fields of `system` agreed on anew.

        A field that `hubspot` lacks has the same fingerprint there.
        """
        there = hubspot.get
        if not self.packed:
            parts: list[bytes] = []
            for key, ours in system.items():
                parts += (tag(key), ours, there(key, ours))
            return PackedBase(b"".join(parts))
        rows = bytearray(self.packed)
        for key, ours in system.items():
            mark, prints = tag(key), ours + there(key, ours)
            at = _find(rows, mark)
            if at < 0:
                rows += mark + prints
            else:
                rows[at + _TAG : at + _ROW] = prints
        return PackedBase(bytes(rows))

    def without(self, keys: Collection[str]) -> "PackedBase":
        """Return this base as if these fields had never been agreed on."""
        marks = {tag(key) for key in keys}
        return self._of(row for row in self._rows() if row[:_TAG] not in marks)

    def without_differing(self, keys: Collection[str]) -> "PackedBase":
        """Return this base without those of these fields that were left different on both sides.

        What both sides agreed on stays: under any rule, who changed it since is worth knowing.
        """
        marks = {tag(key) for key in keys}
        return self._of(
            row
            for row in self._rows()
            if row[:_TAG] not in marks or row[_TAG:-PRINT] == row[-PRINT:]
        )

    def _rows(self) -> Iterator[bytes]:
        return (self.packed[at : at + _ROW] for at in range(0, len(self.packed), _ROW))

    def _of(self, rows: Iterator[bytes]) -> "PackedBase":
        packed = b"".join(rows)
        return self if len(packed) == len(self.packed) else PackedBase(packed)


def _find(packed: bytes | bytearray, mark: bytes) -> int:
    """Return where a tag's row begins, or -1. Fingerprints may hold a tag's bytes by chance."""
    at = packed.find(mark)
    while at > 0 and at % _ROW:
        at = packed.find(mark, at + 1)
    return at


@dataclass(frozen=True, slots=True)
class Link:
    """One system record and its HubSpot record."""

    system_id: str
    hubspot_id: str
    base: PackedBase
