"""Fixed states of the mapping editor: the sample data of the design; the practice is invented."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject

from core.conflicts import ConflictPolicy
from core.mapping import Direction, FieldMapping, Mapping
from core.mapping_edit import line_of
from core.office.drafting import Drafted
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema
from core.store.mappings import Version
from core.suggesting import suggest
from core.transforms import Step
from desktop import app
from desktop.presenters.mapping import MappingPresenter, MappingState
from desktop.presenters.mapping_drawing import Seen, draw
from desktop.presenters.mapping_link import LinkEditor
from desktop.presenters.mapping_state import SampleRow
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.times import AMERICAN

NOW = datetime(2026, 11, 18, 14, 41, tzinfo=UTC)
SPEC = app.registry()["opendental"]


class FixedMapping(MappingPresenter):
    """Shows one state and writes down what is done to it."""

    def __init__(self, state: MappingState) -> None:
        QObject.__init__(self)
        self.state = state
        self.line = LinkEditor(self, self)
        self.wishes: list[tuple[Wish, str]] = []
        self.acts: list[tuple[str, object]] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def show(self, visible: bool) -> None:
        self.acts.append(("show", visible))

    def select(self, key: str) -> None:
        self.acts.append(("select", key))

    def pick(self, name: str) -> None:
        self.acts.append(("pick", name))

    def link(self, name: str, key: str) -> None:
        self.acts.append(("link", (name, key)))

    def unlink(self, key: str) -> None:
        self.acts.append(("unlink", key))

    def selected_line(self) -> tuple[Mapping, FieldMapping] | None:
        line = line_of(DRAFT, self.state.selected)
        return (DRAFT, line) if line is not None else None

    def apply(self, made: Mapping, said: str, *, again: bool = False) -> None:
        self.acts.append(("apply", (said, again)))

    def tell(self, state: MappingState) -> None:
        self.state = state
        self.changed.emit(state)


def _field(name: str, label: str, group: str, kind: FieldType = FieldType.TEXT) -> Field:
    return Field(name, label, kind, DataClass.CONTACT, Admission.ALLOW, group=group)


def _barred(name: str, label: str, data_class: DataClass) -> Field:
    return Field(name, label, FieldType.TEXT, data_class, Admission.BLOCK)


STATUSES = ("Patient", "NonPatient", "Inactive", "Archived", "Deceased", "Prospective", "Deleted")
_HERE = (
    _field("FName", "First name", "Name"),
    _field("LName", "Last name", "Name"),
    _field("Preferred", "Preferred name", "Name"),
    _field("Email", "Email", "Ways to reach them", FieldType.EMAIL),
    _field("WirelessPhone", "Mobile phone", "Ways to reach them", FieldType.PHONE),
    _field("TxtMsgOk", "Text messages OK", "Ways to reach them", FieldType.BOOL),
    _field("Address", "Street", "Address"),
    _field("Address2", "Unit", "Address"),
    _field("City", "City", "Address"),
    replace(
        _field("PatStatus", "Patient status", "Office", FieldType.CHOICE),
        choices=tuple(Choice(each, each) for each in STATUSES),
    ),
    replace(
        _field("ClinicNum", "Clinic", "Office", FieldType.CHOICE),
        choices=(Choice("1", "Downtown"), Choice("2", "Lakeside")),
    ),
    _barred("Birthdate", "Date of birth", DataClass.CONTACT),
    _barred("SSN", "Social Security no.", DataClass.RESTRICTED_ID),
    _barred("MedUrgNote", "Medical notes", DataClass.CLINICAL),
    _barred("Insurance", "Insurance plan", DataClass.CLINICAL),
    *(_barred(f"Hidden{n}", f"Chart field {n}", DataClass.CLINICAL) for n in range(38)),
)
_OPTIONS = tuple(Choice(each.lower(), each) for each in ("Active", "Inactive", "Prospect"))
_THERE = (
    _field("firstname", "First name", "Contact information"),
    _field("lastname", "Last name", "Contact information"),
    replace(_field("email", "Email", "Contact information", FieldType.EMAIL), required=True),
    _field("mobilephone", "Mobile phone number", "Contact information", FieldType.PHONE),
    _field("texting", "Texting consent", "Contact information", FieldType.BOOL),
    _field("address", "Street address", "Contact information"),
    _field("city", "City", "Contact information"),
    replace(
        _field("patient_type", "Patient type", "Your own properties", FieldType.CHOICE),
        choices=_OPTIONS,
    ),
    replace(
        _field("office_location", "Office location", "Your own properties", FieldType.CHOICE),
        choices=(Choice("d", "Downtown"), Choice("l", "Lakeside")),
        required=True,
    ),
    _field("customer_since", "Customer since", "Your own properties", FieldType.DATE),
    _field("lead_source", "Lead source", "Your own properties", FieldType.CHOICE),
    _field("newsletter", "Newsletter", "Your own properties", FieldType.BOOL),
    _field("notes_desk", "Notes for front desk", "Your own properties"),
    _field("language", "Language", "Your own properties", FieldType.CHOICE),
)


def schema(name: str, label: str, fields: Sequence[Field], *, writable: bool) -> StreamSchema:
    return StreamSchema(name, label, {each.name: each for each in fields}, writable=writable)


def line(here: str, there: str, *steps: Step, **more: object) -> FieldMapping:
    return FieldMapping(system=tuple(here.split()), hubspot=there, steps=steps, **more)  # type: ignore[arg-type]


_TABLE = dict.fromkeys(STATUSES, "Inactive") | {"Patient": "Active", "Prospective": "Prospect"}
IN_FORCE = Mapping(
    pair="patients-contacts",
    label="Patients to Contacts",
    system_stream="patients",
    hubspot_stream="contacts",
    fields=(
        line("FName", "firstname", Step("clean")),
        line("LName", "lastname", Step("clean")),
        line("Email", "email", Step("email"), direction=Direction.BOTH),
        line("TxtMsgOk", "texting", direction=Direction.TO_SYSTEM),
        line("Address Address2", "address", Step("join", {"separator": ", "})),
        line("City", "city", Step("clean")),
        line("PatStatus", "patient_type", Step("choice", {"map": _TABLE})),
    ),
)
DRAFT = replace(
    IN_FORCE,
    fields=(
        *IN_FORCE.fields,
        line(
            "WirelessPhone",
            "mobilephone",
            Step("clean"),
            Step("phone", {"region": "US"}),
            direction=Direction.BOTH,
            policy=ConflictPolicy.ASK,
        ),
    ),
)
DRAFTED = Drafted(
    mapping=DRAFT,
    in_force=IN_FORCE,
    is_draft=True,
    versions=(
        Version(7, NOW - timedelta(days=2), in_force=True),
        Version(6, NOW - timedelta(days=20), in_force=False),
    ),
    connector="opendental",
    system=schema("patients", "Patients", _HERE, writable=True),
    hubspot=schema("contacts", "Contacts", _THERE, writable=True),
    allowed=frozenset(each.name for each in _HERE if each.admission is Admission.ALLOW),
    pairs=frozenset({"patients-contacts"}),
)
PAIRS = (
    ("patients-contacts", "Patients to Contacts"),
    ("clinics-companies", "Clinics to Companies"),
)
SAMPLE = SampleRow("(720) 555-0142", "+17205550142", "Fetched live, never stored.")


def at(mapping: Mapping = DRAFT, drafted: Drafted = DRAFTED, **seen: object) -> MappingState:
    looked = Seen(pairs=PAIRS, can_undo=True, **seen)  # type: ignore[arg-type]
    return draw(drafted, mapping, SPEC, looked, NOW, AMERICAN)


EDITED = at(selected="mobilephone", sample=SAMPLE)
PICKED = at(picked="ClinicNum")
VALUES = at(selected="patient_type", sample=SampleRow("Patient", "Active"))
SUGGESTED = at(
    replace(IN_FORCE, fields=IN_FORCE.fields[:2]),
    suggested=suggest(_HERE[:11], _THERE, taken=("firstname", "lastname")),
    ticked=frozenset({"email", "city"}),
)
COMPARED = at(comparing=True)
TOTALS = at()
VANISHED = at(
    replace(DRAFT, fields=(*DRAFT.fields, line("OldField", "notes_desk"))), selected="notes_desk"
)
LOADING = MappingState(loading=True, pairs=PAIRS, pair="patients-contacts")
NO_PAIRS = MappingState(
    loaded=True,
    empty=Notice(
        Tone.PLAIN,
        "Nothing to map yet",
        "Connect your system and HubSpot first: then you see here which field goes where.",
        (Button(Wish.SHOW_CONNECTIONS, "Open Connections", primary=True),),
    ),
)


def large(count: int) -> MappingState:
    """Return the editor with so many fields on both sides, and half of them linked."""
    kinds = (FieldType.TEXT, FieldType.DATE, FieldType.NUMBER, FieldType.BOOL)
    here = [
        _field(f"f{n}", f"Field {n:03}", f"Group {n // 20}", kinds[n % 4]) for n in range(count)
    ]
    there = [
        _field(f"p{n}", f"Property {n:03}", f"Set {n // 20}", kinds[n % 4]) for n in range(count)
    ]
    linked = tuple(line(f"f{n}", f"p{n}") for n in range(0, count, 2))
    mapping = replace(IN_FORCE, fields=linked)
    drafted = replace(
        DRAFTED,
        mapping=mapping,
        in_force=mapping,
        system=schema("patients", "Patients", here, writable=True),
        hubspot=schema("contacts", "Contacts", there, writable=True),
        allowed=frozenset(each.name for each in here),
    )
    return at(mapping, drafted)
