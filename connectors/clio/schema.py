"""Clio's streams and their standard fields, as a table: described, asked for, picked out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from connectors.clio import wire
from connectors.clio.wire import Pick, Row
from core.schema import Admission, Choice, DataClass, Field, FieldType

Refer = Callable[[Row], Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard field. `asks` are its paths in Clio's answer, one level deep: "client.id"."""

    field: Field
    asks: tuple[str, ...]
    pick: Pick | None  # None: summed from bills


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: where Clio keeps it, and what it consists of."""

    name: str
    label: str
    path: str
    standard: Mapping[str, Standard]
    references: Mapping[str, str] = field(default_factory=dict)  # name -> stream
    refer: Refer | None = None
    refer_asks: tuple[str, ...] = ()
    ties: frozenset[str] = frozenset()  # references that a write may set; Clio's name is ours
    type: str | None = None  # of contacts: people and companies share an address
    parent: str | None = None  # of custom fields
    writable: bool = False
    web: str = "{id}"  # of a record's page, behind "/nc/#/"


# -- rows of the tables ----------------------------------------------------------------------------


def _text(
    name: str,
    label: str,
    data_class: DataClass = DataClass.CONTACT,
    type: FieldType = FieldType.TEXT,
    *,
    key: str = "",
    choices: tuple[str, ...] = (),
    admission: Admission = Admission.ALLOW,
) -> Standard:
    """Describe a text, kept under its own name or `key`; with a dot, in an object of the record."""
    path = key or name
    outer, dot, inner = path.partition(".")
    options = tuple(Choice(choice, choice) for choice in choices)
    described = Field(name, label, type, data_class, admission, options)
    return Standard(described, (path,), wire.nested_text(outer, inner) if dot else wire.text(path))


def _value(
    name: str,
    label: str,
    data_class: DataClass,
    type: FieldType,
    pick: Pick | None,
    asks: tuple[str, ...] = (),
    admission: Admission = Admission.ALLOW,
) -> Standard:
    asked = () if pick is None else asks or (name,)
    return Standard(Field(name, label, type, data_class, admission), asked, pick)


def _phone(name: str, label: str) -> Standard:
    key, pick = f"phone_{name.lower()}", wire.phone(name)
    return _value(key, label, _CONTACT, FieldType.PHONE, pick, _PHONES)


def _sum(name: str, label: str, type: FieldType) -> Standard:
    return _value(name, label, DataClass.MONEY, type, None, admission=Admission.OPT_IN)


def _read_only(*standards: Standard) -> tuple[Standard, ...]:
    return tuple(replace(one, field=replace(one.field, read_only=True)) for one in standards)


def _table(*standards: Standard) -> Mapping[str, Standard]:
    return {standard.field.name: standard for standard in standards}


_PUBLIC, _CONTACT, _SCHEDULE = DataClass.PUBLIC, DataClass.CONTACT, DataClass.SCHEDULE
_PHONES = tuple(f"phone_numbers.{part}" for part in ("id", "number", "name", "primary"))
_EMAILS = tuple(f"email_addresses.{part}" for part in ("id", "address", "primary"))
_SITES = tuple(f"web_sites.{part}" for part in ("id", "address", "default_web_site"))
_WEBSITE = _value("website", "Web site", _CONTACT, FieldType.URL, wire.website, _SITES)
_EMAIL = _text("email", "E-mail", _CONTACT, FieldType.EMAIL, key="primary_email_address")
_IS_CLIENT = _value("is_client", "Is a client", _PUBLIC, FieldType.BOOL, wire.flag("is_client"))
_ADDRESS = (
    _text("street", "Street", _CONTACT, FieldType.LONG_TEXT, key="primary_address.street"),
    _text("city", "City", key="primary_address.city"),
    _text("province", "State or province", key="primary_address.province"),
    _text("postal_code", "Postal code", key="primary_address.postal_code"),
    _text("country", "Country", key="primary_address.country"),
)


# -- the tables ------------------------------------------------------------------------------------

_COMPANIES = Stream(
    name="companies",
    label="Companies",
    path="/contacts",
    type="Company",
    parent="contact",
    writable=True,
    web="contacts/{id}",
    standard=_table(
        _text("name", "Name"),
        _WEBSITE,
        _EMAIL,
        _text("phone", "Phone", _CONTACT, FieldType.PHONE, key="primary_phone_number"),
        *_ADDRESS,
        *_read_only(
            _value(
                "domain_hint",
                "Domain",
                _CONTACT,
                FieldType.TEXT,
                wire.domain_hint,
                (*_SITES, *_EMAILS),
            ),
            _IS_CLIENT,
        ),
    ),
)

_PERSONS = Stream(
    name="persons",
    label="People",
    path="/contacts",
    type="Person",
    parent="contact",
    references={"company": "companies"},
    refer=wire.refer_company,
    refer_asks=("company.id",),
    ties=frozenset({"company"}),
    writable=True,
    web="contacts/{id}",
    standard=_table(
        _text("first_name", "First name"),
        _text("middle_name", "Middle name"),
        _text("last_name", "Last name"),
        _text("prefix", "Prefix"),
        _text("title", "Title"),
        _value(
            "date_of_birth",
            "Date of birth",
            _CONTACT,
            FieldType.DATE,
            wire.day("date_of_birth"),
            admission=Admission.OPT_IN,
        ),
        _EMAIL,
        _phone("Work", "Work phone"),
        _phone("Mobile", "Mobile phone"),
        _phone("Home", "Home phone"),
        _phone("Fax", "Fax"),
        *_ADDRESS,
        _WEBSITE,
        *_read_only(
            _value(
                "other_emails",
                "Other e-mails",
                _CONTACT,
                FieldType.CHOICES,
                wire.other_emails,
                _EMAILS,
            ),
            _IS_CLIENT,
        ),
    ),
)


def _day(name: str, label: str) -> Standard:
    return _value(name, label, _SCHEDULE, FieldType.DATE, wire.day(name))


_MATTERS = Stream(
    name="matters",
    label="Matters",
    path="/matters",
    parent="matter",
    references={"client_person": "persons", "client_company": "companies"},
    refer=wire.refer_client,
    refer_asks=("client.id", "client.type"),
    web="matters/{id}",
    standard=_table(
        *_read_only(
            _text("display_number", "Matter number", _PUBLIC),
            _text("custom_number", "Custom number", _PUBLIC),
            # May travel, though free text: a deal needs a name that a person recognises.
            _text("description", "Description", DataClass.FREE_TEXT),
            _text(
                "status",
                "Status",
                _PUBLIC,
                FieldType.CHOICE,
                choices=("Pending", "Open", "Closed"),
            ),
            _text("matter_stage", "Stage", _PUBLIC, key="matter_stage.name"),
            _text("practice_area", "Practice area", _PUBLIC, key="practice_area.name"),
            _text("client_reference", "Client reference", _PUBLIC),
            _text("location", "Location", _PUBLIC),
            _text(
                "billing_method",
                "Billing method",
                _PUBLIC,
                FieldType.CHOICE,
                choices=("flat", "contingency", "hourly"),
            ),
            _day("open_date", "Opened on"),
            _day("pending_date", "Pending since"),
            _day("close_date", "Closed on"),
            _text(
                "responsible_attorney",
                "Responsible attorney",
                key="responsible_attorney.name",
            ),
            _text(
                "responsible_attorney_email",
                "Responsible attorney's e-mail",
                _CONTACT,
                FieldType.EMAIL,
                key="responsible_attorney.email",
            ),
            _sum("outstanding_balance", "Outstanding balance", FieldType.MONEY),
            _sum("total_billed", "Total billed", FieldType.MONEY),
            _sum("last_bill_date", "Last bill", FieldType.DATE),
        )
    ),
)


def _free_text(name: str, label: str, type: FieldType) -> Standard:
    return _text(name, label, DataClass.FREE_TEXT, type, admission=Admission.OPT_IN)


def _moment(name: str, label: str) -> Standard:
    return _value(name, label, _SCHEDULE, FieldType.DATETIME, wire.moment(name))


_CALENDAR_ENTRIES = Stream(
    name="calendar_entries",
    label="Calendar entries",
    path="/calendar_entries",
    references={"matter": "matters", "attendees": "persons"},
    refer=wire.refer_entry,
    refer_asks=("matter.id", "attendees.id", "attendees.type"),
    web="calendars",  # Clio has no address for a single entry
    standard=_table(
        *_read_only(
            _free_text("summary", "Summary", FieldType.TEXT),
            _free_text("description", "Description", FieldType.LONG_TEXT),
            _text("location", "Location", _SCHEDULE),
            _moment("start_at", "Starts"),
            _moment("end_at", "Ends"),
            _value("all_day", "All day", _SCHEDULE, FieldType.BOOL, wire.flag("all_day")),
            _text("calendar_owner", "Calendar", _SCHEDULE, key="calendar_owner.name"),
        )
    ),
)

STREAMS = {stream.name: stream for stream in (_COMPANIES, _PERSONS, _MATTERS, _CALENDAR_ENTRIES)}
"""Parents before children."""
