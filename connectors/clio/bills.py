"""What a matter was billed: sums over its bills, which Clio does not tell of itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from connectors.clio.listing import Lists
from connectors.clio.wire import Row, to_date, to_number
from core.records import FieldValue

SUMS = frozenset({"outstanding_balance", "total_billed", "last_bill_date"})
ASKED = "id,state,total,balance,issued_at,matters{id}"
ISSUED = frozenset({"awaiting_payment", "paid"})  # no drafts, and neither void nor deleted
FEW = 20  # matters; the bills of more are read in one list of all


@dataclass(slots=True)
class _Sum:
    """The bills of one matter so far."""

    outstanding: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    last: date | None = None
    shared: bool = False  # a bill over several matters: nobody can tell this one's share

    def fields(self) -> Mapping[str, FieldValue]:
        if self.shared:
            return dict.fromkeys(SUMS)
        return {
            "outstanding_balance": self.outstanding,
            "total_billed": self.total,
            "last_bill_date": self.last,
        }


class Bills:
    """The sums of matters, for one reading: the list of all bills is asked for once at most."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._whole: Mapping[str, _Sum] | None = None

    def changed(self, since: datetime) -> Collection[str]:
        """Return the ids of matters of which a bill changed; that need not change the matter."""
        params = {"updated_since": since.isoformat()}
        found: dict[str, None] = {}
        for more in ({}, {"state": "deleted"}):  # deleted ones are listed only when asked for
            for rows in self._lists.all("/bills", "id,matters{id}", {**params, **more}):
                found |= dict.fromkeys(matter for row in rows for matter in _matters(row))
        return tuple(found)

    def sums(self, matters: Collection[str]) -> Mapping[str, Mapping[str, FieldValue]]:
        """Return the sums of matters, by id."""
        if self._whole is None and len(matters) > FEW:
            self._whole = _summed(self._lists.all("/bills", ASKED))
        known = self._whole
        if known is None:
            known = _summed(rows for matter in matters for rows in self._of(matter))
        return {matter: known.get(matter, _Sum()).fields() for matter in matters}

    def _of(self, matter: str) -> Iterator[Iterable[Row]]:
        """Yield the bills of one matter. One over two comes with both, which is no matter: the
        sums of neither are known.
        """
        return self._lists.all("/bills", ASKED, {"matter_id": matter})


def _summed(pages: Iterable[Iterable[Row]]) -> Mapping[str, _Sum]:
    sums: dict[str, _Sum] = defaultdict(_Sum)
    for row in (row for page in pages for row in page):
        if row.get("state") not in ISSUED:
            continue
        matters = _matters(row)
        for matter in matters:
            mine = sums[matter]
            mine.shared = mine.shared or len(matters) > 1
            mine.total += to_number(row.get("total")) or 0
            mine.outstanding += to_number(row.get("balance")) or 0
            issued = to_date(row.get("issued_at"))
            mine.last = max(filter(None, (mine.last, issued)), default=None)
    return dict(sums)


def _matters(row: Row) -> list[str]:
    return [str(matter["id"]) for matter in row.get("matters") or ()]
