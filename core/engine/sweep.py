"""Which linked records are gone: known after a run that listed a whole side, where nobody told.

What a listing has is noted in the run's scratch table, by keyed hashes; what is linked and not
there is looked up by id before anybody is asked about it. A listing that is empty, or much shorter
than it was, is the brake's matter and never a delete (P6).
"""

from collections import Counter
from collections.abc import Collection, Iterator

from core.brake import Listing
from core.engine.books import Books
from core.engine.setup import PairSetup
from core.links import Link
from core.records import Side
from core.store import brakes
from core.store.ledger import Ledger
from core.store.match_index import Row

_PAGE = 1000  # links looked through together


class Sweep:
    """The listings of one pair's full run. Used by the walking thread only."""

    def __init__(self, setup: PairSetup, ledger: Ledger) -> None:
        self._setup = setup
        self._ledger = ledger
        self._pair = setup.mapping.pair
        self._index = ledger.match_index(self._pair)
        self._seen: dict[Side, int] = {}
        self._lacking: Counter[Side] = Counter()  # links whose record a listing has not

    def saw(self, side: Side, ids: Collection[str]) -> None:
        """Note a page of a listing of all that is not archived."""
        self._seen[side] = self._seen.get(side, 0) + len(ids)
        kind = _kind(side)
        self._index.add(Row(kind, self._hash(kind, each), "", None) for each in ids)

    @property
    def listings(self) -> tuple[Listing, ...]:
        """What the brake looks at."""
        store, linked = self._ledger.store, self._ledger.linked(self._pair)
        return tuple(
            Listing(side, count, brakes.listed(store, self._pair, side) or linked)
            for side, count in self._seen.items()
        )

    def unlinked(self, side: Side) -> int:
        """Count the listed records that have no link; once it was looked what is missing."""
        linked = self._ledger.linked(self._pair) - self._lacking[side]
        return max(0, self._seen.get(side, 0) - linked)

    def keep(self) -> None:
        """Remember how long the listings were, once nothing was wrong with them."""
        for side, count in self._seen.items():
            brakes.keep_listed(self._ledger.store, self._pair, side, count)

    def look_for_gone(self, books: Books, *, ask: bool) -> Counter[Side]:
        """Count the linked records that are gone on one side.

        With `ask`, ask about those that are untouched on the other (P6).
        """
        gone: Counter[Side] = Counter()
        for side in Side:
            for page in self.missing(side):
                gone[side] += len(page)
                for link in page if ask else ():
                    if not books.was_not_found(link.system_id):  # edited beats deleted
                        books.ask(link.system_id, link.hubspot_id, side.value)
                books.commit()
        return gone

    def missing(self, side: Side) -> Iterator[list[Link]]:
        """Yield links whose record on one side is gone or archived, asked for by id now."""
        if side not in self._seen:
            return
        kind, ends, mapping = _kind(side), self._setup.ends, self._setup.mapping
        for links in self._ledger.all_links(self._pair, _PAGE):
            hashes = {_id(link, side): self._hash(kind, _id(link, side)) for link in links}
            found = self._index.find(list(hashes.values()))
            lacking = [each for each, digest in hashes.items() if digest not in found]
            self._lacking[side] += len(lacking)
            if not lacking:
                continue
            if side is Side.SYSTEM:
                there = ends.system.fetch(mapping.system_stream, lacking, ())
            else:
                there = ends.hubspot.fetch(mapping.hubspot_stream, lacking, ())
            gone = {each for each in lacking if each not in there or there[each].archived}
            yield [link for link in links if _id(link, side) in gone]

    def _hash(self, kind: str, id: str) -> bytes:
        return self._setup.ends.print(kind, id)


def _kind(side: Side) -> str:
    return f"seen at {side.value}"


def _id(link: Link, side: Side) -> str:
    return link.system_id if side is Side.SYSTEM else link.hubspot_id
