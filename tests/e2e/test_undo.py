"""A demo run, undone: HubSpot is what it was, but for what people did since (Shows 3; P4, P5)."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from connectors.demo import World
from connectors.hubspot.simulator import HubSpotSimulator
from core.errors import Code
from core.office import Office
from core.summary import RunSummary
from core.undo.report import Left, UndoReport
from tests.e2e.desk import KEY, KINDS, Desk, JumpingClock

PEOPLE, NEW, MOVED = 2000, 300, 700  # so few of so many that no brake is put on
TIED = 20  # of the new ones belong to a company
HOUR = 3600.0
STAMPS = frozenset({"lastmodifieddate", "hs_lastmodifieddate"})
WRITES = ("/batch/update", "/batch/upsert", "/batch/create", "/batch/archive")

Records = Mapping[tuple[str, str], Mapping[str, str | None]]
"""Every live record by kind and id: all its properties, but for when it was changed."""


@dataclass(frozen=True, slots=True)
class Portal:
    """All that HubSpot holds at one moment."""

    records: Records
    ties: frozenset[tuple[str, str, str]]
    writes: int  # batches sent so far


def portal(hubspot: HubSpotSimulator) -> Portal:
    records = {
        (kind, str(row["hs_object_id"])): {k: v for k, v in row.items() if k not in STAMPS}
        for kind in KINDS
        for row in hubspot.records(kind)
    }
    ends = (("contacts", "companies"), ("deals", "contacts"), ("deals", "companies"))
    ties = frozenset(tie for one, other in ends for tie in hubspot.associations(one, other))
    return Portal(records, ties, sum(len(hubspot.requests("POST", what)) for what in WRITES))


@dataclass(slots=True)
class Story:
    """One office: a first sync, the run that is to be undone, people at work, and the undoing."""

    before: Portal
    run: RunSummary
    ran: Portal
    edited: Mapping[str, Mapping[str, str]]  # by a person, of contacts that the run changed
    worked_on: Mapping[str, Mapping[str, str]]  # and of contacts that the run created
    edits_done: Portal
    preview: UndoReport
    previewed: Portal
    report: UndoReport
    requests: int  # of the undoing
    undone: Portal
    next: RunSummary
    after_next: Portal
    again: UndoReport
    after_again: Portal
    full: RunSummary
    let_go: RunSummary  # after somebody had what was archived tried again
    ties_again: frozenset[tuple[str, str, str]]  # that it made


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    clock = JumpingClock()
    desk = Desk(tmp_path_factory.mktemp("undo"), World(None, people=PEOPLE, clock=clock), clock)
    with desk.open() as office:
        desk.connect(office)
        for full in (False, True):  # the second answers what the first one had to ask
            assert desk.sync(office, full=full).result == "ok"
        return _told(desk, office)


def _told(desk: Desk, office: Office) -> Story:
    hubspot, clock = desk.world.hubspot, desk.clock
    clock.advance(HOUR)
    before = portal(hubspot)
    _a_busy_day(desk.world)
    clock.advance(HOUR)
    run = desk.sync(office)
    ran = portal(hubspot)
    clock.advance(HOUR)
    edited, worked_on = _people_at_work(hubspot, before, ran)
    edits_done = portal(hubspot)
    clock.advance(HOUR)
    preview = office.undo(desk.job(), run.id, preview=True)
    previewed, asked = portal(hubspot), len(hubspot.requests())
    report = office.undo(desk.job(), run.id[:8])
    requests, undone = len(hubspot.requests()) - asked, portal(hubspot)
    clock.advance(HOUR)
    following = desk.sync(office)
    after_next = portal(hubspot)
    again, after_again = office.undo(desk.job(), run.id), portal(hubspot)
    full = desk.sync(office, full=True)
    office.review.retry_all(Code.UNDONE)
    let_go = desk.sync(office)
    return Story(
        before,
        run,
        ran,
        edited,
        worked_on,
        edits_done,
        preview,
        previewed,
        report,
        requests,
        undone,
        following,
        after_next,
        again,
        after_again,
        full,
        let_go,
        portal(hubspot).ties - after_again.ties,
    )


def _a_busy_day(world: World) -> None:
    """Let people in Clio marry and move, and new ones come in, some of known companies."""
    keys = [str(row.get(KEY) or "") for row in world.hubspot.records("contacts")]
    linked = sorted(int(key.rpartition(".")[2]) for key in keys if ".persons." in key)
    for number, person in enumerate(linked[:MOVED]):
        world.simulator.edit(
            "contacts",
            person,
            last_name=f"Quillfeather{number}",
            primary_phone_number="303 555 0142",
        )
    companies = [row.id for row in world.simulator.account.contacts if row.type == "Company"]
    for number in range(NEW):
        world.simulator.seed_person(
            f"Newcomer{number}",
            f"Freshly{number}",
            emails=[f"newcomer{number}@example.net"],
            company=companies[number] if number < TIED else None,
        )


def _people_at_work(
    hubspot: HubSpotSimulator, before: Portal, ran: Portal
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Let somebody correct what the run wrote, and somebody work on new contacts."""
    changed = [one for _, one in sorted(_changed(before, ran))][:5]
    fresh = [one for _, one in sorted(ran.records.keys() - before.records.keys())][-3:]
    edited = {one: {"lastname": f"Corrected{n}"} for n, one in enumerate(changed)}
    edited[changed[0]] = {"hs_lead_status": "OPEN"}  # no field that the run wrote
    worked_on = {
        fresh[0]: {"firstname": "Renamed"},  # a field that the run wrote
        fresh[1]: {"hs_lead_status": "OPEN"},  # one that no mapping knows
        fresh[2]: {"city": "Denver"},  # one that is mapped and was empty
    }
    for one, values in (edited | worked_on).items():
        hubspot.edit("contacts", one, **values)
    return edited, worked_on


def _changed(before: Portal, now: Portal) -> Records:
    return {key: was for key, was in before.records.items() if now.records.get(key) != was}


def test_the_run_created_300_and_updated_700(story: Story) -> None:
    totals = story.run.totals
    assert (totals.created, totals.updated) == (NEW, MOVED)
    assert len(story.ran.records) == len(story.before.records) + NEW
    assert len(_changed(story.before, story.ran)) == MOVED
    assert len(story.ran.ties) > len(story.before.ties)


def test_undone_hubspot_is_what_it_was_but_for_what_people_did_since(story: Story) -> None:
    expected = {key: dict(values) for key, values in story.before.records.items()}
    for one, values in story.edited.items():
        expected["contacts", one] |= values
    for one in story.worked_on:
        expected["contacts", one] = dict(story.edits_done.records["contacts", one])
    assert story.undone.records == expected
    assert story.undone.ties == story.before.ties


def test_what_people_did_since_is_listed_by_id_and_field(story: Story) -> None:
    left = {each for pair in story.report.pairs for each in pair.left}
    corrected = [one for one, values in story.edited.items() if "lastname" in values]
    assert len(corrected) == 4
    wanted = {Left(one, "lastname", Code.EDITED_AFTER_RUN) for one in corrected} | {
        Left(one, name, Code.EDITED_AFTER_RUN)
        for one, values in story.worked_on.items()
        for name in values
    }
    assert left == wanted


def test_the_counts_say_what_was_done(story: Story) -> None:
    report = story.report
    assert report.archived == NEW - len(story.worked_on)
    assert report.restored == MOVED
    assert report.fields >= MOVED
    assert report.run == story.run.id


def test_a_preview_says_the_same_and_writes_nothing(story: Story) -> None:
    assert story.preview.preview
    assert story.preview.pairs == story.report.pairs
    assert story.previewed == story.edits_done


def test_a_thousand_records_cost_three_requests_a_hundred(story: Story) -> None:
    """Two that read the past of fifty each, and one that writes; and one for the properties."""
    assert story.requests <= 3 * (NEW + MOVED) // 100 + 1


def test_the_next_run_does_not_write_the_same_again(story: Story) -> None:
    """(P4) Nor does it take the undoing for edits."""
    totals = story.next.totals
    assert (story.next.result, totals.created, totals.updated, totals.failed) == ("ok", 0, 0, 0)
    assert story.after_next == story.undone


def test_undoing_again_finds_only_what_was_left(story: Story) -> None:
    (first,), (again,) = story.report.pairs, story.again.pairs
    assert (again.archived, again.restored, again.fields) == (0, 0, 0)
    assert again.left == first.left
    assert story.after_again == story.after_next


def test_a_full_run_holds_what_was_archived_until_somebody_has_it_tried_again(
    story: Story,
) -> None:
    (people,) = [pair for pair in story.full.pairs if pair.pair == "persons-contacts"]
    assert (people.totals.created, people.totals.updated) == (0, 0)
    assert people.reasons[Code.UNDONE.value] == NEW - len(story.worked_on)
    assert story.let_go.totals.created == NEW - len(story.worked_on)
    assert len(story.ties_again) == TIED
