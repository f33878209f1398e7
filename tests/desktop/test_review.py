"""Review shows what waits, fetches what both sides say, and drops it once hidden (P9, P14)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.conflicts import ConflictPolicy
from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.office.choosing import Conflicted, Differing
from core.office.deleting import PendingDelete
from core.office.likeness import Alike
from core.office.places import Place
from core.office.reviewing import Waiting
from core.records import Side
from core.store.issues import Issue
from desktop import app
from desktop.presenters.review import ReviewPresenter, ReviewState
from desktop.presenters.session import Session
from desktop.presenters.wishes import Wish
from desktop.text import explain
from tests.desktop.conftest import Heard
from tests.desktop.offices import NOW, UTC_FORMATS, FakeOffice, finished, summary

Settled = Callable[[], None]
PAIR = "persons-contacts"
ANA = Place("p1", "https://clio.example.com/p1")
CONTACT = Place("71", "https://hubspot.example.com/71")
OTHER = Place("72", "https://hubspot.example.com/72")


def waiting(code: Code, system_id: str = "p1", field: str = "", **more: Any) -> Waiting:
    issue = Issue(PAIR, system_id, code, field, None, None, (), NOW - timedelta(hours=1), NOW)
    places: dict[str, Any] = {
        "label": "Persons to Contacts",
        "system": replace(ANA, id=system_id),
        "hubspot": CONTACT,
        "candidates": (),
    }
    return Waiting(issue, **(places | more))


TORN = Conflicted(
    PAIR,
    "p1",
    ANA,
    CONTACT,
    NOW - timedelta(minutes=65),
    (
        Differing("city", ("town",), ("Boulder",), "Aspen", NOW - timedelta(minutes=61), True),
        Differing("phone", ("tel",), (None,), "+13035550118", None, False),
    ),
    9,
)


class FakeReview:
    """Answers as the office's Review does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.found: list[Waiting] = [
            waiting(Code.CONFLICT, field="city"),
            waiting(Code.CONFLICT, field="phone"),
            waiting(Code.OPTION_UNKNOWN, "p2", "lifecyclestage"),
        ]
        self.torn = TORN
        self.alike: Mapping[str, tuple[Alike, ...]] = {}
        self.pending: list[PendingDelete] = []
        self.broken: SyncError | None = None
        self.asked: list[tuple[str, object]] = []

    def _note(self, name: str, about: object = None) -> None:
        self.asked.append((name, about))
        if self.broken is not None:
            raise self.broken

    def names(self) -> list[str]:
        return [name for name, _about in self.asked]

    def waiting(self, _job: JobContext, *, limit: int = 200) -> Sequence[Waiting]:
        self.asked.append(("waiting", limit))
        return self.found

    def conflict(self, pair: str, system_id: str, _job: JobContext) -> Conflicted:
        self._note("conflict", (pair, system_id))
        return self.torn

    def choose(self, shown: Conflicted, keep: Mapping[str, Side], _job: JobContext) -> Any:
        self._note("choose", (shown.system_id, dict(keep)))
        return finished()

    def compare(
        self, pair: str, system_id: str, hubspot_ids: Collection[str], _job: JobContext
    ) -> Mapping[str, tuple[Alike, ...]]:
        self._note("compare", (pair, system_id, tuple(hubspot_ids)))
        return self.alike

    def deletes(self, _job: JobContext) -> list[PendingDelete]:
        self._note("deletes")
        return self.pending

    def approve(self, _job: JobContext, chosen: Collection[tuple[str, str]] = ()) -> list[Any]:
        self._note("approve", tuple(chosen))
        return []

    def link(self, pair: str, system_id: str, hubspot_id: str, _job: JobContext) -> None:
        self._note("link", (pair, system_id, hubspot_id))

    def keep_apart(self, pair: str, system_id: str) -> None:
        self._note("keep_apart", (pair, system_id))

    def retry(self, pair: str, system_ids: Sequence[str]) -> int:
        self._note("retry", (pair, tuple(system_ids)))
        return 1

    def dismiss(self, pair: str, system_id: str, code: Code | None = None) -> int:
        self._note("dismiss", (pair, system_id, code))
        return 1


class FakeVersions:
    """Remembers which rules were made."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, ConflictPolicy]] = []

    def settle(self, pair: str, key: str, policy: ConflictPolicy) -> None:
        self.asked.append((pair, key, policy))


@pytest.fixture
def review(office: FakeOffice) -> FakeReview:
    made = FakeReview()
    office.review, office.versions = made, FakeVersions()
    office.found = summary(issues={Code.CONFLICT: 2, Code.OPTION_UNKNOWN: 1})
    return made


@pytest.fixture
def presenter(review: FakeReview, opened: Session, settled: Settled) -> ReviewPresenter:
    """Review, seen."""
    del review
    made = ReviewPresenter(opened, app.registry(), UTC_FORMATS, opened)
    made.show(visible=True)
    settled()
    return made


def looked_at(presenter: ReviewPresenter, key: str, settled: Settled) -> ReviewState:
    presenter.select(key)
    settled()
    return presenter.state


def key_of(presenter: ReviewPresenter, title: str) -> str:
    return next(row.key for row in presenter.state.rows if row.title == title)


def test_what_waits_about_one_record_is_one_row_without_its_name(
    presenter: ReviewPresenter,
) -> None:
    assert [(row.title, row.label, row.text) for row in presenter.state.rows] == [
        ("Person p1", "2 fields differ", "since 1:41 PM"),
        ("Person p2", explain(Code.OPTION_UNKNOWN, system="HubSpot").title, "since 1:41 PM"),
    ]
    assert presenter.state.intro == (
        "2 records wait for you. Nothing is overwritten until you choose."
    )


def test_the_first_one_is_looked_at_with_both_sides_as_they_are_now(
    presenter: ReviewPresenter,
) -> None:
    detail = presenter.state.detail
    assert detail is not None
    assert (detail.title, detail.place) == ("Person p1", "1 of 2")
    assert [(c.label, c.here, c.there, c.chosen) for c in detail.choices] == [
        ("City", "Boulder", "Aspen", None),
        ("Phone", "(empty)", "+13035550118", None),
    ]
    assert detail.choices[0].there_note == "By a person 1:40 PM"
    assert detail.live.startswith("Fetched live from Clio and HubSpot at 2:41 PM.")
    assert detail.buttons[-1].enabled is False
    assert detail.buttons[-1].reason


def test_p9_what_was_fetched_is_dropped_when_the_page_is_hidden(
    presenter: ReviewPresenter,
) -> None:
    assert "Boulder" in repr(presenter.state)
    presenter.show(visible=False)
    assert "Boulder" not in repr(presenter.state)
    assert "Boulder" not in repr(presenter.__dict__)


def test_p9_what_comes_after_the_page_was_hidden_is_not_kept(
    presenter: ReviewPresenter, settled: Settled
) -> None:
    presenter.show(visible=False)
    presenter.show(visible=True)
    presenter.show(visible=False)
    settled()
    assert "Boulder" not in repr(presenter.state)


def test_choices_are_told_before_they_are_saved(
    presenter: ReviewPresenter, review: FakeReview, office: FakeOffice, settled: Settled
) -> None:
    presenter.choose("city", Side.SYSTEM)
    presenter.choose("phone", Side.HUBSPOT)
    detail = presenter.state.detail
    assert detail is not None
    assert detail.foot == "This changes 1 field in Clio and 1 field in HubSpot."
    presenter.choose("phone", Side.HUBSPOT)  # taken back
    presenter.do(Wish.SAVE_CHOICES)
    settled()
    assert ("choose", ("p1", {"city": Side.SYSTEM})) in review.asked
    assert office.versions.asked == []
    assert presenter.state.notice is not None
    assert presenter.state.notice.title == "1 choice saved."


def test_a_rule_is_made_with_the_choice_only_where_that_is_ticked(
    presenter: ReviewPresenter, review: FakeReview, office: FakeOffice, settled: Settled
) -> None:
    detail = presenter.state.detail
    assert detail is not None
    assert detail.always is not None
    assert (detail.always.on, detail.always.field) == (False, "city")
    presenter.decide_always(True, "phone", "hubspot_wins")
    detail = presenter.state.detail
    assert detail is not None
    assert detail.always is not None
    assert "If the phone changes on both sides again, the one in HubSpot wins" in detail.always.text
    presenter.do(Wish.KEEP_SYSTEM)
    presenter.do(Wish.SAVE_CHOICES)
    settled()
    assert "choose" in review.names()
    assert office.versions.asked == [(PAIR, "phone", ConflictPolicy.HUBSPOT_WINS)]
    assert presenter.state.notice is not None
    assert presenter.state.notice.title == "2 choices saved, and the rule is in force."


@pytest.mark.parametrize("wish", [Wish.KEEP_SYSTEM, Wish.KEEP_HUBSPOT])
def test_all_fields_can_be_kept_from_one_side(
    presenter: ReviewPresenter, review: FakeReview, settled: Settled, wish: Wish
) -> None:
    presenter.do(wish)
    presenter.do(Wish.SAVE_CHOICES)
    settled()
    side = Side.SYSTEM if wish is Wish.KEEP_SYSTEM else Side.HUBSPOT
    assert ("choose", ("p1", {"city": side, "phone": side})) in review.asked


def test_p5_what_changed_meanwhile_is_said_and_shown_anew(
    presenter: ReviewPresenter, review: FakeReview, settled: Settled
) -> None:
    presenter.do(Wish.KEEP_SYSTEM)
    review.broken = UserActionError(Code.CHANGED_MEANWHILE)
    presenter.do(Wish.SAVE_CHOICES)
    review.torn = replace(TORN, fields=TORN.fields[:1])
    settled()
    assert presenter.state.notice is not None
    assert presenter.state.notice.title.startswith("Somebody changed a record")


def test_deciding_later_goes_round(presenter: ReviewPresenter, settled: Settled) -> None:
    seen = []
    for _ in range(2):
        presenter.do(Wish.LATER)
        settled()
        assert presenter.state.detail is not None
        seen.append(presenter.state.detail.title)
    assert seen == ["Person p2", "Person p1"]


def test_a_refusal_is_explained_and_tried_again_or_left(
    presenter: ReviewPresenter, review: FakeReview, settled: Settled
) -> None:
    detail = looked_at(presenter, key_of(presenter, "Person p2"), settled).detail
    assert detail is not None
    assert "Lifecyclestage" in detail.said
    assert [b.wish for b in detail.buttons] == [Wish.LATER, Wish.IGNORE, Wish.TRY_AGAIN]
    assert review.names().count("conflict") == 1  # nothing is fetched of a refusal
    presenter.do(Wish.TRY_AGAIN)
    settled()
    assert ("retry", (PAIR, ("p2",))) in review.asked
    looked_at(presenter, key_of(presenter, "Person p2"), settled)
    presenter.do(Wish.IGNORE)
    settled()
    assert ("dismiss", (PAIR, "p2", Code.OPTION_UNKNOWN)) in review.asked


def test_who_is_who_is_shown_side_by_side_and_answered(
    presenter: ReviewPresenter, review: FakeReview, settled: Settled
) -> None:
    review.found = [waiting(Code.AMBIGUOUS_MATCH, hubspot=None, candidates=(CONTACT, OTHER))]
    review.alike = {"71": (Alike("lastname", "Ruiz", "Ruiz", True),), "72": ()}
    presenter.do(Wish.LOOK_AGAIN)
    settled()
    detail = presenter.state.detail
    assert detail is not None
    assert ("compare", (PAIR, "p1", ("71", "72"))) in review.asked
    assert [c.label for c in detail.candidates] == ["HubSpot 71", "HubSpot 72"]
    assert detail.candidates[0].values == (("Lastname", "Ruiz", "Ruiz", True),)
    presenter.do(Wish.LINK, "72")
    settled()
    assert ("link", (PAIR, "p1", "72")) in review.asked
    presenter.do(Wish.KEEP_APART)
    settled()
    assert ("keep_apart", (PAIR, "p1")) in review.asked


def test_who_lost_a_contact_by_a_merge_is_not_offered_the_others_one(
    presenter: ReviewPresenter, review: FakeReview, settled: Settled
) -> None:
    review.found = [waiting(Code.MERGED, candidates=(OTHER,))]
    review.alike = {"72": ()}
    presenter.do(Wish.LOOK_AGAIN)
    settled()
    detail = presenter.state.detail
    assert detail is not None
    assert [b.wish for c in detail.candidates for b in c.buttons] == [Wish.OPEN_LINK]


def test_p6_a_delete_shows_what_is_left_and_is_archived_only_when_it_may_be(
    presenter: ReviewPresenter, review: FakeReview, settled: Settled
) -> None:
    review.found = [waiting(Code.PENDING_DELETE, field="system")]
    left = PendingDelete(PAIR, "p1", "71", Side.SYSTEM, None, {"lastname": "Ruiz"})
    review.pending = [replace(left, obstacle=Code.EDITED_SINCE)]
    presenter.do(Wish.LOOK_AGAIN)
    settled()
    detail = presenter.state.detail
    assert detail is not None
    assert detail.buttons[-1].enabled is False
    review.pending = [left]
    presenter.select("")
    settled()
    presenter.do(Wish.LOOK_AGAIN)
    settled()
    detail = presenter.state.detail
    assert detail is not None
    assert detail.buttons[-1].label == "Archive it in HubSpot"
    assert detail.candidates[0].values == (("Lastname", "", "Ruiz", False),)
    presenter.do(Wish.ARCHIVE)
    settled()
    assert ("approve", ((PAIR, "p1"),)) in review.asked


def test_where_a_side_cannot_be_asked_that_is_said_and_the_rest_stays(
    presenter: ReviewPresenter, review: FakeReview, settled: Settled
) -> None:
    review.broken = SyncError(Code.OFFLINE)
    presenter.select("")
    settled()
    state = looked_at(presenter, presenter.state.rows[0].key, settled)
    assert state.detail is not None
    assert state.detail.problem is not None
    assert state.detail.choices == ()
    assert len(state.rows) == 2


def test_what_overview_points_to_is_looked_at_first(
    presenter: ReviewPresenter, settled: Settled
) -> None:
    presenter.show(visible=False)
    presenter.do(Wish.SHOW_REVIEW, Code.OPTION_UNKNOWN.value)
    presenter.show(visible=True)
    settled()
    assert presenter.state.detail is not None
    assert presenter.state.detail.title == "Person p2"


def test_nothing_that_waits_is_a_calm_page(
    presenter: ReviewPresenter, review: FakeReview, office: FakeOffice, settled: Settled
) -> None:
    review.found, office.found = [], summary()
    presenter.do(Wish.LOOK_AGAIN)
    settled()
    assert presenter.state.empty is not None
    assert presenter.state.detail is None


def test_a_records_page_is_opened_in_the_browser_and_other_wishes_are_passed_on(
    presenter: ReviewPresenter,
) -> None:
    opened, passed = Heard(presenter.link_wanted), Heard(presenter.passed_on)
    presenter.do(Wish.OPEN_LINK, ANA.address)
    presenter.do(Wish.SYNC, "hand")
    assert opened == [ANA.address]
    assert passed == [(Wish.SYNC, "hand")]


def test_p14_the_list_is_read_again_after_a_run_only_while_it_is_seen(
    presenter: ReviewPresenter, review: FakeReview, opened: Session, settled: Settled
) -> None:
    before = review.names().count("waiting")
    opened.refresh()
    settled()
    assert review.names().count("waiting") == before + 1
    presenter.show(visible=False)
    opened.refresh()
    settled()
    assert review.names().count("waiting") == before + 1
