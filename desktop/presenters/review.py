"""Review: what waits for a person, both sides of it as they are now, and the answer.

What both sides say is fetched when a record is shown, and dropped when it no longer is (P9).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from core.conflicts import ConflictPolicy
from core.errors import Code, SyncError
from core.jobs import JobContext
from core.records import Side
from core.registry import Registry
from desktop.entrance import Review
from desktop.presenters import review_details as details
from desktop.presenters import review_parts as parts
from desktop.presenters.problems import of_error
from desktop.presenters.review_answers import ANSWERS, Answer
from desktop.presenters.review_state import Detail as Detail
from desktop.presenters.review_state import ReviewState as ReviewState
from desktop.presenters.session import Session
from desktop.presenters.wishes import Notice, Tone, Wish
from desktop.text import explain
from desktop.times import AMERICAN, Formats, counted

if TYPE_CHECKING:  # what they stand on is slow to load, and no window needs it to be painted
    from core.office.choosing import Conflicted
    from core.office.deleting import PendingDelete
    from core.office.likeness import Alike
    from core.office.reviewing import Waiting

SHOWN = 200  # records that are listed at once
_CALM = Notice(
    Tone.SUCCESS,
    "Nothing waits for you",
    "When both sides of a record change, or it is not certain who is who, it waits here.",
)


class ReviewPresenter(QObject):
    """Decides for Review."""

    changed = Signal(object)  # ReviewState
    link_wanted = Signal(str)  # open this address in the system's browser
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(
        self,
        session: Session,
        registry: Registry,
        formats: Formats = AMERICAN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = ReviewState()
        self._session = session
        self._registry = registry
        self._formats = formats
        self._visible = False
        self._groups: list[parts.Group] = []
        self._key = ""  # of the record that is looked at
        self._wanted = ""  # the code of what is to be looked at first
        self._look = 0  # numbers what is fetched: an answer of an earlier look says nothing
        self._conflict: Conflicted | None = None
        self._keep: dict[str, Side] = {}
        self._rule = details.Rule()
        session.looked.connect(self._on_looked)
        self._acts: dict[Wish, Callable[[str], None]] = {
            Wish.OPEN_LINK: self.link_wanted.emit,
            Wish.SHOW_REVIEW: self._look_first_at,
            Wish.LOOK_AGAIN: lambda _target: self._list(),
            Wish.LATER: lambda _target: self._next(),
            Wish.KEEP_SYSTEM: lambda _target: self._keep_all(Side.SYSTEM),
            Wish.KEEP_HUBSPOT: lambda _target: self._keep_all(Side.HUBSPOT),
            Wish.SAVE_CHOICES: lambda _target: self._save(),
        }

    @Slot(object, str)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        act, answer = self._acts.get(wish), ANSWERS.get(wish)
        if act is not None:
            act(target)
        elif answer is not None:
            self._say(answer, target)
        else:
            self.passed_on.emit(wish, target)

    @Slot(bool)
    def show(self, visible: bool) -> None:
        """Note that the page is seen, or no longer: then what it showed is dropped."""
        if visible == self._visible:
            return
        self._visible = visible
        if visible:
            self._list()
        else:
            self._look += 1
            self._conflict, self._keep = None, {}
            self._show(detail=None, notice=None)

    @Slot(str)
    def select(self, key: str) -> None:
        """Look at one record."""
        if key == self._key and self.state.detail is not None:
            return
        self._key = key
        self._conflict, self._keep = None, {}
        self._fetch()

    @Slot(str, object)
    def choose(self, key: str, side: Side) -> None:
        """Keep one side of a field; the same again takes the choice back."""
        if self._keep.get(key) is side:
            del self._keep[key]
        else:
            self._keep[key] = side
        self._draw_conflict()

    @Slot(bool, str, str)
    def decide_always(self, on: bool, field: str, policy: str) -> None:
        """Make a rule for a field as well, or not, once the choices are saved."""
        self._rule = details.Rule(on, field, ConflictPolicy(policy))
        self._draw_conflict()

    # -- the list ---------------------------------------------------------------------------------

    @Slot()
    def _on_looked(self) -> None:
        """Read the list again when a run has ended; and make the badge say how many wait."""
        if self._visible:
            self._list()

    def _list(self) -> None:
        review = self._review
        if review is None:
            return
        self._session.jobs.start(
            lambda job: review.waiting(job, limit=SHOWN), self._on_list, failed=self._on_no_list
        )

    def _on_list(self, found: "Sequence[Waiting]") -> None:
        if not self._visible:
            return
        names = self._names
        self._groups = parts.grouped(found)
        total = sum(self._session.summary.issues.values()) if self._session.summary else len(found)
        now = self._session.clock.now()
        rows = tuple(parts.row(each, names, now, self._formats) for each in self._groups)
        keys = [each.key for each in self._groups]
        before = self._key
        if before not in keys:
            self._key = keys[0] if keys else ""
        more = f"and {total - len(found):,} more" if total > len(found) else ""
        self._show(
            loaded=True,
            empty=None if rows else _CALM,
            intro=_intro(len(rows)),
            rows=rows,
            more=more,
            chosen_row=keys.index(self._key) if self._key else -1,
        )
        if self._key != before or self.state.detail is None:
            self._conflict, self._keep = None, {}
            self._fetch()
        self._go_to_wanted()

    def _on_no_list(self, error: SyncError) -> None:
        words = explain(error.code, system=self._names.hubspot)
        self._show(
            loaded=True, notice=Notice(Tone.ATTENTION, f"{words.title}.", words.action), detail=None
        )

    def _next(self) -> None:
        """Go on to the record after this one; from the last to the first."""
        keys = [each.key for each in self._groups]
        if len(keys) > 1:
            place = keys.index(self._key) if self._key in keys else -1
            self.select(keys[(place + 1) % len(keys)])

    def _look_first_at(self, code: str) -> None:
        """Look at the first record that waits for this reason; later, if none is known yet."""
        self._wanted = code
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        found = [each.key for each in self._groups if each.code.value == self._wanted]
        if found:
            self._wanted = ""
            self.select(found[0])

    # -- one record -------------------------------------------------------------------------------

    def _fetch(self) -> None:
        """Show what is known of the record, and ask both sides for the rest."""
        group = self._group
        self._look += 1
        number = self._look
        keys = [each.key for each in self._groups]
        if group is None:
            self._show(detail=None, chosen_row=-1)
            return
        place = f"{keys.index(group.key) + 1} of {len(keys)}"
        asks = parts.asks_live(group.code)
        detail = parts.waiting_detail(group, place, self._names, loading=asks)
        self._show(detail=detail, chosen_row=keys.index(group.key))
        review = self._review
        if not asks or review is None:
            return
        look, done = self._question(group, review)

        def told(found: Any) -> None:
            if number == self._look and self._visible:
                done(found)

        def failed(error: SyncError) -> None:
            if number == self._look and self._visible:
                problem = of_error(error, self._names.hubspot, "It was looked up for you.")
                self._show(detail=replace(detail, loading=False, problem=problem))

        self._session.jobs.start(look, told, failed=failed)

    def _question(
        self, group: parts.Group, review: Review
    ) -> tuple[Callable[[JobContext], Any], Callable[[Any], None]]:
        """Return what to ask about a record, and what to do with the answer."""
        if group.code is Code.CONFLICT:
            return (
                lambda job: review.conflict(group.pair, group.system_id, job),
                self._on_conflict,
            )
        if group.code is Code.PENDING_DELETE:
            return review.deletes, self._on_deletes
        return (
            lambda job: review.compare(group.pair, group.mine, group.candidates, job),
            self._on_alike,
        )

    def _on_conflict(self, found: "Conflicted") -> None:
        self._conflict = found
        self._keep, self._rule = {}, details.Rule()
        self._draw_conflict()

    def _draw_conflict(self) -> None:
        if self._conflict is None or self.state.detail is None:
            return
        detail = details.conflict_detail(
            self._conflict,
            self._keep,
            self._rule,
            self.state.detail,
            self._names,
            self._session.clock.now(),
            self._formats,
        )
        self._show(detail=detail)

    def _on_alike(self, told: "Mapping[str, Sequence[Alike]]") -> None:
        group, detail = self._group, self.state.detail
        if group is not None and detail is not None:
            now = self._session.clock.now()
            made = details.match_detail(told, group, detail, self._names, now, self._formats)
            self._show(detail=made)

    def _on_deletes(self, pending: "Sequence[PendingDelete]") -> None:
        group, detail = self._group, self.state.detail
        if group is None or detail is None:
            return
        mine = [p for p in pending if (p.pair, p.system_id) == (group.pair, group.system_id)]
        if not mine:  # it has settled meanwhile
            self._session.refresh()
            return
        now = self._session.clock.now()
        made = details.delete_detail(mine[0], detail, self._names, now, self._formats)
        self._show(detail=made)

    # -- answers ----------------------------------------------------------------------------------

    def _keep_all(self, side: Side) -> None:
        if self._conflict is not None:
            self._keep = {each.key: side for each in self._conflict.fields}
            self._draw_conflict()

    def _save(self) -> None:
        office, shown, keep, rule = self._session.office, self._conflict, self._keep, self._rule
        if office is None or shown is None or not keep:
            return

        def save(job: JobContext) -> None:
            office.review.choose(shown, dict(keep), job)
            if rule.on:
                field = rule.field or shown.fields[0].key
                office.versions.settle(shown.pair, field, rule.policy)

        kept = f"{counted(len(keep), 'choice')} saved"
        self._answer(save, f"{kept}, and the rule is in force." if rule.on else f"{kept}.")

    def _say(self, answer: Answer, target: str) -> None:
        review, group = self._review, self._group
        if review is not None and group is not None:
            self._answer(lambda job: answer.carry_out(review, group, target, job), answer.told)

    def _answer(self, work: Callable[[JobContext], object], told: str) -> None:
        """Carry an answer out, say what came of it, and go on to what waits still."""
        detail = self.state.detail
        if detail is not None:
            self._show(detail=replace(detail, loading=True))

        def done(_result: object) -> None:
            self._show(notice=Notice(Tone.SUCCESS, told, ""), detail=None)
            self._session.refresh()

        def failed(error: SyncError) -> None:
            words = explain(error.code, system=self._names.hubspot, detail=error.detail)
            notice = Notice(Tone.ATTENTION, f"{words.title}.", f"{words.meaning} {words.action}")
            self._show(notice=notice, detail=None)
            self._list()

        self._session.jobs.start(work, done, failed=failed)

    # -- inside -----------------------------------------------------------------------------------

    @property
    def _review(self) -> Review | None:
        office = self._session.office
        return office.review if office is not None else None

    @property
    def _group(self) -> parts.Group | None:
        return next((each for each in self._groups if each.key == self._key), None)

    @property
    def _names(self) -> parts.Names:
        summary = self._session.summary
        system = summary.connection(Side.SYSTEM) if summary is not None else None
        hubspot = self._registry["hubspot"]
        if system is None:
            return parts.Names("The system", hubspot.label, "", "", hubspot.monogram)
        spec = self._registry[system.connector]
        return parts.Names(spec.label, hubspot.label, spec.name, spec.monogram, hubspot.monogram)

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.emit(self.state)


def _intro(count: int) -> str:
    if not count:
        return ""
    waits = "waits" if count == 1 else "wait"
    return f"{counted(count, 'record')} {waits} for you. Nothing is overwritten until you choose."
