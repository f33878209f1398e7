"""What people do on either side, and what a manager changes: the rules that need no run."""

from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.conflicts import ConflictPolicy
from core.filters import Operator
from core.office.never import NeverSync
from core.records import Side
from tests.model.asking import parts
from tests.model.end import ModelEnd
from tests.model.ends.clio import CLIO
from tests.model.judging import Judge
from tests.model.office import Office
from tests.model.people import People
from tests.model.rules import ASKED_OF, FILTERS, PAIR, POLICIES, people
from tests.model.values import Edit, edits, newcomers, picks

policies = st.sampled_from(POLICIES)
filters = st.sampled_from(FILTERS)


class PeopleAct(RuleBasedStateMachine):
    """What people do on either side."""

    end: ClassVar[ModelEnd] = CLIO

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(self.end)
        self.people = People(self.office)
        self.judge = Judge(self.office, self.people)
        self.once_never: set[tuple[Side, str]] = set()

    @initialize(policy=policies, asks=filters)
    def the_office_has_a_rule(self, policy: ConflictPolicy, asks: Operator | None) -> None:
        self.office.publish(people(self.end, policy, asks))

    @rule(coming=st.lists(newcomers, min_size=1, max_size=3))
    def people_come_to_the_system(self, coming: list[dict[str, str | None]]) -> None:
        for values in coming:
            self.people.come_to_the_system(**values)

    @rule(coming=st.lists(newcomers, min_size=1, max_size=3))
    def people_come_to_hubspot(self, coming: list[dict[str, str | None]]) -> None:
        for values in coming:
            self.people.come_to_hubspot(**values)

    @rule(pick=picks, edit=edits)
    def a_person_is_edited_in_the_system(self, pick: int, edit: Edit) -> None:
        if there := sorted(self.people.persons()):
            self.people.edit_in_the_system(there[pick % len(there)], *edit)

    @rule(pick=picks, edit=edits)
    def a_contact_is_edited_in_hubspot(self, pick: int, edit: Edit) -> None:
        if there := sorted(self.people.contacts()):
            self.people.edit_in_hubspot(there[pick % len(there)], *edit)

    @rule(pick=picks, edit=edits, other=edits)
    def both_are_edited(self, pick: int, edit: Edit, other: Edit) -> None:
        if both := sorted(self.people.pairs().items()):
            mine, theirs = both[pick % len(both)]
            self.people.edit_in_the_system(mine, *edit)
            self.people.edit_in_hubspot(theirs, *(other if pick % 2 else (edit[0], other[1])))

    @rule(pick=picks)
    def a_person_is_deleted_in_the_system(self, pick: int) -> None:
        if there := sorted(self.people.persons()):
            self.people.delete_in_the_system(there[pick % len(there)])

    @rule(pick=picks)
    def a_contact_is_archived_in_hubspot(self, pick: int) -> None:
        if there := sorted(self.people.contacts()):
            self.people.archive_in_hubspot(there[pick % len(there)])

    @rule(pick=picks)
    def a_contact_is_restored_in_hubspot(self, pick: int) -> None:
        if there := self.people.restorable():
            self.people.restore_in_hubspot(there[pick % len(there)])

    @rule(pick=picks, other=picks)
    def two_contacts_are_merged_in_hubspot(self, pick: int, other: int) -> None:
        there = sorted(i for i in self.people.contacts() if (Side.HUBSPOT, i) not in self.never)
        if len(there) > 1 and pick % len(there) != other % len(there):
            self.people.merge_in_hubspot(there[pick % len(there)], there[other % len(there)])

    # -- what a manager decides -----------------------------------------------------------------

    @rule(policy=policies)
    def the_rule_is_changed(self, policy: ConflictPolicy) -> None:
        assert self.office.rules is not None
        asked = self.office.rules.filter.conditions
        self._publish(policy, asked[0].operator if asked else None)

    @precondition(lambda self: ASKED_OF in self.end.ways)
    @rule(asks=filters)
    def the_filter_is_changed(self, asks: Operator | None) -> None:
        assert self.office.rules is not None
        self._publish(self.office.rules.policy, asks)

    def _publish(self, policy: ConflictPolicy, asks: Operator | None) -> None:
        self.office.publish(people(self.end, policy, asks))
        self.people.parted.clear()
        self.judge.ruled_anew = True

    @property
    def never(self) -> set[tuple[Side, str]]:
        return self.people.never

    @rule(pick=picks, side=st.sampled_from(Side))
    def somebody_is_never_to_be_synced_or_is_again(self, pick: int, side: Side) -> None:
        # A contact that came of a merge is left out: a link may still name what it was before. So
        # is one whose create crashed where another PC cannot know of it: that limit is known.
        left_out = self.people.merged_ids | (self._crashed() if len(self.office.pcs) > 1 else set())
        there = self.people.persons() if side is Side.SYSTEM else self.people.contacts()
        there = {each: there[each] for each in there if each not in left_out}
        if not there:
            return
        one = side, sorted(there)[pick % len(there)]
        for pc in self.office.pcs:
            known = NeverSync(parts(self.office, pc))
            (known.remove if one in self.never else known.add)(PAIR, *one)
        self.never.symmetric_difference_update({one})
        self.once_never.add(one)

    def _crashed(self) -> set[str]:
        """Return the ids of contacts of whom a person is being made."""
        return {each for pc in self.office.pcs for each in self.office.ledger(pc).intents(PAIR)}

    def list_them_again(self) -> None:
        """Have each PC's list as it is: a database that is new, or old, may know another."""
        for pc in self.office.pcs:
            known = NeverSync(parts(self.office, pc))
            for each in sorted(self.once_never, key=str):
                (known.add if each in self.never else known.remove)(PAIR, *each)

    # -- HubSpot's admin ------------------------------------------------------------------------

    @precondition(lambda self: self.office.has_property(ASKED_OF))
    @rule()
    def an_admin_deletes_a_property(self) -> None:
        self.office.hubspot.delete_property("contacts", ASKED_OF)

    @precondition(lambda self: ASKED_OF in self.end.ways and not self.office.has_property(ASKED_OF))
    @rule()
    def an_admin_makes_the_property_again(self) -> None:
        self.office.hubspot.add_property("contacts", ASKED_OF)
