"""What somebody answers in Review: who is who, which value is right, and what may be deleted."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.office.answering import QUESTIONS
from core.office.reviewing import Review
from core.store.issues import Issue, open_issues
from tests.model.acting import PeopleAct
from tests.model.asking import parts
from tests.model.pc import Pc
from tests.model.rules import PAIR
from tests.model.values import picks


class Answers(PeopleAct):
    """Answers of the person who looks at Review on one PC."""

    @rule(pc=picks, pick=picks, same=st.booleans())
    def who_is_who_is_answered(self, pc: int, pick: int, same: bool) -> None:
        on = self.office.pc(pc)
        waiting = [each for each in self._waiting(on) if each.code in QUESTIONS]
        if not waiting:
            return
        asked = waiting[pick % len(waiting)]
        try:
            if same and asked.candidates:
                one = asked.candidates[pick % len(asked.candidates)]
                self._review(on).link(PAIR, asked.system_id, one, self._job())
            else:
                self._review(on).keep_apart(PAIR, asked.system_id)
                if len(self.office.pcs) == 1:  # another PC knows of no answer
                    self.judge.apart |= set(_named(asked))
        except UserActionError as error:  # linked by now, or gone
            if error.code not in _ANSWERED:
                raise

    @rule(pc=picks, pick=picks, side=st.booleans())
    def a_conflict_is_settled(self, pc: int, pick: int, side: bool) -> None:
        """By typing one side's value on the other."""
        on = self.office.pc(pc)
        waiting = [each for each in self._waiting(on) if each.code is Code.CONFLICT]
        if not waiting:
            return
        asked = waiting[pick % len(waiting)]
        mine, theirs = asked.system_id, self.people.pairs().get(asked.system_id)
        if theirs is None:
            return
        here, there = self.people.persons()[mine], self.people.contacts()[theirs]
        if side:
            self.people.edit_in_the_system(mine, asked.field, there[asked.field] or None)
        else:
            self.people.edit_in_hubspot(theirs, asked.field, here[asked.field] or None)

    @precondition(lambda self: self.end.delete is not None)
    @rule(pc=picks, pick=picks)
    def a_delete_is_approved(self, pc: int, pick: int) -> None:
        on = self.office.pc(pc)
        waiting = [each for each in self._waiting(on) if each.code is Code.PENDING_DELETE]
        if not waiting:
            return
        asked = waiting[pick % len(waiting)]
        before = self.people.persons(), self.people.contacts()
        job, chosen = self._job(), [(PAIR, asked.system_id)]
        for done in self._review(on).approve(job, chosen):
            self.judge.approved(done, *before)

    def _waiting(self, pc: Pc) -> list[Issue]:
        return open_issues(pc.store, limit=1_000)

    def _review(self, pc: Pc) -> Review:
        return Review(parts(self.office, pc))

    def _job(self) -> JobContext:
        return JobContext(clock=self.office.pc_clock)


_ANSWERED = (Code.NOT_WAITING, Code.LINKED_ELSEWHERE, Code.NOT_FOUND)


def _named(asked: Issue) -> list[tuple[str, str]]:
    """Return who is kept apart: (system id, HubSpot id)."""
    if asked.system_id.startswith(ONLY_HUBSPOT):
        return [(asked.reference or "", asked.system_id.removeprefix(ONLY_HUBSPOT))]
    return [(asked.system_id, each) for each in asked.candidates]
