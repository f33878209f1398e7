"""The never-sync list, as a person keeps it: records that are left alone, for good."""

from collections.abc import Sequence

from core.errors import Code, UserActionError
from core.office.looking import published
from core.office.parts import Parts
from core.records import Side
from core.store.never import Entry, NeverList


class NeverSync:
    """What must not be synced, by pair. Raises UserActionError(PAIR_UNKNOWN) for any other."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add(self, pair: str, side: Side, id: str) -> bool:
        """Leave a record alone from now on; return False if it was so already.

        Its link is kept and stopped both ways; what HubSpot has of it stays as it is.
        """
        return self._list(pair).add(pair, side, id)

    def remove(self, pair: str, side: Side, id: str) -> bool:
        """Sync a record again from the next run on; return False if it was not on the list."""
        return self._list(pair).remove(pair, side, id)

    def holds(self, pair: str, side: Side, id: str) -> bool:
        """Return whether a record is on the list: the list itself cannot tell which are."""
        return bool(self._list(pair).among(pair, [(side, id)]))

    def entries(self, pair: str) -> Sequence[Entry]:
        """Return when what was put on the list, by side only, the newest first."""
        return self._list(pair).entries(pair)

    def _list(self, pair: str) -> NeverList:
        if all(each.pair != pair for each in published(self._parts)):
            raise UserActionError(Code.PAIR_UNKNOWN, detail=pair)
        return self._parts.ledger.never(self._parts.vault.fingerprinter().of_field)
