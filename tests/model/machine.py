"""The state machine: everything that can happen to an office, and what holds after each step."""

import sys
from collections import Counter
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from connectors.kit.simulator import Fault
from core.brake import Limits
from core.store import brakes
from tests.model.answering import Answers
from tests.model.conftest import STEPS
from tests.model.edges import Act, Edges
from tests.model.office import Went
from tests.model.pc import Pc
from tests.model.rules import CONSENT, PAIR
from tests.model.values import (
    CANARIES,
    CONSENTS,
    DAY,
    Edit,
    acts,
    edges,
    edits,
    newcomers,
    picks,
    requests,
)

ROUNDS = 4  # runs within which an office that is left alone gets quiet
HUBSPOTS = 2  # requests to HubSpot of a run in which nothing changed: a page, and its schema


class TheOffice(Answers):
    """One office, from empty: what people do, and the runs between."""

    def __init__(self) -> None:
        super().__init__()
        self.copies: dict[int, bytes] = {}

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.the_office_gets_quiet()
        finally:
            self.office.close()

    # -- runs ---------------------------------------------------------------------------------

    # A create that crashed is known by its intent. Where another PC runs next, or the database is
    # lost by then too, only a match can tell who was made: a person without e-mail and phone is
    # then made once more. That is a known limit, so the PC that crashed runs first.

    def runner(self, pick: int) -> Pc:
        may = self.may_run()
        return may[pick % len(may)]

    def may_run(self) -> list[Pc]:
        """Return the one PC that crashed, while it has not met all; else all."""
        crashed = [pc for pc in self.office.pcs if self.office.intends(pc)]
        return crashed[:1] or self.office.pcs

    def run(self, pc: Pc, edges: Edges | None = None, *, full: bool = False) -> Went:
        """Run; whoever is not to be synced is left as they are, and a brake lets nothing be."""
        before, alone = self.office.state(), self.judge.left_alone()
        went = self.office.run(pc, edges, full=full)
        self.judge.were_left_alone(alone)
        self._saw(went)
        if went.ended and self.office.braked(pc) is not None:
            assert self.office.state() == before, "written in spite of the brake"
        return went

    def _saw(self, went: Went) -> None:
        if went.ended:
            self.people.seen = self.people.persons()
        self.people.half_seen = not went.ended

    @rule(pc=picks, full=st.booleans())
    def a_run(self, pc: int, full: bool) -> None:
        went = self.run(self.runner(pc), full=full)
        assert went.ended, went.error

    @rule(pc=picks, at=edges)
    def a_run_crashes(self, pc: int, at: int) -> None:
        self.run(self.runner(pc), Edges(at))

    @rule(coming=st.lists(newcomers, min_size=1, max_size=2), at=st.integers(12, 50), edit=edits)
    def a_run_crashes_while_it_makes_people(
        self, coming: list[dict[str, str | None]], at: int, edit: Edit
    ) -> None:
        """What must come together for a second one to be made; by chance it hardly ever does."""
        self.people_come_to_hubspot(coming)
        self.run(self.runner(0), Edges(at))
        if there := sorted(self.people.persons()):
            self.people.edit_in_the_system(there[-1], *edit)

    @precondition(lambda self: CONSENT in self.end.ways)
    @rule(pick=picks, here=st.sampled_from(CONSENTS), there=st.sampled_from(CONSENTS))
    def consent_is_told_on_both_sides(self, pick: int, here: str | None, there: str | None) -> None:
        """Of somebody who is on both: what must come together for the two to be at odds."""
        if not self.people.pairs():
            self.people.come_to_the_system(firstname="Qzana")
            self.run(self.runner(0))
        if both := sorted(self.people.pairs().items()):
            mine, theirs = both[pick % len(both)]
            self.people.edit_in_the_system(mine, CONSENT, here)
            self.people.edit_in_hubspot(theirs, CONSENT, there)

    @rule(pc=picks, at=requests, which=picks, times=st.sampled_from((1, 9)))
    def a_request_goes_wrong(self, pc: int, at: int, which: int, times: int) -> None:
        fault: Fault = self.end.faults[which % len(self.end.faults)]
        self.run(self.runner(pc), Edges(faults={at: replace(fault, times=times)}))
        self.office.faults_off()

    @rule(pc=picks, done=acts)
    def somebody_acts_while_it_runs(self, pc: int, done: dict[int, tuple[str, int, Edit]]) -> None:
        def act(what: str, pick: int, edit: Edit) -> Act:
            return lambda: self._act(what, pick, edit)

        doing = Edges(acts={at: act(*each) for at, each in done.items()})
        self.people.racing = True
        self._saw(self.office.run(self.runner(pc), doing))
        self.people.racing = False

    def _act(self, what: str, pick: int, edit: Edit) -> None:
        if what == "edit here":
            self.a_person_is_edited_in_the_system(pick, edit)
        elif what == "edit in HubSpot":
            self.a_contact_is_edited_in_hubspot(pick, edit)
        elif what == "come here":
            self.people.come_to_the_system(**dict([edit]))
        else:
            self.people.come_to_hubspot(**dict([edit]))

    @rule(vendor=st.sampled_from(("system", "hubspot")))
    def a_sign_in_is_taken_back_and_given_again(self, vendor: str) -> None:
        give_again = self.office.take_back_sign_in(vendor)
        went = self.run(self.runner(0))
        assert went.error in self.end.signed_out, went
        give_again()

    # -- the brake ------------------------------------------------------------------------------

    @rule(pc=picks, few=st.sampled_from((0, 2, 50)), share=st.sampled_from((0.0, 0.4)))
    def the_brake_is_set(self, pc: int, few: int, share: float) -> None:
        limits = Limits(few=few, updates=share, creates=share, missing=share, few_missing=few)
        brakes.keep_limits(self.office.pc(pc).store, PAIR, limits, self.office.pc_clock.now())

    @rule(pick=picks)
    def a_number_is_typed(self, pick: int) -> None:
        if not self.office.intends(self.office.pc(pick)):
            self.a_brake_is_let_through(self.runner(pick))

    def a_brake_is_let_through(self, pc: Pc) -> None:
        """By its number; the next run then does what waited.

        More may have come since that number was told: then it is asked about once more.
        """
        for _ in range(2):
            waiting = self.office.braked(pc)
            if waiting is None:
                return
            brakes.release(pc.store, PAIR, waiting.cause.number, self.office.pc_clock.now())
            went = self.run(pc)
            assert went.ended, went.error
        assert not brakes.on(pc.store), (waiting, brakes.on(pc.store))

    # -- the PCs --------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from((1, 70, 3_600, 90_000)))
    def time_passes(self, seconds: float) -> None:
        self.office.clock.advance(seconds)

    @rule(hours=st.sampled_from((-30, -1, 0, 1, 30)))
    def the_clock_of_the_pc_is_off(self, hours: int) -> None:
        self.office.pc_clock.hours_off = hours

    @rule(seconds=st.sampled_from((0.0, 5.0, 30.0)))
    def the_search_lags(self, seconds: float) -> None:
        self.office.hubspot.profile.search_lag = seconds

    @rule()
    def the_database_is_copied(self) -> None:
        self.copies[0] = self.office.pcs[0].copy()

    @precondition(lambda self: self.copies and not self.office.intends(self.office.pcs[0]))
    @rule()
    def the_copy_is_put_back(self) -> None:
        self.office.put_back(self.office.pcs[0], self.copies[0])
        self._know_less()

    @precondition(lambda self: not self.office.intends(self.office.pcs[0]))
    @rule()
    def the_database_is_lost(self) -> None:
        self.office.lose_database(self.office.pcs[0])
        self._know_less()

    @precondition(lambda self: len(self.office.pcs) == 1)
    @rule()
    def a_second_pc_runs_the_same_office(self) -> None:
        self.office.add_pc()
        self._know_less()

    def _know_less(self) -> None:
        self.judge.unsure = True
        self.judge.apart.clear()
        self.list_them_again()

    # -- what must hold -------------------------------------------------------------------------

    @rule()
    def the_office_gets_quiet(self) -> None:
        self.office.faults_off()
        self.office.pc_clock.hours_off = 0
        for _ in range(ROUNDS):
            self.office.clock.advance(2 * DAY)
            before, waited = self.office.state(), self.judge.waiting()
            for pc in sorted(self.office.pcs, key=self.office.intends, reverse=True):
                if pc not in self.may_run():
                    continue
                went = self.run(pc)
                assert went.ended, went.error
                self.a_brake_is_let_through(pc)
            if self.office.state() == before and self.judge.waiting() == waited:
                break
        else:
            raise AssertionError("it gets no rest")
        for pc in self.may_run():
            self.judge.all_is_well(pc)
        self.judge.agree(self.may_run()[0])
        self.judge.unsure = len(self.office.pcs) > 1
        self.it_stays_quiet(before)

    def it_stays_quiet(self, before: object) -> None:
        """One more run writes nothing, and asks for a page of each (P4).

        Whatever was to be looked at again once, and had nothing to it, may be looked at before.
        """
        self.office.clock.advance(600)
        for pc in self.may_run():
            for is_last in (False, True):
                went = self.run(pc)
                assert went.ended, went.error
                assert self.office.state() == before
                if self.judge.asks(pc) or self.people.never:  # whose question was closed
                    break
                asked = Counter(a.path for a in went.asked if not a.path.startswith("/oauth"))
                still = self.end.still
                if max(asked.values()) <= still and sum(asked.values()) <= still + HUBSPOTS:
                    break
                assert not is_last, asked

    @invariant()
    def nobody_is_there_twice(self) -> None:
        STEPS.count += 1
        self.judge.nobody_is_there_twice()

    @invariant()
    def ways_are_kept(self) -> None:
        self.judge.ways_are_kept()

    @invariant()
    def no_content_is_at_rest(self) -> None:
        at_rest = b"".join(pc.at_rest() for pc in self.office.pcs).lower()
        assert not [each for each in CANARIES if each in at_rest]
