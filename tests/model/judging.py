"""What must hold once the office is quiet: nothing lost, nothing twice, both sides alike.

The judge knows what people typed, and not how the engine decides: it says which values may stand,
not which one must, so that it need not repeat the rules that it is to test.
"""

from collections import Counter
from collections.abc import Iterator

from core.conflicts import ConflictPolicy
from core.engine.backward import ONLY_HUBSPOT
from core.identity import identity
from core.mapping import Direction
from core.records import Side
from core.store.issues import open_issues
from tests.model.office import ACCOUNT, KEY, Office
from tests.model.pc import Pc
from tests.model.people import People, Values
from tests.model.rules import PAIR, WAYS

_FILLS = (ConflictPolicy.FILL_IF_EMPTY, ConflictPolicy.FILL_ON_CREATE)
NOBODY: Values = {}


class Judge:
    """Looks at both sides, and at what waits in Review."""

    def __init__(self, office: Office, people: People) -> None:
        self._office = office
        self._people = people
        self._met: set[tuple[str, str]] = set()  # linked when all was last well
        self._seen: dict[tuple[Side, str], Values] = {}  # what was there then
        self.ruled_anew = False  # by another rule, what was left empty may be filled
        self.unsure = False  # what was agreed on has been forgotten: a first meeting may decide

    def nobody_is_there_twice(self) -> None:
        """No one who came once is there twice on a side (P2).

        Of two people whose contacts were merged, one has none: a PC that does not know of it, as
        its database is new, makes one anew.
        """
        but = self._people.merged_names
        for side, found in (
            ("Clio", self._people.persons()),
            ("HubSpot", self._people.contacts()),
        ):
            names = Counter(each["lastname"] for each in found.values() if each["lastname"])
            assert not [name for name, count in names.items() if count > 1 and name not in but], (
                side,
                names,
            )

    def ways_are_kept(self) -> None:
        """What travels one way only is, where it comes from, as somebody typed it (P12)."""
        typed = self._people.typed
        for one, values in self._people.persons().items():
            assert values["office_title"] == typed.get((Side.SYSTEM, one, "office_title"), ""), one
        for one, values in self._people.contacts().items():
            assert values["salutation"] == typed.get((Side.HUBSPOT, one, "salutation"), ""), one

    def all_is_well(self, pc: Pc) -> None:
        """Whatever was typed is on both sides, or waits in Review (P1, P3, P5)."""
        wrong = list(self._wrong(pc))
        assert not wrong, wrong

    def agree(self, pc: Pc) -> None:
        """Take what is there for agreed on, as the office is quiet."""
        persons, contacts = self._people.persons(), self._people.contacts()
        self._met = set(self._links(pc, persons).items())
        self._seen = {(Side.SYSTEM, each): values for each, values in persons.items()}
        self._seen |= {(Side.HUBSPOT, each): values for each, values in contacts.items()}
        self._people.lately.clear()
        self.ruled_anew = False
        self.unsure = False

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
        asked: set[str] = set()
        for issue in open_issues(pc.store, limit=10_000):
            waits.setdefault(issue.system_id, set()).add(issue.field)
            asked.update(issue.candidates)
        for mine, values in persons.items():
            theirs = links.get(mine)
            if "" in waits.get(mine, ()) or theirs in self._people.archived:
                continue
            if theirs is None or theirs not in contacts:
                yield "in Clio only", mine, values
            elif self._people.merged.get(mine) is False:
                continue  # nobody need look at it before one of the two is edited
            elif contacts[theirs][KEY] != identity(ACCOUNT, "persons", mine):
                yield "key", mine, theirs, contacts[theirs]
            else:
                yield from self._differing(mine, theirs, values, contacts[theirs], waits)
        taken = set(links.values()) | asked
        for theirs, values in contacts.items():
            waits_there = waits.get(f"{ONLY_HUBSPOT}{theirs}", set())
            says = any(values[name] for name in ("firstname", "lastname", "email"))
            if theirs not in taken and not values[KEY] and says and not waits_there:
                yield "in HubSpot only", theirs, values

    def _differing(
        self, mine: str, theirs: str, here: Values, there: Values, waits: dict[str, set[str]]
    ) -> Iterator[object]:
        for name, way in WAYS.items():
            if name in waits.get(mine, ()) or not self._office.has_property(name):
                continue
            told = (name, mine, theirs, here[name], there[name])
            if here[name] != there[name] and not self._may_differ(name, way, here, there):
                yield "differs", *told
            has_met = (mine, theirs) in self._met
            for side, one, value in (
                (Side.SYSTEM, mine, here[name]),
                (Side.HUBSPOT, theirs, there[name]),
            ):
                may = self._may_stand(side, name, mine, theirs, has_met)
                if may is not None and value not in may:
                    yield "lost", side, one, *told, may

    def _may_differ(self, name: str, way: Direction, here: Values, there: Values) -> bool:
        if not here[name] or not there[name]:
            return True  # an empty value erases nothing, and fills nothing that was emptied
        return way is not Direction.BOTH or self._office.rules[0].policy in _FILLS

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
        fills = self._office.rules[0].policy in _FILLS  # what was full on the other side stays
        refilled = not any(own[-1:]) and (not other or self.ruled_anew)
        if refilled or fills or self.unsure:
            may |= {was_there, *other, *(own if self.ruled_anew else ())}
        return may
