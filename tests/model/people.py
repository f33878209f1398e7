"""What people in the office do on either side, and what they typed where."""

from collections.abc import Mapping

from connectors.hubspot.simulator.errors import RefusalError as HubSpotRefusal
from connectors.hubspot.simulator.seeding import BY_HAND
from connectors.hubspot.simulator.writing import Writer
from core.normal import normal
from core.records import Side
from core.schema import FieldType
from tests.model.office import Office
from tests.model.rules import PAIR

Values = Mapping[str, str]  # by HubSpot property, normal forms; "" is nothing
Typed = dict[tuple[Side, str, str], str]  # side, id there, property -> normal form
KEY = "our key"  # among the values of a contact
_KINDS = {"email": FieldType.EMAIL, "phone": FieldType.PHONE}


def plain(name: str, text: str | None) -> str:
    """Return the normal form of a value of a property, with white space as a mapping leaves it."""
    return normal(_KINDS.get(name, FieldType.TEXT), " ".join((text or "").split()))


class People:
    """Everybody who works in one office, on both sides."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.typed: Typed = {}  # the last that somebody typed there, ever
        self.lately: dict[tuple[Side, str, str], list[str]] = {}  # since all was last well
        self.archived: dict[str, Values] = {}  # by HubSpot id: what they were like
        self.merged: dict[str, list[Values]] = {}  # system id of who lost a contact: as runs saw
        self.seen: Mapping[str, Values] = {}  # by the last run that came to its end
        self.half_seen = False  # one that did not has looked since
        self.merged_names: set[str] = set()
        self.merged_ids: set[str] = set()  # of contacts that came of a merge
        self.never: set[tuple[Side, str]] = set()  # on the never-sync list
        self.parted: dict[tuple[Side, str], Values] = {}  # whose partner went; as it was then
        self.racing = False  # a run is under way: it may have looked just before
        self.raced: set[tuple[Side, str, str]] = set()  # as in `typed`
        self._hasty: set[str] = set()  # system ids: edited before a run could meet them
        self._count = 0

    # -- looking ------------------------------------------------------------------------------

    def persons(self) -> dict[str, Values]:
        """Return the system's people by id."""
        end = self._office.end
        return {
            each: {name: plain(name, values.get(name)) for name in end.ways}
            for each, values in end.persons(self._office.system).items()
        }

    def contacts(self) -> dict[str, Values]:
        """Return HubSpot's contacts by id, with our key."""
        key = self._office.key
        return {
            str(row["hs_object_id"]): {
                **{name: plain(name, row.get(name)) for name in self._office.ways},
                KEY: row.get(key) or "",
            }
            for row in self._office.hubspot.records("contacts")
        }

    def pairs(self) -> dict[str, str]:
        """Return system id -> HubSpot id, of those whose key is on a contact."""
        found = {each[KEY]: theirs for theirs, each in self.contacts().items()}
        keys = {mine: self.key_of(mine) for mine in self.persons()}
        return {mine: found[key] for mine, key in keys.items() if key in found}

    def key_of(self, mine: str) -> str:
        """Return the key that a person's contact bears."""
        return self._office.identity(self._office.pcs[0], mine)

    def outside(self, *, met: bool = False) -> tuple[set[str], set[str]]:
        """Return the ids of who is not to be synced at present: people, and contacts.

        Of those whose create crashed somebody is linked first, unless runs have `met` all since.
        """
        persons, pairs = self.persons(), self.pairs()
        mine = {each for each in persons if (Side.SYSTEM, each) in self.never}
        mine |= {each for each, values in persons.items() if not self._office.admits(values)}
        mine -= {each for each in mine if not met and self.is_unmet(each)}
        never = {each for each in self.contacts() if (Side.HUBSPOT, each) in self.never}
        mine |= {each for each, theirs in pairs.items() if theirs in never}
        return mine, never | {pairs[each] for each in mine if each in pairs}

    def restorable(self) -> list[str]:
        """Return archived contacts whose restoring makes nobody there twice."""
        there = {each["lastname"] for each in self.contacts().values()}
        kept = self._office.hubspot.portal.table("contacts").archived
        return sorted(
            i for i, was in self.archived.items() if was["lastname"] not in there and int(i) in kept
        )

    # -- in the system --------------------------------------------------------------------------

    def come_to_the_system(self, **values: str | None) -> str:
        """Add a person with a last name that nobody else has."""
        values = {"lastname": self._last_name(), **values}
        values = {name: values.get(name) for name in self._office.ways}
        made = self._office.end.seed(self._office.system, values)
        self._note(Side.SYSTEM, made, values)
        return made

    def edit_in_the_system(self, id: str, name: str, value: str | None) -> None:
        """Type another value, or take it away.

        Somebody whose create crashed is known by half of what was to be said of them. So one of
        it changes before a run meets them, and no more: that is a known limit. What is not mapped
        is not typed.
        """
        if name not in self._office.ways:
            return
        if self.is_unmet(id):
            if id in self._hasty:
                return
            self._hasty.add(id)
        self._office.end.edit(self._office.system, id, name, value)
        self._note(Side.SYSTEM, id, {name: value})

    def is_unmet(self, id: str) -> bool:
        """Return whether a create has crashed somewhere, and it may have been this person's."""
        office = self._office
        crashed = [office.ledger(pc) for pc in office.pcs if office.intends(pc)]
        return any(not ledger.links(PAIR, [id]) for ledger in crashed)

    def delete_in_the_system(self, id: str) -> None:
        if self._office.end.delete is not None:
            theirs = self.pairs().get(id)
            if theirs is not None:
                self.parted[Side.HUBSPOT, theirs] = self.contacts()[theirs]
            self._office.end.delete(self._office.system, id)

    # -- in HubSpot -----------------------------------------------------------------------------

    def come_to_hubspot(self, **values: str | None) -> str | None:
        """Add a contact with a last name that nobody else has; None where HubSpot refuses it."""
        values = {"lastname": self._last_name(), **values}
        return self._in_hubspot(None, values)

    def edit_in_hubspot(self, id: str, name: str, value: str | None) -> None:
        """Type another value, or take it away; of what is not mapped, nothing."""
        if name in self._office.ways:
            self._in_hubspot(id, {name: value})

    def archive_in_hubspot(self, id: str) -> None:
        there = self.contacts()
        self.archived[id] = there[id]
        for name, value in there[id].items():  # by now a run may have met it, and had its say
            said = self.lately.get((Side.HUBSPOT, id, name))
            if said and said[-1] != value:
                said.append(value)
        mine = next((each for each, theirs in self.pairs().items() if theirs == id), None)
        if mine is not None:
            self.parted[Side.SYSTEM, mine] = self.persons()[mine]
        self._office.hubspot.archive("contacts", id)

    def restore_in_hubspot(self, id: str) -> None:
        del self.archived[id]
        self._office.hubspot.restore_record("contacts", id)
        for mine, theirs in self.pairs().items():
            if theirs == id:
                self.parted.pop((Side.SYSTEM, mine), None)

    def merge_in_hubspot(self, kept: str, other: str) -> str:
        """Make two contacts one; return the id that it has now."""
        before, there = set(self.pairs()), self.contacts()
        self.merged_names |= {there[kept]["lastname"], there[other]["lastname"]}
        for each in (kept, other):
            self.parted.pop((Side.HUBSPOT, each), None)
        merged = self._office.hubspot.merge("contacts", kept, other)
        self.merged_ids.add(merged)
        self.merged |= {mine: self._as_seen(mine) for mine in before - set(self.pairs())}
        now = self.contacts()[merged]
        for name in self._office.ways:  # what was typed into either was typed into it
            for old in (kept, other):
                said = self.lately.get((Side.HUBSPOT, old, name), [])
                self.lately.setdefault((Side.HUBSPOT, merged, name), []).extend(
                    [*said, plain(name, there[old].get(name))]
                )
        self._note(Side.HUBSPOT, merged, {name: now[name] for name in self._office.ways})
        return merged

    def _as_seen(self, mine: str) -> list[Values]:
        """Return what a run may know of a person: one that was cut off got anywhere."""
        now = self.persons()[mine]
        return [self.seen.get(mine, now), *([now] if self.half_seen else [])]

    def _in_hubspot(self, id: str | None, values: Mapping[str, str | None]) -> str | None:
        portal = self._office.hubspot.portal
        with portal.lock:
            table = portal.table("contacts")
            record = table.records[int(id)] if id is not None else None
            texts = {name: value or "" for name, value in values.items()}
            try:
                written = Writer(portal).check(table, record, texts).apply(portal, BY_HAND)
            except HubSpotRefusal:
                return None  # an e-mail that another contact has
        self._note(Side.HUBSPOT, str(written.id), values)
        return str(written.id)

    def _note(self, side: Side, id: str, values: Mapping[str, str | None]) -> None:
        for name, value in values.items():
            text = plain(name, value)
            self.typed[side, id, name] = text
            self.lately.setdefault((side, id, name), []).append(text)
            (self.raced.add if self.racing else self.raced.discard)((side, id, name))

    def _last_name(self) -> str:
        self._count += 1
        return f"Qzvx{self._count}"
