"""What a person in HubSpot's own screens does, and how tests and the demo fill a portal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.definitions import Definitions
from connectors.hubspot.simulator.merging import merge
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import value_of
from connectors.hubspot.simulator.rows import Kind, Modification, Owner, Record
from connectors.hubspot.simulator.settings import make_pipeline
from connectors.hubspot.simulator.standard import group_of
from connectors.hubspot.simulator.tables import EMAIL, Table, folded
from connectors.hubspot.simulator.ties import Ties
from connectors.hubspot.simulator.times import iso, to_ms
from connectors.hubspot.simulator.writing import Writer

BY_HAND = "CRM_UI"  # how versions of people's edits are marked


class Seeding:
    """Acts on the portal without the API. Ids are texts, as on the wire; old ids of merged
    records lead to what they are now. KeyError names what is not there.
    """

    portal: Portal
    access: Access
    ties: Ties
    definitions: Definitions

    def seed(
        self,
        object_type: str,
        properties: Mapping[str, str],
        *,
        created: datetime | None = None,
        modified: datetime | None = None,
    ) -> str:
        """Add a record without asking whether HubSpot would let you; return its id.

        Times are aware; without them it is now. Searches find it at once. Two records may be
        given the same unique value: the first keeps it.
        """
        with self.portal.lock:
            table = self.portal.table(object_type)
            for name in properties:
                table.properties[name]
            values = {name: value for name, value in properties.items() if value}
            if EMAIL in table.unique and EMAIL in values:
                values[EMAIL] = folded(values[EMAIL])
            now = self.portal.now()
            at = to_ms(created) if created else now
            last = to_ms(modified) if modified else max(at, now)
            record = Record(self.portal.next_id("records"), at, last, values, BY_HAND)
            self.portal.add(table, record, at_once=True)
            return str(record.id)

    def edit(self, object_type: str, id: str, **properties: str) -> None:
        """Change a record as a person in HubSpot would; "" clears."""
        with self.portal.lock:
            table, record = self._record(object_type, id)
            Writer(self.portal).check(table, record, properties).apply(self.portal, BY_HAND)

    def archive(self, object_type: str, id: str) -> None:
        with self.portal.lock:
            table, record = self._record(object_type, id)
            self.portal.archive(table, record)

    def restore_record(self, object_type: str, id: str) -> None:
        """Take a record back from the archive."""
        with self.portal.lock:
            table = self.portal.table(object_type)
            self.portal.unarchive(table, table.archived[table.follow(int(id))])

    def merge(self, object_type: str, kept_id: str, other_id: str) -> str:
        """Merge two records into one with the first's values; return the id it has now."""
        with self.portal.lock:
            table, kept = self._record(object_type, kept_id)
            _table, other = self._record(object_type, other_id)
            return str(merge(self.portal, table, kept, other, self.ties).id)

    def add_email(self, contact: str, address: str) -> None:
        """Give a contact a secondary e-mail address."""
        with self.portal.lock:
            table, record = self._record("contacts", contact)
            addresses = record.values.get("hs_additional_emails", "").split(";")
            joined = ";".join(filter(None, [*addresses, folded(address)]))
            self.portal.change(table, record, {"hs_additional_emails": joined}, BY_HAND)

    def records(self, object_type: str) -> Iterator[Mapping[str, str | None]]:
        """Yield the live records as their properties, with `hs_object_id` and the times."""
        table = self.portal.table(object_type)
        kind = table.kind
        always = ("hs_object_id", kind.created, kind.modified)
        for record in table:
            yield record.values | {name: value_of(kind, record, name) for name in always}

    def record(self, object_type: str, id: str) -> Mapping[str, str | None]:
        """Return one live record's properties, as `records` does."""
        table, record = self._record(object_type, id)
        kind = table.kind
        always = ("hs_object_id", kind.created, kind.modified)
        return record.values | {name: value_of(kind, record, name) for name in always}

    def duplicates(self, object_type: str, name: str) -> Mapping[str, Collection[str]]:
        """Return the values of a property that several live records share, with their ids."""
        found: dict[str, list[str]] = {}
        for record in self.portal.table(object_type):
            value = folded(record.values.get(name, ""))
            if value:
                found.setdefault(value, []).append(str(record.id))
        return {value: ids for value, ids in found.items() if len(ids) > 1}

    def associate(self, from_type: str, from_id: str, to_type: str, to_id: str) -> None:
        """Tie two records without a label."""
        with self.portal.lock:
            table, record = self._record(from_type, from_id)
            other, target = self._record(to_type, to_id)
            self.ties.add(table, record.id, other, target.id, ())

    def associations(self, from_type: str, to_type: str) -> set[tuple[str, str, str]]:
        """Return the ties of live records: from id, to id, label; "" is the plain tie."""
        table, other = self.portal.table(from_type), self.portal.table(to_type)
        labels = self.ties.labels_of(table.kind.plural, other.kind.plural)
        return {
            (str(record.id), str(to_id), labels[mark].label or "")
            for record in table
            for to_id, marks in self.ties.of(table, record.id, other).items()
            for mark in marks
        }

    def add_property(
        self,
        object_type: str,
        name: str,
        *,
        type: str = "string",
        field_type: str = "text",
        unique: bool = False,
        options: Sequence[str] = (),
        read_only: bool = False,
    ) -> None:
        """Define a property as an office's admin does; options have the same label and value."""
        with self.portal.lock:
            table = self.portal.table(object_type)
            body = {
                "name": name,
                "label": name,
                "type": type,
                "fieldType": field_type,
                "groupName": group_of(table.kind),
                "hasUniqueValue": unique,
                "options": [{"label": one, "value": one} for one in options],
            }
            made = self.definitions.create(table, body)
            made.modification_metadata = Modification(read_only_value=read_only)

    def add_option(self, object_type: str, name: str, value: str) -> None:
        with self.portal.lock:
            definition = self.portal.table(object_type).properties[name]
            self.definitions.add_option(definition, value)

    def delete_property(self, object_type: str, name: str) -> None:
        with self.portal.lock:
            table = self.portal.table(object_type)
            self.definitions.archive(table, table.properties[name])

    def seed_owner(self, email: str, first_name: str = "", last_name: str = "") -> str:
        """Add a user to whom records can belong; return the owner's id."""
        with self.portal.lock:
            number, at = self.portal.next_id("owners"), iso(self.portal.now())
            user_id = number + 1_000_000
            made = Owner(str(number), email, first_name, last_name, user_id, at, at)
            self.portal.owners[made.id] = made
            return made.id

    def seed_pipeline(self, object_type: str, label: str, stages: Sequence[str]) -> str:
        """Add a pipeline of deals or tickets; return its id."""
        with self.portal.lock:
            table = self.portal.table(object_type)
            made = make_pipeline(self.portal, table, label, [{"label": one} for one in stages])
            return made.id

    def seed_schema(self, name: str, label: str, properties: Sequence[str] = ("name",)) -> str:
        """Define a custom object with text properties, the first of them required; return its
        type id, by which all else calls it.
        """
        with self.portal.lock:
            kind = Kind(
                f"2-{self.portal.next_id('custom_kinds')}",
                f"p{self.portal.id}_{name}",
                name,
                shown=tuple(properties[:1]),
                required=(tuple(properties[:1]),),
                searchable=tuple(properties),
                scope="custom",
                label=label,
            )
            self.portal.add_kind(kind)
            for one in properties:
                self.add_property(kind.id, one)
            return kind.id

    def forbid(self, *scopes: str) -> None:
        """Take scopes from every key and token from now on."""
        self.access.forbidden |= set(scopes)

    def revoke_tokens(self) -> None:
        """End every service key and every grant, as an office that throws us out."""
        self.access.revoke_key()
        self.access.withdraw()

    def set_portal(self, id: int) -> None:
        """Be another portal, as when somebody reconnects and picks the wrong one."""
        self.portal.id = id

    def _record(self, object_type: str, id: str) -> tuple[Table, Record]:
        table = self.portal.table(object_type)
        return table, table.records[table.follow(int(id))]
