"""What must hold once the office is quiet: nothing lost, nothing twice, both sides alike.

The judge knows what people typed, and not how the engine decides: it says which values may stand,
not which one must, so that it need not repeat the rules that it is to test.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from core.conflicts import ConflictPolicy
from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code
from core.mapping import Direction
from core.office.deleting import Approved
from core.records import Side
from core.store.issues import Issue, open_issues
from tests.model.office import Office
from tests.model.pc import Pc
from tests.model.people import KEY, People, Values
from tests.model.rules import CONSENT, NO, PAIR

_FILLS = (ConflictPolicy.FILL_IF_EMPTY, ConflictPolicy.FILL_ON_CREATE)
_ALIKE = ("lastname", "email", "phone")
"""Whoever has one of these in common is one person, or two records that are matched by it."""
NOBODY: Values = {}
Persons = tuple[Mapping[str, Values], Mapping[str, Values]]
"""People and contacts, by their ids."""


class Judge:
    """Looks at both sides, and at what waits in Review."""

    def __init__(self, office: Office, people: People) -> None:
        self._office = office
        self._people = people
        self._property_of = {way.field: name for name, way in office.end.ways.items()}
        self._met: set[tuple[str, str]] = set()  # linked when all was last well
        self._seen: dict[tuple[Side, str], Values] = {}  # what was there then
        self._away: tuple[set[str], set[str]] = set(), set()  # not synced when all was last well
        self.apart: set[tuple[str, str]] = set()  # answers in Review
        self.ruled_anew = False  # by another rule, what was left empty may be filled
        self.unsure = False  # what was agreed on has been forgotten: a first meeting may decide

    def nobody_is_there_twice(self) -> None:
        """No one who came once is there twice on a side (P2).

        Of two people whose contacts were merged, one has none: a PC that does not know of it, as
        its database is new, makes one anew.
        """
        but = self._people.merged_names
        for side, found in (
            (Side.SYSTEM, self._people.persons()),
            (Side.HUBSPOT, self._people.contacts()),
        ):
            names = Counter(each["lastname"] for each in found.values() if each["lastname"])
            assert not [name for name, count in names.items() if count > 1 and name not in but], (
                side,
                names,
            )

    def ways_are_kept(self) -> None:
        """What travels one way only is, where it comes from, as somebody typed it (P12)."""
        typed, ways = self._people.typed, self._office.ways
        for side, found, back in (
            (Side.SYSTEM, self._people.persons(), Direction.TO_HUBSPOT),
            (Side.HUBSPOT, self._people.contacts(), Direction.TO_SYSTEM),
        ):
            names = [name for name, way in ways.items() if way is back]
            for one, values in found.items():
                for name in names:
                    assert values[name] == typed.get((side, one, name), ""), (side, one, name)

    def left_alone(self) -> Persons:
        """Return all that no run may touch: who the filter or the never-sync list leaves out."""
        mine, theirs = self._people.outside()
        persons, contacts = self._people.persons(), self._people.contacts()
        return {i: persons[i] for i in mine}, {i: contacts[i] for i in theirs}

    def were_left_alone(self, before: Persons) -> None:
        """Who was left out is there as before."""
        now = self._people.persons(), self._people.contacts()
        for was, is_now in zip(before, now, strict=True):
            touched = {i: (was[i], is_now.get(i)) for i in was if is_now.get(i) != was[i]}
            assert not touched, touched

    def all_is_well(self, pc: Pc) -> None:
        """Whatever was typed is on both sides, or waits in Review (P1, P3, P5)."""
        wrong = list(self._wrong(pc))
        assert not wrong, wrong

    def approved(
        self, done: Approved, persons: Mapping[str, Values], contacts: Mapping[str, Values]
    ) -> None:
        """Only what lost its partner is put away, and as it was then (P6); both as before it."""
        now_here, now_there = self._people.persons(), self._people.contacts()
        gone = [(Side.SYSTEM, each, persons[each]) for each in persons.keys() - now_here.keys()]
        gone += [(Side.HUBSPOT, i, contacts[i]) for i in contacts.keys() - now_there.keys()]
        assert len(gone) <= (done.refused is None), (done, gone)
        for side, one, was in gone:
            mine, theirs = done.system_id, done.hubspot_id
            assert one == (mine if side is Side.SYSTEM else theirs), (done, one)
            assert theirs not in contacts if side is Side.SYSTEM else mine not in persons, done
            then = self._people.parted.get((side, one))
            assert then is None or was == then, (done, then, was)
            if side is Side.HUBSPOT:
                self._people.archived[one] = was

    def agree(self, pc: Pc) -> None:
        """Take what is there for agreed on, as the office is quiet."""
        persons, contacts = self._people.persons(), self._people.contacts()
        mine, theirs = self._away = self._people.outside(met=True)
        met = set(self._links(pc, persons).items())
        self._met = {each for each in met if each[0] not in mine} | {
            each for each in self._met if each[0] in mine
        }
        away = {(Side.SYSTEM, each) for each in mine} | {(Side.HUBSPOT, each) for each in theirs}
        kept = {each: values for each, values in self._seen.items() if each in away}
        self._seen = {(Side.SYSTEM, each): values for each, values in persons.items()}
        there = {**self._people.archived, **contacts}  # what is restored is as it was
        self._seen |= {(Side.HUBSPOT, each): values for each, values in there.items()}
        self._seen = {each: v for each, v in self._seen.items() if each not in away} | kept
        said = self._people.lately
        away |= {(Side.HUBSPOT, each) for each in self._people.archived}  # read when restored
        for key in [each for each in said if each[:2] not in away]:
            del said[key]
        self.ruled_anew = False
        self.unsure = False

    def waiting(self) -> list[list[tuple[str, Code, str]]]:
        """Return what waits in Review on each PC: an answer there may give the next run to do."""
        return [
            [(each.system_id, each.code, each.field) for each in open_issues(pc.store, limit=1_000)]
            for pc in self._office.pcs
        ]

    def asks(self, pc: Pc) -> bool:
        """Return whether anything waits in Review."""
        return bool(open_issues(pc.store, limit=1))

    def _links(self, pc: Pc, persons: dict[str, Values]) -> dict[str, str]:
        """Return Clio id -> the id that its contact has now."""
        table = self._office.hubspot.portal.table("contacts")
        links = self._office.ledger(pc).links(PAIR, list(persons))
        return {mine: str(table.follow(int(link.hubspot_id))) for mine, link in links.items()}

    def _wrong(self, pc: Pc) -> Iterator[object]:
        persons, contacts = self._people.persons(), self._people.contacts()
        links = self._links(pc, persons)
        waits: dict[str, set[str]] = {}
        taken = set(links.values())
        for issue in open_issues(pc.store, limit=10_000):
            field = self._property_of.get(issue.field, issue.field)  # the side's that refused it
            waits.setdefault(issue.system_id, set()).add(field)
            taken.update(issue.candidates)
            here, there = persons.get(issue.system_id), contacts.get(links.get(issue.system_id, ""))
            if issue.code is Code.CONFLICT and here and there:
                yield from _needless(issue, here, there)
        yield from (("apart", *each) for each in links.items() if each in self.apart)
        outside, left_alone = self._people.outside(met=True)
        never = self._people.never  # of this PC's links, where two contacts bear one key
        outside |= {mine for mine, each in links.items() if (Side.HUBSPOT, each) in never}
        for mine in persons.keys() - outside:
            yield from self._wrong_here(mine, links.get(mine), waits.get(mine, set()), pc)
        for theirs in contacts.keys() - taken - left_alone if self._office.end.creates else ():
            values, waits_there = contacts[theirs], waits.get(f"{ONLY_HUBSPOT}{theirs}", set())
            says = any(values.get(name) for name in ("firstname", "lastname", "email"))
            if not values[KEY] and says and not waits_there:
                yield "in HubSpot only", theirs, values

    def _wrong_here(
        self, mine: str, theirs: str | None, waits: set[str], pc: Pc
    ) -> Iterator[object]:
        """Yield what is wrong with a person who is to be synced."""
        values, contacts = self._people.persons()[mine], self._people.contacts()
        if "" in waits or theirs in self._people.archived:
            return
        if theirs is None and self._is_barred(values, contacts):
            return
        if theirs is None or theirs not in contacts:
            yield "in the system only", mine, values
        elif values in self._people.merged.get(mine, ()):
            return  # nobody need look at it before one of the two is edited
        elif contacts[theirs][KEY] != self._office.identity(pc, mine):
            yield "key", mine, theirs, contacts[theirs]
        else:
            yield from self._differing(mine, theirs, values, contacts[theirs], waits)

    def _differing(
        self, mine: str, theirs: str, here: Values, there: Values, waits: set[str]
    ) -> Iterator[object]:
        twins = self._twins(there[KEY]) if len(self._office.pcs) > 1 else 0
        for name, way in self._office.ways.items():
            if name in waits or not self._office.has_property(name):
                continue
            told = (name, mine, theirs, here[name], there[name])
            if name == CONSENT and way is Direction.BOTH:
                yield from self._unheard(mine, theirs, here, there)
            if here[name] != there[name] and not self._may_differ(name, way, here, there):
                yield "differs", *told
            has_met = (mine, theirs) in self._met
            if twins > 1:
                continue  # what one says comes to the other, by way of the system
            for side, one, value in (
                (Side.SYSTEM, mine, here[name]),
                (Side.HUBSPOT, theirs, there[name]),
            ):
                may = self._may_stand(side, name, mine, theirs, has_met)
                if may is not None and value not in may:
                    yield "lost", side, one, *told, may

    def _twins(self, key: str) -> int:
        """Count the contacts that bear one key: one was in the archive while another was made."""
        return sum(each[KEY] == key for each in self._people.contacts().values())

    def _is_barred(self, values: Values, contacts: Mapping[str, Values]) -> bool:
        """Return whether whom they would be linked with is, or was, never to be synced."""
        known = {**self._people.archived, **contacts}
        never = [each for i, each in known.items() if (Side.HUBSPOT, i) in self._people.never]
        return any(each[name] and each[name] == values[name] for each in never for name in _ALIKE)

    def _unheard(self, mine: str, theirs: str, here: Values, there: Values) -> Iterator[object]:
        """Somebody's "no" is the last word on its side, and is not on both (P12)."""
        people = self._people
        for key in ((Side.SYSTEM, mine, CONSENT), (Side.HUBSPOT, theirs, CONSENT)):
            said = people.typed.get(key) == NO and key not in people.raced
            if said and (here[CONSENT], there[CONSENT]) != (NO, NO):
                yield "unheard", key, here[CONSENT], there[CONSENT]

    def _may_differ(self, name: str, way: Direction, here: Values, there: Values) -> bool:
        if not here[name] or not there[name]:
            return True  # an empty value erases nothing, and fills nothing that was emptied
        return way is not Direction.BOTH or self._policy in _FILLS

    @property
    def _policy(self) -> ConflictPolicy:
        assert self._office.rules is not None
        return self._office.rules.policy

    def _may_stand(
        self, side: Side, name: str, mine: str, theirs: str, has_met: bool
    ) -> set[str] | None:
        """Return the values that may be on one side: what was typed there last, or is newer there.

        None: any, as it is not known what the other one said when both met. What was emptied on
        the other side may still stand here, as it was.
        """
        lately, seen = self._people.lately, self._seen
        here_id, there_id = (mine, theirs) if side is Side.SYSTEM else (theirs, mine)
        own, other = (
            lately.get(key, []) for key in ((side, here_id, name), (side.other, there_id, name))
        )
        if not has_met and not all(
            values or each in seen
            for values, each in ((own, (side, here_id)), (other, (side.other, there_id)))
        ):
            return None
        was = seen.get((side, here_id), NOBODY).get(name, "")
        was_there = seen.get((side.other, there_id), NOBODY).get(name, "")
        may = {*own[-1:], *other[-1:]}
        if not own:
            may.add(was)
        if (other and not other[-1]) or not has_met:
            may |= {was_there, *other}
        fills = self._policy in _FILLS  # what was full on the other side stays
        refilled = not any(own[-1:]) and (not other or self.ruled_anew)
        was_away = mine in self._away[0] or theirs in self._away[1]
        if refilled or fills or self.unsure or was_away or self.ruled_anew:
            emptied = self.unsure and own[-1:] == [""]  # what had gone over before may come back
            anew = self.ruled_anew or was_away or emptied
            may |= {was_there, *other, *((was, *own) if anew else ())}
        return may | {NO} if name == CONSENT else may


def _needless(issue: Issue, here: Values, there: Values) -> Iterator[object]:
    """A person is asked which value is right, where both sides say the same."""
    if here[issue.field] == there[issue.field]:
        yield "asked for nothing", issue.system_id, issue.field, here[issue.field]
