"""Associations: which records are tied to which, by which labels."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from connectors.hubspot.simulator.errors import RefusalError
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import record_id
from connectors.hubspot.simulator.rows import Label
from connectors.hubspot.simulator.standard import TIES
from connectors.hubspot.simulator.tables import Table
from connectors.hubspot.simulator.writing import Draft, PlannedTie

HUBSPOT, USER = "HUBSPOT_DEFINED", "USER_DEFINED"
MADE_UP_IDS = 701  # of the plain labels of pairs that no page tells
Pair = tuple[str, str]  # plurals of both objects
Mark = tuple[str, int]  # a label's category and type id
Held = dict[int, dict[int, set[Mark]]]  # from -> to -> labels


class Ties:
    """All ties, each kept from both its ends."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.labels: dict[Pair, dict[Mark, Label]] = {}
        self.held: dict[Pair, Held] = {}
        for one, other, plain, back, primary, primary_back in TIES:
            self._define(one, other, None, (plain, back), f"{one}_to_{other}_unlabeled")
            if primary:
                ids = (primary, primary_back)
                self._define(one, other, "Primary", ids, f"{one}_to_{other}", primary=True)
        self.next_plain = MADE_UP_IDS

    def labels_of(self, one: str, other: str) -> dict[Mark, Label]:
        """Return the labels from one object to another, the plain one first."""
        if (one, other) not in self.labels:
            back = self.next_plain if one == other else self.next_plain + 1
            name = f"{one}_to_{other}_unlabeled"
            self._define(one, other, None, (self.next_plain, back), name)
            self.next_plain += 2
        return self.labels[one, other]

    def add_label(self, one: str, other: str, label: str, inverse: str | None) -> list[Label]:
        """Define an office's own label, and its other end; return them in that order."""
        self.labels_of(one, other)
        there = back = self._portal.next_id("labels")
        if one != other or (inverse is not None and inverse != label):
            back = self._portal.next_id("labels")
        made = Label(USER, there, label, label.lower().replace(" ", "_"), back)
        ends = [made]
        self.labels[one, other][USER, there] = made
        if back != there:
            text = inverse or label
            ends.append(Label(USER, back, text, text.lower().replace(" ", "_"), there))
            self.labels[other, one][USER, back] = ends[1]
        return ends

    def plain(self, table: Table, other: Table) -> Label:
        found = self.labels_of(table.kind.plural, other.kind.plural)
        return next(iter(found.values()))

    def planned(self, table: Table, associations: Any) -> list[PlannedTie]:
        """Read the `associations` of a create; 400 for what cannot be tied."""
        planned: list[PlannedTie] = []
        for one in associations:
            try:
                to_id, types = record_id(str(one["to"]["id"])), one["types"]
                marks = [
                    (one_type["associationCategory"], one_type["associationTypeId"])
                    for one_type in types
                ]
            except (KeyError, TypeError):
                raise invalid_types() from None
            other = self._whither(table, marks)
            found = self.labels_of(table.kind.plural, other.kind.plural)
            if other.live(to_id) is None or not set(marks) <= set(found):
                raise invalid_types()
            planned.append((other, to_id, [found[mark] for mark in marks]))
        return planned

    def carry_out(self, table: Table, draft: Draft) -> None:
        """Make the ties of a record that has just been created."""
        assert draft.record is not None
        for other, to_id, labels in draft.ties:
            self.add(table, draft.record.id, other, to_id, labels)

    def _whither(self, table: Table, marks: Sequence[Mark]) -> Table:
        """Return the object that a label of `table` leads to."""
        for (one, other), labels in self.labels.items():
            if one == table.kind.plural and marks and marks[0] in labels:
                return self._portal.tables[other]
        raise invalid_types()

    def add(
        self, table: Table, from_id: int, other: Table, to_id: int, labels: Iterable[Label]
    ) -> None:
        """Tie two records, plainly and by `labels`; harmless to repeat."""
        from_id, to_id = table.follow(from_id), other.follow(to_id)
        one, two = table.kind.plural, other.kind.plural
        plain = self.plain(table, other)
        for label in (plain, *labels):
            back = self.labels[two, one][label.category, label.inverse]
            if label.primary:
                self._displace((one, two), from_id, label)
            elif back.primary:
                self._displace((two, one), to_id, back)
            self.tie((one, two), from_id, to_id, (label.category, label.type_id))

    def tie(self, pair: Pair, from_id: int, to_id: int, mark: Mark) -> None:
        """Put one label on a tie, from both ends."""
        inverse = self.labels[pair][mark].inverse
        self._hold(pair, from_id, to_id, mark)
        self._hold(pair[::-1], to_id, from_id, (mark[0], inverse))

    def remove(
        self,
        table: Table,
        from_id: int,
        other: Table,
        to_id: int,
        marks: Iterable[Mark] | None = None,
    ) -> None:
        """Untie two records, or take only some labels away; harmless to repeat."""
        from_id, to_id = table.follow(from_id), other.follow(to_id)
        one, two = table.kind.plural, other.kind.plural
        held = self.held.get((one, two), {}).get(from_id, {}).get(to_id)
        if held is None:
            return
        found = self.labels_of(one, two)
        for mark in list(held if marks is None else set(marks) & held):
            self._release((one, two), from_id, to_id, mark)
            self._release((two, one), to_id, from_id, (mark[0], found[mark].inverse))

    def of(self, table: Table, from_id: int, other: Table) -> dict[int, set[Mark]]:
        """Return what a record is tied to: live records by id, with the labels' marks."""
        pair = (table.kind.plural, other.kind.plural)
        held = self.held.get(pair, {}).get(table.follow(from_id), {})
        return {to_id: marks for to_id, marks in held.items() if to_id in other.records}

    def listed(self, table: Table, from_id: int, other: Table) -> list[dict[str, str]]:
        """Return ties as `associations` of a record lists them: one entry for each label."""
        found = self.labels_of(table.kind.plural, other.kind.plural)
        return [
            {"id": str(to_id), "type": found[mark].name}
            for to_id, marks in self.of(table, from_id, other).items()
            for mark in sorted(marks)
        ]

    def drop(self, table: Table, id: int) -> None:
        """Lose all ties of a record that is gone for good."""
        for (one, two), held in list(self.held.items()):
            if one == table.kind.plural:
                other = self._portal.tables[two]
                for to_id in list(held.get(id, ())):
                    self.remove(table, id, other, to_id)

    def move(self, table: Table, old: int, new: int) -> None:
        """Give the ties of a record to the one that it was merged into."""
        for (one, two), held in list(self.held.items()):
            if one != table.kind.plural:
                continue
            for to_id, marks in held.pop(old, {}).items():
                for mark in marks:
                    inverse = self.labels[one, two][mark].inverse
                    self._release((two, one), to_id, old, (mark[0], inverse))
                    self.tie((one, two), new, to_id, mark)

    def all(self) -> Iterator[tuple[str, int, str, int, Mark]]:
        """Yield every tie in the direction in which its objects stand in the alphabet."""
        for (one, two), held in self.held.items():
            if one <= two:
                for from_id, others in held.items():
                    for to_id, marks in others.items():
                        yield from ((one, from_id, two, to_id, mark) for mark in sorted(marks))

    def _define(
        self,
        one: str,
        other: str,
        label: str | None,
        ids: tuple[int, int],
        name: str,
        *,
        primary: bool = False,
    ) -> None:
        there, back = ids
        made = Label(HUBSPOT, there, label, name, back, primary)
        self.labels.setdefault((one, other), {})[HUBSPOT, there] = made
        if one != other:
            # Only one end has a primary: a contact has one main company, a company many contacts.
            text = name.replace(f"{one}_to_{other}", f"{other}_to_{one}")
            made = Label(HUBSPOT, back, label, text, there)
            self.labels.setdefault((other, one), {})[HUBSPOT, back] = made

    def _displace(self, pair: Pair, from_id: int, label: Label) -> None:
        mark = (label.category, label.type_id)
        for to_id, marks in self.held.get(pair, {}).get(from_id, {}).items():
            if mark in marks:
                marks.discard(mark)
                self._release(pair[::-1], to_id, from_id, (label.category, label.inverse))

    def _hold(self, pair: Pair, from_id: int, to_id: int, mark: Mark) -> None:
        held = self.held.setdefault(pair, {})
        held.setdefault(from_id, {}).setdefault(to_id, set()).add(mark)

    def _release(self, pair: Pair, from_id: int, to_id: int, mark: Mark) -> None:
        others = self.held[pair].get(from_id, {})
        marks = others.get(to_id)
        if marks is not None:
            marks.discard(mark)
            if not marks:
                del others[to_id]


def invalid_types() -> RefusalError:
    return RefusalError(
        400,
        "One or more associations are invalid",
        "VALIDATION_ERROR",
        sub_category="crm.associations.INVALID_OBJECT_IDS",
    )
