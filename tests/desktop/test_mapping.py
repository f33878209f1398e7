"""The mapping editor decides: what is linked, undone, saved, and what a record says of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.conflicts import ConflictPolicy
from core.errors import Code, RefusedError
from core.jobs import JobContext
from core.mapping import Direction, Mapping, WhenEmpty, to_json
from core.mapping_edit import line_of
from core.office.drafting import Drafted, Sample
from core.transforms import Step
from desktop import app
from desktop.presenters.mapping import MappingPresenter
from desktop.presenters.session import Session
from desktop.presenters.wishes import Tone, Wish
from tests.desktop.conftest import Heard
from tests.desktop.offices import CLIO, HUBSPOT, PAIRS, UTC_FORMATS, FakeOffice, summary
from tests.desktop.views.mapping_scenes import DRAFTED, IN_FORCE

Settled = Callable[[], None]
OPEN_DENTAL = replace(CLIO, connector="opendental", label="Open Dental")
PATIENTS = replace(
    PAIRS[0], pair="patients-contacts", system_label="Patients", hubspot_label="Contacts"
)
CLINICS = replace(PATIENTS, pair="clinics-companies", system_label="Clinics")


class FakeDrafting:
    """Tells what both sides have, and remembers what it was asked."""

    def __init__(self) -> None:
        self.drafted: Drafted = replace(DRAFTED, mapping=IN_FORCE, is_draft=False)
        self.found: Sample | None = Sample(("(720) 555-0142",), "+17205550142")
        self.samples: list[tuple[str, int]] = []
        self.looks: list[str] = []
        self.broken: RefusedError | None = None

    def look(self, pair: str, _job: JobContext) -> Drafted:
        self.looks.append(pair)
        if self.broken is not None:
            raise self.broken
        return self.drafted

    def sample(self, _mapping: Mapping, key: str, number: int, _job: JobContext) -> Sample | None:
        self.samples.append((key, number))
        return self.found


class FakeVersions:
    """Remembers what was drafted and published."""

    def __init__(self) -> None:
        self.drafts: list[Mapping] = []
        self.acts: list[tuple[str, object]] = []
        self.flaws: Sequence[object] = ()

    def save_draft(self, mapping: Mapping) -> None:
        self.drafts.append(mapping)

    def publish(self, pair: str) -> object:
        self.acts.append(("publish", pair))
        return None

    def restore(self, pair: str, version: int) -> object:
        self.acts.append(("restore", (pair, version)))
        return None

    def discard(self, pair: str) -> bool:
        self.acts.append(("discard", pair))
        return True

    def export(self, pair: str) -> bytes:
        self.acts.append(("export", pair))
        return to_json(IN_FORCE)

    def take_in(self, text: bytes, _job: JobContext) -> Any:
        self.acts.append(("take in", len(text)))
        return SimpleNamespace(flaws=self.flaws)


@pytest.fixture
def drafting(office: FakeOffice) -> FakeDrafting:
    made = FakeDrafting()
    office.drafting, office.versions = made, FakeVersions()
    office.found = summary(connections=(OPEN_DENTAL, HUBSPOT), pairs=(PATIENTS, CLINICS))
    return made


@pytest.fixture
def presenter(drafting: FakeDrafting, opened: Session, settled: Settled) -> MappingPresenter:
    """Mappings, seen."""
    del drafting
    made = MappingPresenter(opened, app.registry(), UTC_FORMATS, opened)
    made.show(visible=True)
    settled()
    return made


def keys(presenter: MappingPresenter) -> list[str]:
    return [each.key for each in presenter.state.links]


def versions(office: FakeOffice) -> FakeVersions:
    found = office.versions
    assert isinstance(found, FakeVersions)
    return found


def test_the_first_pair_is_edited_with_both_sides_in_groups(presenter: MappingPresenter) -> None:
    state = presenter.state
    assert (state.pair, state.loaded, state.pill) == (
        "patients-contacts",
        True,
        ("Saved", Tone.SUCCESS),
    )
    assert [each.group for each in state.fields][:4] == ["Name"] * 3 + ["Ways to reach them"]
    assert len(state.protected) == 42
    assert state.save_reason == "Nothing has changed."


def test_another_pair_is_looked_up(
    presenter: MappingPresenter, drafting: FakeDrafting, settled: Settled
) -> None:
    presenter.choose_pair("clinics-companies")
    assert not presenter.state.loaded
    settled()
    assert drafting.looks == ["patients-contacts", "clinics-companies"]


def test_a_link_is_drafted_at_once_and_in_force_once_it_is_saved(
    presenter: MappingPresenter, office: FakeOffice, settled: Settled
) -> None:
    said = Heard(presenter.told)
    presenter.link("WirelessPhone", "mobilephone")
    settled()
    assert "mobilephone" in keys(presenter)
    assert said[0] == "Mobile phone is linked to Mobile phone number"
    assert versions(office).drafts[-1].hubspot_fields() > IN_FORCE.hubspot_fields()
    assert versions(office).acts == []
    assert presenter.state.can_save
    presenter.do(Wish.SAVE_MAPPING)
    settled()
    assert versions(office).acts == [("publish", "patients-contacts")]


def test_what_does_not_fit_is_not_linked_and_said(presenter: MappingPresenter) -> None:
    said = Heard(presenter.told)
    before = keys(presenter)
    presenter.link("ClinicNum", "customer_since")
    assert keys(presenter) == before
    assert said == ["Clinic is a dropdown. Customer since needs a date. Try Office location."]


def test_p10_what_is_protected_is_never_linked(presenter: MappingPresenter) -> None:
    before = keys(presenter)
    presenter.link("MedUrgNote", "notes_desk")
    assert keys(presenter) == before


def test_while_a_field_is_picked_up_properties_say_whether_it_fits(
    presenter: MappingPresenter,
) -> None:
    presenter.pick("ClinicNum")
    fits = {each.name: (each.fits, each.reason) for each in presenter.state.properties}
    assert fits["office_location"] == ("fits", "")
    assert fits["customer_since"][0] == "not"
    assert fits["lead_source"][0] == "loses"
    presenter.pick("")
    assert {each.fits for each in presenter.state.properties} == {""}


def test_every_edit_can_be_undone_and_done_again(
    presenter: MappingPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.link("WirelessPhone", "mobilephone")
    presenter.unlink("city")
    settled()
    assert (presenter.state.can_undo, presenter.state.can_redo) == (True, False)
    for _edit in range(2):
        presenter.do(Wish.UNDO_EDIT)
    settled()
    assert keys(presenter) == [each.hubspot for each in IN_FORCE.fields]
    assert versions(office).drafts[-1] == IN_FORCE
    assert not presenter.state.can_save
    presenter.do(Wish.REDO_EDIT)
    assert "mobilephone" in keys(presenter)
    presenter.link("Preferred", "notes_desk")
    presenter.do(Wish.REDO_EDIT)
    assert "city" in keys(presenter), "what was undone is gone once something else is done"


def test_a_record_is_fetched_when_a_link_is_looked_at_and_dropped_when_it_is_left(
    presenter: MappingPresenter, drafting: FakeDrafting, settled: Settled
) -> None:
    """P9"""
    presenter.link("WirelessPhone", "mobilephone")
    settled()
    inspector = presenter.state.inspector
    assert inspector is not None
    assert (inspector.sample.here, inspector.sample.there) == ("(720) 555-0142", "+17205550142")
    presenter.do(Wish.ANOTHER_SAMPLE)
    settled()
    assert drafting.samples == [("mobilephone", 0), ("mobilephone", 1)]
    presenter.show(visible=False)
    assert "555-0142" not in repr(presenter.state)
    assert "555-0142" not in repr(presenter.__dict__)


def test_a_sample_that_comes_after_the_page_was_hidden_is_not_kept(
    presenter: MappingPresenter, settled: Settled
) -> None:
    """P9"""
    presenter.select("city")
    presenter.show(visible=False)
    settled()
    assert "555-0142" not in repr(presenter.__dict__)


def test_the_selected_link_is_turned_ruled_and_changed_on_the_way(
    presenter: MappingPresenter, settled: Settled
) -> None:
    presenter.select("firstname")
    settled()
    presenter.line.turn(Direction.BOTH)
    presenter.line.set_policy(ConflictPolicy.ASK.value)
    presenter.line.set_when_empty(WhenEmpty.ERASE.value)
    presenter.line.add_step("name")
    presenter.line.move_step(1, -1)
    settled()
    line = line_of(presenter._mapping, "firstname")
    assert line is not None
    assert (line.direction, line.policy, line.when_empty) == (
        Direction.BOTH,
        ConflictPolicy.ASK,
        WhenEmpty.ERASE,
    )
    assert [each.name for each in line.steps] == ["name", "clean"]
    presenter.line.add_step("truncate")
    presenter.line.set_step(2, "twelve")
    presenter.line.set_step(2, "12")
    line = line_of(presenter._mapping, "firstname")
    assert line is not None
    assert line.steps[2] == Step("truncate", {"length": 12})
    assert line.direction is Direction.TO_HUBSPOT, "what is cut off cannot be put back (P12)"
    presenter.line.remove_step(2)


def test_p12_a_link_that_cannot_go_back_is_not_turned(
    presenter: MappingPresenter, settled: Settled
) -> None:
    presenter.select("address")
    settled()
    inspector = presenter.state.inspector
    assert inspector is not None
    assert inspector.turn_reason == "Joined fields cannot be taken apart again."
    presenter.line.turn(Direction.BOTH)
    line = line_of(presenter._mapping, "address")
    assert line is not None
    assert line.direction is Direction.TO_HUBSPOT


def test_each_option_becomes_one_of_hubspots(presenter: MappingPresenter, settled: Settled) -> None:
    presenter.select("patient_type")
    settled()
    inspector = presenter.state.inspector
    assert inspector is not None
    assert ("Patient", "active") in [(each.value, each.to) for each in inspector.values]
    presenter.line.map_value("Patient", "prospect")
    presenter.line.map_value("Deleted", "")
    settled()
    inspector = presenter.state.inspector
    assert inspector is not None
    told = {each.value: each.to for each in inspector.values}
    assert (told["Patient"], told["Deleted"]) == ("prospect", "")


def test_auto_map_links_only_what_is_ticked(presenter: MappingPresenter, settled: Settled) -> None:
    before = keys(presenter)
    presenter.do(Wish.AUTO_MAP)
    shown = presenter.state.suggestions
    assert shown is not None
    assert [(each.key, each.ticked) for each in shown] == [("mobilephone", True)]
    assert keys(presenter) == before
    presenter.tick("mobilephone", on=False)
    presenter.do(Wish.LINK_TICKED)
    assert keys(presenter) == before
    presenter.do(Wish.AUTO_MAP)
    presenter.do(Wish.LINK_TICKED)
    settled()
    assert keys(presenter) == [*before, "mobilephone"]
    assert presenter.state.suggestions is None


def test_a_field_that_vanished_stays_visible_keeps_it_from_being_saved_and_can_be_replaced(
    presenter: MappingPresenter, drafting: FakeDrafting, settled: Settled
) -> None:
    fields = {n: f for n, f in DRAFTED.system.fields.items() if n != "City"}
    drafting.drafted = replace(
        drafting.drafted,
        system=replace(DRAFTED.system, fields=fields),
        allowed=DRAFTED.allowed - {"City"},
    )
    presenter.choose_pair("clinics-companies")
    settled()
    presenter.link("WirelessPhone", "mobilephone")
    assert "city" in keys(presenter)
    notice = presenter.state.notice
    assert notice is not None
    assert notice.tone is Tone.ERROR
    assert "City" in notice.title
    assert not presenter.state.can_save
    presenter.select("city")
    inspector = presenter.state.inspector
    assert inspector is not None
    assert ("Preferred", "Preferred name") in inspector.attach
    presenter.line.attach("Preferred")
    assert presenter.state.can_save


def test_what_must_be_filled_is_named_with_the_field_that_fits(presenter: MappingPresenter) -> None:
    notice = presenter.state.notice
    assert notice is not None
    assert notice.title == "Office location has to be filled in HubSpot."
    (button,) = notice.buttons
    assert button.label == "Link Clinic"
    presenter.do(button.wish, button.target)
    assert "office_location" in keys(presenter)
    assert presenter.state.notice is None


def test_changes_are_shown_and_can_be_discarded(
    presenter: MappingPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.unlink("city")
    presenter.select("firstname")
    presenter.line.add_step("name")
    presenter.do(Wish.SHOW_CHANGES)
    shown = presenter.state.changes
    assert shown is not None
    assert [(each.label, each.text) for each in shown] == [
        ("First name", "Changed: changes on the way"),
        ("City", "No longer linked"),
    ]
    presenter.do(Wish.DISCARD_DRAFT)
    settled()
    assert versions(office).acts == [("discard", "patients-contacts")]


def test_an_old_version_is_put_in_use_again(
    presenter: MappingPresenter, office: FakeOffice, settled: Settled
) -> None:
    assert [(each.number, each.in_force) for each in presenter.state.versions] == [
        (7, True),
        (6, False),
    ]
    presenter.do(Wish.RESTORE_VERSION, "6")
    settled()
    assert versions(office).acts == [("restore", ("patients-contacts", 6))]


def test_a_mapping_is_exported_and_one_that_does_not_fit_is_refused(
    presenter: MappingPresenter, office: FakeOffice, settled: Settled, tmp_path: Path
) -> None:
    presenter.export(str(tmp_path / "m.json"))
    settled()
    assert (tmp_path / "m.json").read_bytes() == to_json(IN_FORCE)
    versions(office).flaws = ("one", "two")
    presenter.take_in(str(tmp_path / "m.json"))
    settled()
    assert versions(office).acts[-1][0] == "take in"
    notice = presenter.state.notice
    assert notice is not None
    assert notice.title == "This file does not fit your systems"
    presenter.unlink("city")
    assert presenter.state.notice != notice


def test_trouble_with_a_vendor_is_said_in_full(
    presenter: MappingPresenter, drafting: FakeDrafting, settled: Settled
) -> None:
    drafting.broken = RefusedError(Code.SCOPE_MISSING)
    presenter.choose_pair("clinics-companies")
    settled()
    assert presenter.state.problem is not None


def test_an_office_with_nothing_connected_is_led_to_connections(
    office: FakeOffice, opened: Session, settled: Settled
) -> None:
    office.found = summary(connections=(), pairs=())
    opened.refresh()
    settled()
    made = MappingPresenter(opened, app.registry(), UTC_FORMATS, opened)
    made.show(visible=True)
    assert made.state.empty is not None
    assert made.state.empty.buttons[0].wish is Wish.SHOW_CONNECTIONS
