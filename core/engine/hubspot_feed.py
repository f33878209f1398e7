"""What changed in HubSpot: edits of linked records, and records that only HubSpot has.

An echo of our own writes says what both sides agreed on, and is passed over (P4). What is not
passed over is merged with the system's record, which is read for it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from core.connector import Cursor
from core.engine.admission import barred, sieve_of
from core.engine.applying import Applier
from core.engine.backward import ONLY_HUBSPOT, told
from core.engine.batches import Item, Rules, system_values
from core.engine.intents import marker
from core.engine.setup import MARK, PairSetup
from core.engine.tally import Bin, Settled
from core.errors import Code, Refusal
from core.links import Link
from core.records import Record, Side
from core.store.decisions import Answer, answered_of_hubspot
from core.store.ledger import Ledger

_SCAN = 2000  # links looked through together


class HubSpotFeed:
    """Decides HubSpot's pages of one run, after the system's."""

    def __init__(
        self, setup: PairSetup, ledger: Ledger, applier: Applier, rules: Callable[[], Rules]
    ) -> None:
        self._setup = setup
        self._ledger = ledger
        self._applier = applier
        self._rules = rules
        self._pair = setup.mapping.pair
        self._sieve = sieve_of(setup, ledger)
        self._creates = setup.creates_back
        self._asked_about: frozenset[str] | None = None
        self._again: set[str] = set()  # HubSpot ids that were fetched again

    def page(self, records: Iterable[Record], cursor: Cursor | None) -> None:
        """Decide one page. `cursor` None: fetched again by id; they move no checkpoint."""
        told_of = list(records)
        there = {each.id: each for each in told_of if not each.archived}
        links = self._ledger.links_by_hubspot(self._pair, list(there))
        links |= self._moved([each for each in there.values() if each.id not in links])
        linked = [link.system_id for found in links.values() for link in found]
        if self._setup.mapping.asks_deletes:
            self._applier.books.there(linked)
        edited = self._changed(there, links, linked)
        new = self._unlinked([each for each in there.values() if each.id not in links])
        made = [self._item(each) for each in new]
        books = self._applier.books
        if cursor is None:
            self._again.update(there)
            archived = [each.id for each in told_of if each.archived]
            for hubspot_id in (*links, *archived):  # restored, it is told of as changed
                books.gone(ONLY_HUBSPOT + hubspot_id)
        ids = [item.system_id for item, _properties in edited]
        ids += [item.system_id for item in made]
        self._applier.make_room(ids)
        books.begin(ids, cursor)
        for item, properties in edited:
            self._applier.update(item, Side.SYSTEM, properties)
        self._new(made, new)

    def _changed(
        self, there: Mapping[str, Record], links: Mapping[str, list[Link]], linked: Sequence[str]
    ) -> list[tuple[Item, list[str]]]:
        """Return the linked records that say other than was agreed on, and in which properties."""
        stopped = self._ledger.stopped(self._pair, linked) if linked else frozenset()
        moved = [each for each, mine in links.items() if any(m.hubspot_id != each for m in mine)]
        # The never-sync list names a record by the id that it has now; the link has another.
        left_alone = barred(moved, self._sieve) if moved else frozenset()
        edited: list[tuple[Item, list[str]]] = []
        for record in there.values():
            mine = links.get(record.id, [])
            if len(mine) != 1 or mine[0].system_id in stopped:
                continue
            if record.id in left_alone:
                self._applier.books.stop(mine[0].system_id)
                continue
            link, has_moved = mine[0], mine[0].hubspot_id != record.id
            properties = [] if has_moved else self._edited(record, link)
            if properties or has_moved:
                identity = self._setup.identity(link.system_id)
                item = Item(link.system_id, None, identity, b"", record.id, link.base)
                item.moved = has_moved
                edited.append((item, properties))
        return edited

    def _unlinked(self, records: Iterable[Record]) -> list[Record]:
        """Return the records that only HubSpot has, and that the pair makes in the system."""
        if not self._creates:
            return []
        new = [r for r in records if not self._bears_key(r) and r.id not in self._again]
        left_alone = barred([each.id for each in new], self._sieve) if new else frozenset()
        return [each for each in new if each.id not in left_alone]

    def _moved(self, records: Iterable[Record]) -> dict[str, list[Link]]:
        """Return the links of records that have another id than when they were linked.

        They were merged in HubSpot, or another PC made them anew: our key on them tells whose they
        are. It happens rarely, and then all links are looked through.
        """
        key = self._setup.key_property
        bearing = [each for each in records if self._bears_key(each)]
        wanted = {str(each.fields[key]).lower(): each.id for each in bearing}
        found: dict[str, list[Link]] = {}
        for links in self._ledger.all_links(self._pair, _SCAN) if wanted else ():
            for link in links:
                hubspot_id = wanted.get(self._setup.identity(link.system_id))
                if hubspot_id is not None:
                    found[hubspot_id] = [link]
        there = self._there({link.hubspot_id for links in found.values() for link in links})
        return {each: links for each, links in found.items() if links[0].hubspot_id not in there}

    def _there(self, hubspot_ids: Collection[str]) -> frozenset[str]:
        """Return which records are in HubSpot still, under these ids: their links have not moved.

        One more that bears the same key was taken back from the archive.
        """
        if not hubspot_ids:
            return frozenset()
        stream = self._setup.mapping.hubspot_stream
        found = self._setup.ends.hubspot.fetch(stream, sorted(hubspot_ids), ())
        return frozenset(
            each for each, record in found.items() if record.id == each and not record.archived
        )

    def _edited(self, record: Record, link: Link) -> list[str]:
        """Return the properties of which HubSpot says other than what both sides agreed on.

        What was seen before, word for word, is known by its mark, without asking for the schema.
        """
        mark, base = self._setup.hubspot_mark(record.fields), link.base
        if base.hubspot(MARK) == mark:
            return []
        rules, fields = self._rules(), record.fields
        edited: list[str] = []
        for line in rules.ready.mapping.lines:
            value = fields.get(line.key)
            text = "" if value is None else line.normal(value)
            if base.hubspot(line.key) != rules.ends.print(line.key, text):
                edited.append(line.key)
        if not edited:
            self._applier.books.echo(link, mark)
        return edited

    def _item(self, record: Record) -> Item:
        rules, stream = self._rules(), self._setup.mapping.system_stream
        values = system_values(told(record, rules), rules)
        item = Item(ONLY_HUBSPOT + record.id, None, "", b"", record.id)
        item.marker = marker(values, stream, rules.drafter)
        return item

    def _bears_key(self, record: Record) -> bool:
        """Return whether a record is one of the system's, which has lost its link or never had one.

        The system's feed links it; if it does not, the system's record is gone or filtered.
        """
        return bool(record.fields.get(self._setup.key_property))

    def _new(self, items: Sequence[Item], records: Sequence[Record]) -> None:
        if not items:
            return
        twins = self._twins(records)
        apart = answered_of_hubspot(self._ledger.store, self._pair, list(twins))
        if self._asked_about is None:
            self._asked_about = self._ledger.asked_about(self._pair)
        for item, record in zip(items, records, strict=True):
            twin = twins.get(record.id)
            if record.id in self._asked_about:  # somebody is asked whose record it is
                self._applier.end(item.system_id, Bin.SKIPPED, Code.LIKELY_MATCH)
                # The question may go away unanswered: it is looked at until it is somebody's.
                self._applier.books.look_again(item.system_id, Code.LIKELY_MATCH)
            elif twin is not None and apart.get(record.id, {}).get(twin) is not Answer.APART:
                refusal = Refusal(Code.LIKELY_MATCH, reference=twin)
                self._applier.books.settle(
                    Settled(item.system_id, Bin.HELD, record.id, problems=(refusal,))
                )
            else:
                self._applier.create_back(item)

    def _twins(self, records: Sequence[Record]) -> dict[str, str]:
        """Return HubSpot id -> linked system id, of records that share an exact key with it."""
        rules = self._rules()
        keys = {
            key.fields[0]
            for key in self._setup.mapping.match
            if len(key.fields) == 1 and key.unique
        }
        wanted: dict[tuple[str, bytes], str] = {}
        for record in records:
            for key, value in told(record, rules).items():
                if key in keys and value is not None:
                    wanted[key, rules.ends.print(key, rules.forms[key](value))] = record.id
        found = self._ledger.linked_with(self._pair, wanted.keys()) if wanted else {}
        return {wanted[place]: system_id for place, system_id in found.items()}
