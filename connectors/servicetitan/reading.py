"""One question to a stream: which fields, where they lie, and how records are made of rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from connectors.servicetitan import custom, wire
from connectors.servicetitan.feeds import LONG_AGO, Api, Row
from connectors.servicetitan.lookups import ANY, Kinds, Lookups
from connectors.servicetitan.schema import (
    COMMERCIAL,
    CONTACTS,
    MEMBERSHIPS,
    RESIDENTIAL,
    Standard,
    Stream,
    key_of,
)
from connectors.servicetitan.streams import STREAMS
from core.errors import Code, UserActionError
from core.records import NO_REFERENCES, FieldValue, Record
from core.schema import Field


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to customers and lies elsewhere."""

    feed: str
    list: str
    filters: Mapping[str, str]
    key: str  # under which a row gets it
    is_extra: bool = False  # the app may be without the right to read it
    keeps: frozenset[str] = frozenset()  # its keys, where few enough have one to remember all


PARTS: Mapping[str, Part] = {
    CONTACTS: Part(
        "crm/export/customers/contacts",
        "crm/customers/contacts",
        {"modifiedOnOrAfter": LONG_AGO},
        wire.CONTACTS,
    ),
    MEMBERSHIPS: Part(
        "memberships/export/memberships",
        "memberships/memberships",
        {},
        wire.MEMBERSHIPS,
        is_extra=True,
        keeps=frozenset(
            {"id", "customerId", "membershipTypeId", "status", "active", "from", "to", "modifiedOn"}
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A stream and some of its fields."""

    stream: Stream
    standards: tuple[Standard, ...]
    customs: tuple[str, ...]
    parts: tuple[str, ...]


def may_lack(part: Part, error: UserActionError) -> bool:
    """Tell whether records are read without a part, because the app may not read that."""
    return part.is_extra and error.code is Code.NOT_PERMITTED


def question(stream: str, fields: Collection[str]) -> Question:
    """Compile a question. Fields that the stream does not have are left out."""
    return _compiled(stream, frozenset(fields))


@lru_cache(maxsize=64)
def _compiled(name: str, fields: frozenset[str]) -> Question:
    stream = STREAMS[name]
    standards = tuple(one for key, one in stream.standard.items() if key in fields and one.pick)
    customs = tuple(sorted(key for key in fields if stream.customs and custom.is_custom(key)))
    parts = {standard.part for standard in standards if standard.part}
    return Question(stream, standards, customs, tuple(sorted(parts)))


class Reader:
    """Makes records of rows, with what has to be asked for besides."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lookups = Lookups(api)
        self._kinds = Kinds(api)
        self._definitions: dict[str, Mapping[str, Field]] = {}
        self._lacking: set[str] = set()  # parts that may not be read, as was seen in this reading
        self._whole: dict[str, Mapping[str, list[Row]]] = {}  # of a first reading

    def learn(self, rows: Iterable[Row]) -> None:
        """Remember of which kind these customers are: what refers to one does not say."""
        self._kinds.learn(rows)

    def begin(self) -> None:
        """Forget what was learnt for the reading before."""
        self._whole.clear()
        self._lacking.clear()

    def records(
        self, asked: Question, rows: Sequence[Row], *, of_all: bool = False
    ) -> list[Record]:
        """Read rows of one stream, of whatever kind they are; `of_all` in a first reading."""
        if not rows:
            return []
        whole = self.completed(asked.parts, rows, of_all=of_all)
        kinds = self._kinds_of(asked.stream, rows)
        return [self._record(asked, row, kinds) for row in whole]

    def made(self, asked: Question, row: Row) -> Record:
        """Read a customer as the answer to its creation tells it, with its contacts."""
        return self.whole(asked, {**row, wire.CONTACTS: row.get("contacts") or ()})

    def whole(self, asked: Question, row: Row) -> Record:
        """Read a customer's row that has in it whatever lies elsewhere."""
        return self._record(asked, row, {})

    def completed(
        self, parts: Collection[str], rows: Sequence[Row], *, of_all: bool = False
    ) -> Sequence[Row]:
        """Return customers' rows with their contacts or memberships in them."""
        for name in sorted(set(parts) - self._lacking):
            part, ids = PARTS[name], [str(row["id"]) for row in rows]
            try:
                found = self._of_all(name) if of_all and part.keeps else self._of(part, ids)
            except UserActionError as error:
                if not may_lack(part, error):
                    raise
                self._lacking.add(name)
                continue
            rows = [{**row, part.key: found.get(str(row["id"]), [])} for row in rows]
        return rows

    def _of(self, part: Part, ids: Sequence[str]) -> Mapping[str, list[Row]]:
        """Return what of a part belongs to some customers, by theirs."""
        return _by_customer(self._api.by_ids(part.list, ids, part.filters, "customerIds"))

    def _of_all(self, name: str) -> Mapping[str, list[Row]]:
        """Return a part that few customers have, asked for in one list for this reading.

        What changes meanwhile is told by its feed on the next one.
        """
        if name not in self._whole:
            part = PARTS[name]
            pages = self._api.listed(part.list, part.filters)
            kept = ({k: row[k] for k in part.keeps & row.keys()} for p in pages for row in p)
            self._whole[name] = _by_customer(kept)
        return self._whole[name]

    def by_ids(self, stream: Stream, ids: Iterable[str]) -> Iterator[Row]:
        """Yield rows by id, also of what is not in use any more where it can be had."""
        wanted = [one for one in ids if one.isdecimal()]
        return self._api.by_ids(stream.list, wanted, ANY if stream.has_active else None)

    def definitions(self, stream: Stream) -> Mapping[str, Field]:
        """Return the office's own fields of a stream; asked for once. May not be permitted."""
        if stream.customs not in self._definitions:
            pages = self._api.listed(stream.customs)
            self._definitions[stream.customs] = custom.defined(
                row for page in pages for row in page
            )
        return self._definitions[stream.customs]

    def _kinds_of(self, stream: Stream, rows: Sequence[Row]) -> Mapping[str, str]:
        if not stream.customer:
            return {}
        customers = (key_of(row, stream.customer) for row in rows)
        return self._kinds.of(one for one in customers if one is not None)

    def _record(self, asked: Question, row: Row, kinds: Mapping[str, str]) -> Record:
        fields: dict[str, FieldValue] = {}
        for standard in asked.standards:
            assert standard.pick is not None, "blocked fields are no part of a question"
            if standard.part and PARTS[standard.part].key not in row:
                continue  # it may not be read: the value is unknown, not empty
            value = standard.pick(row)
            if standard.lookup:
                names = self._lookups.names(standard.lookup)
                if names is None:  # likewise
                    continue
                value = _named(value, names)
            fields[standard.field.name] = value
        if asked.customs:
            known = self._known_definitions(asked.stream)
            fields |= custom.decode(row.get("customFields"), asked.customs, known)
        times = [row, *(one for name in asked.parts for one in row.get(PARTS[name].key) or ())]
        moments = [wire.to_time(one.get("modifiedOn")) for one in times]
        return Record(
            stream=asked.stream.name,
            id=str(row["id"]),
            fields=fields,
            modified_at=max(filter(None, moments), default=None),
            references=_references(asked.stream, row, kinds),
            version=str(row["modifiedOn"]) if row.get("modifiedOn") else None,
            archived=row.get("active") is False,
        )

    def _known_definitions(self, stream: Stream) -> Mapping[str, Field]:
        try:
            return self.definitions(stream)
        except UserActionError as error:
            if error.code is not Code.NOT_PERMITTED:
                raise
            return {}


def _by_customer(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row["customerId"])].append(row)
    return found


def _named(value: FieldValue, names: Mapping[str, str]) -> FieldValue:
    """Return the name of an id, or the names of several; one without a name is left out."""
    if isinstance(value, tuple):
        return tuple(names[each] for each in value if each in names)
    return names.get(str(value)) if value is not None else None


def _references(
    stream: Stream, row: Row, kinds: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    if stream.customer:
        customer = key_of(row, stream.customer)
        kind = kinds.get(customer or "")
        found = {
            "customer_person": (customer,) if customer and kind == RESIDENTIAL else (),
            "customer_company": (customer,) if customer and kind == COMMERCIAL else (),
        }
    for name, key in stream.keys.items():
        target = key_of(row, key)
        found[name] = (target,) if target is not None else ()
    return found or NO_REFERENCES
