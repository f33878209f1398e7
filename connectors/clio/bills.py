"""What a matter was billed: sums over its bills, which Clio does not tell of itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from connectors.clio.cursor import Position, watermark
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

    def changed(self, at: Position, began: datetime) -> tuple[Collection[str], Position]:
        """Return the ids of matters of which a bill changed, and the position that knows of it.

        That need not change the matter. Deleted bills are listed only when they are asked for, and
        then alone; so one run asks for those and the next one for the others. Any two runs have
        seen all, and neither costs more than one request (P3, P4).
        """
        assert at.since is not None, "the first reading sums what it finds"
        known = {"bills": at.bills or at.since, "deleted_bills": at.deleted_bills or at.since}
        turn = "deleted_bills" if at.deleted_next else "bills"
        params = {"updated_since": known[turn].isoformat()}
        if at.deleted_next:
            params["state"] = "deleted"
        first = self._lists.start("/bills", "id,matters{id}", params)
        known[turn] = watermark(began, first.headers)
        after = replace(at, deleted_next=not at.deleted_next, **known)
        found: dict[str, None] = {}
        for rows in self._lists.rest(first):
            found |= dict.fromkeys(matter for row in rows for matter in _matters(row))
        return tuple(found), after

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
