"""Clients by when they changed, appointments by windows, the rest whole; from lists that move."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from connectors.boulevard.simulator import BoulevardSimulator, Profile
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Cursor
from core.errors import Code, SyncError
from core.records import Record
from tests.connectors.boulevard.conftest import (
    START,
    connection,
    only,
    pages,
    records,
)

HOUR, DAY = 3600.0, 86_400.0  # seconds
LONG_AGO = START - timedelta(days=400)
OVERLAP = timedelta(minutes=10)


def queries(spa: BoulevardSimulator, name: str) -> list[str]:
    """Return the conditions that a list was asked with."""
    bodies = [entry.body for entry in spa.log if isinstance(entry.body, dict)]
    return [one["variables"].get("query") for one in bodies if one["operationName"] == name]


def ids(found: list[Record]) -> set[str]:
    return {record.id for record in found}


def end(office: Connector, stream: str, cursor: Cursor | None = None) -> Cursor:
    return pages(office, stream, cursor=cursor)[-1].cursor


@pytest.fixture
def place(spa: BoulevardSimulator) -> str:
    return spa.seed("locations", name="Dover", created=LONG_AGO)


# -- clients --------------------------------------------------------------------------------------


def test_a_client_is_read_with_all_that_may_be_known(
    spa: BoulevardSimulator, office: Connector, place: str
) -> None:
    ada = spa.seed_client(
        " Ada ",
        "Moss",
        email="ada@example.com",
        mobilePhone="+12125550140",
        pronoun="",
        dob="1990-02-03",
        primaryLocationId=place,
        created=LONG_AGO,
    )
    spa.agree(ada, email=True)
    spa.agree(ada, "reminders", sms=True)
    spa.seed_appointment(ada, place, START)
    found = only(office, "clients", *office.schema("clients").fields)
    assert found.id == ada
    assert found.modified_at == START
    assert found.references == {"location": (place,)}
    assert found.fields == {
        "firstName": "Ada",
        "lastName": "Moss",
        "name": "Ada  Moss",
        "email": "ada@example.com",
        "mobilePhone": "+12125550140",
        "active": True,
        "primaryLocation.name": "Dover",
        "createdAt": LONG_AGO,
        "pronoun": None,
        "dob": date(1990, 2, 3),
        "appointmentCount": 1,
        "marketing.email": True,
        "marketing.sms": False,
        "marketing.push": False,
        "reminders.email": False,
        "reminders.sms": True,
        "reminders.push": False,
    }


def test_the_next_reading_looks_a_little_further_back(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P1)"""
    cursor = end(office, "clients")
    clock.advance(HOUR)
    pages(office, "clients", cursor=cursor)
    alive = "(active = true OR active = false)"
    since = (START - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert queries(spa, "ClientList") == [alive, f"{alive} AND updatedAt >= '{since}'"]


@pytest.mark.parametrize("hides", [False, True])
def test_an_inactive_client_is_a_client(clock: SimulatorClock, *, hides: bool) -> None:
    """(P1) Whether lists have them unasked, nobody has said."""
    spa = BoulevardSimulator(clock=clock, profile=Profile(hides_inactive=hides))
    office = connection(spa.handle, clock)
    ada = spa.seed_client("Ada", "Moss", active=False)
    (found,) = records(office, "clients", "active")
    assert (found.id, found.fields, found.archived) == (ada, {"active": False}, False)
    assert [one for page in office.ids("clients") for one in page] == [ada]
    assert office.fetch("clients", [ada], ["active"]).keys() == {ada}


def test_a_date_of_no_year_is_no_date(spa: BoulevardSimulator, office: Connector) -> None:
    spa.seed_client("Ada", "Moss", dob="0001-01-01")
    assert only(office, "clients", "dob").fields == {"dob": None}


def test_a_value_of_another_type_is_left_out(spa: BoulevardSimulator, office: Connector) -> None:
    """(P10)"""
    spa.seed_client({"note": "latex"}, "Moss", dob="soon", pronoun=7)  # type: ignore[arg-type]
    found = only(office, "clients", "firstName", "lastName", "dob", "pronoun")
    assert found.fields == {"lastName": "Moss"}


# -- merges ---------------------------------------------------------------------------------------


def test_a_merged_client_is_gone_and_who_has_everything_comes_again(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P6) Gone is what a person is asked about."""
    kept, other = spa.seed_client("Ada", "Moss"), spa.seed_client("Ada", "Mos")
    cursor = end(office, "clients")
    clock.advance(HOUR)
    spa.merge(kept, other)
    (page,) = pages(office, "clients", cursor=cursor)
    assert [record.id for record in page.records] == [kept]
    assert page.gone == [other]
    assert [one for some in office.ids("clients") for one in some] == [kept]
    assert office.fetch("clients", [other], ["lastName"])[other].fields == {"lastName": "Moss"}


def test_who_was_merged_long_ago_is_not_told_as_gone(
    spa: BoulevardSimulator, office: Connector
) -> None:
    kept, other = spa.seed_client("Ada", "Moss"), spa.seed_client("Ada", "Mos")
    spa.merge(kept, other)
    (page,) = pages(office, "clients")
    assert ([record.id for record in page.records], page.gone) == ([kept], [])


def test_merges_are_followed_to_their_end_and_not_in_a_ring(
    spa: BoulevardSimulator, office: Connector
) -> None:
    a, b, c, d = (spa.seed_client(name, "Moss") for name in "abcd")
    spa.merge(b, a)
    spa.merge(c, b)
    assert office.fetch("clients", [a], [])[a].id == c
    spa.edit("clients", c, mergedIntoClientId=d)
    spa.edit("clients", d, mergedIntoClientId=c)
    office.fetch("clients", [c], [])
    spa.delete("clients", d)
    assert office.fetch("clients", [c], []) == {}


# -- lists that move ------------------------------------------------------------------------------


def test_a_row_that_comes_in_before_the_cursor_makes_none_come_twice(
    spa: BoulevardSimulator, office: Connector
) -> None:
    people = [spa.seed_client(f"Ada{n}", "Moss") for n in range(150)]
    reading = office.read("clients", None, ["firstName"])
    first = next(reading)
    spa.seed_client("New", "Moss", first=True)
    rest = [record.id for page in reading for record in page.records]
    assert [record.id for record in first.records] + rest == people


def test_a_row_that_goes_away_before_the_cursor_hides_none(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P1) The list is read from its start again."""
    people = [spa.seed_client(f"Ada{n}", "Moss") for n in range(250)]
    reading = office.read("clients", None, ["firstName"])
    found = ids(list(next(reading).records))
    spa.delete("clients", people[3])
    spa.delete("clients", people[7])
    found |= {record.id for page in reading for record in page.records}
    assert found == set(people)


def test_a_list_that_never_stands_still_is_read_to_its_end_all_the_same(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P1) And the sweep finds what hid itself."""
    people = [spa.seed_client(f"Ada{n}", "Moss") for n in range(400)]
    spa.actors.append(lambda _spa, answered: spa.delete("clients", people[answered]))
    found = records(office, "clients", "firstName")
    assert len(ids(found)) > 390


def test_a_bad_gateway_in_the_middle_goes_on_at_the_same_page(
    spa: BoulevardSimulator, office: Connector
) -> None:
    people = [spa.seed_client(f"Ada{n}", "Moss") for n in range(150)]
    spa.faults.append(Fault("html", says="clients(", after=1))
    assert ids(records(office, "clients", "firstName")) == set(people)
    assert [entry.status for entry in spa.log] == [200, 502, 200]


# -- appointments ---------------------------------------------------------------------------------


def test_an_appointment_is_read_with_all_that_may_be_known(
    spa: BoulevardSimulator, office: Connector, place: str
) -> None:
    ada = spa.seed_client("Ada", "Moss")
    booked = spa.seed_appointment(ada, place, START, duration=50, state="CONFIRMED")
    found = only(office, "appointments", *office.schema("appointments").fields)
    assert (found.id, found.modified_at) == (booked, None)
    assert found.references == {"client": (ada,), "location": (place,)}
    assert found.fields == {
        "startAt": START,
        "endAt": START + timedelta(minutes=50),
        "duration": 50,
        "state": "CONFIRMED",
        "outcome": "CONFIRMED",
        "cancelled": False,
        "cancellation.reason": None,
        "cancellation.cancelledAt": None,
        "bookedByType": "STAFF",
        "location.name": "Dover",
        "createdAt": START,
        "isGroupedAppointment": False,
        "isRecurring": False,
        "isRemote": False,
        "pendingFormCount": 0,
    }


def outcome(office: Connector) -> object:
    return only(office, "appointments", "outcome").fields.get("outcome")


@pytest.mark.parametrize("hides", [False, True])
def test_a_cancelled_appointment_stays_one_and_who_did_not_come_is_told(
    clock: SimulatorClock, *, hides: bool
) -> None:
    """(P1)"""
    spa = BoulevardSimulator(clock=clock, profile=Profile(hides_cancelled=hides))
    place = spa.seed("locations", name="Dover")
    booked = spa.seed_appointment(spa.seed_client("Ada", "Moss"), place, START)
    office = connection(spa.handle, clock)
    spa.cancel(booked, "CLIENT_CANCEL", notes="pregnant")
    assert outcome(office) == "CANCELLED"
    spa.cancel(booked, "NO_SHOW")
    assert outcome(office) == "NO_SHOW"
    spa.cancel(booked, "ABDUCTED")  # a word that is not there yet
    found = only(office, "appointments", "outcome", "cancellation.reason", "cancelled")
    assert found.fields == {"outcome": "CANCELLED", "cancelled": True}


def test_a_state_that_nobody_has_heard_of_is_not_passed_on(
    spa: BoulevardSimulator, office: Connector, place: str
) -> None:
    """(P10) And is told as what was left out."""
    spa.seed_appointment(spa.seed_client("Ada", "Moss"), place, START, state="WAITLISTED")
    found = only(office, "appointments", "state", "outcome", "startAt")
    assert found.fields == {"startAt": START}
    assert office.schema("appointments").notes == ()
    spa.business.enumerations["AppointmentState"].append("WAITLISTED")
    assert office.schema("appointments").notes == (Code.OPTION_UNKNOWN.value,)


@pytest.mark.parametrize(
    ("days", "after", "is_seen"),
    [
        (3, HOUR, True),
        (13, HOUR, True),
        (20, HOUR, False),  # beyond the days around today
        (20, DAY + HOUR, True),  # once a day further
        (170, DAY + HOUR, True),
        (400, DAY + HOUR, False),
    ],
)
def test_a_rescheduled_appointment_is_seen_by_where_it_is_now(
    spa: BoulevardSimulator,
    office: Connector,
    clock: SimulatorClock,
    place: str,
    days: int,
    after: float,
    *,
    is_seen: bool,
) -> None:
    """(P1) Nothing says that it was moved."""
    ada = spa.seed_client("Ada", "Moss")
    start = START + timedelta(days=300)
    booked = spa.seed_appointment(ada, place, start, created=LONG_AGO)
    cursor = end(office, "appointments")
    clock.advance(after)
    spa.reschedule(booked, START + timedelta(days=days))
    assert (booked in ids(records(office, "appointments", cursor=cursor))) is is_seen


def test_a_new_appointment_is_seen_wherever_it_is(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock, place: str
) -> None:
    """(P1)"""
    cursor = end(office, "appointments")
    clock.advance(HOUR)
    ada = spa.seed_client("Ada", "Moss")
    booked = spa.seed_appointment(ada, place, START + timedelta(days=700))
    assert ids(records(office, "appointments", cursor=cursor)) == {booked}


def test_the_wide_window_is_read_once_a_day(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock, place: str
) -> None:
    cursor = end(office, "appointments")
    for _ in range(50):
        clock.advance(HOUR)
        cursor = end(office, "appointments", cursor)
    spans = []
    for query in queries(spa, "AppointmentList")[1:]:
        first, last = (
            datetime.fromisoformat(text) for text in re.findall(r"startAt [<>=]+ '(.*?)'", query)
        )
        spans.append((last - first).days)
    assert [spans.count(span) for span in (16, 210)] == [48, 2]


def test_each_location_is_asked_and_a_reading_goes_on_at_the_one_it_was_at(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P1)"""
    ada = spa.seed_client("Ada", "Moss")
    places = sorted(spa.seed("locations", name=name) for name in ("A", "B", "C"))
    made = {
        place: [spa.seed_appointment(ada, place, START) for _ in range(150)] for place in places
    }
    whole = pages(office, "appointments", "startAt")
    assert len(whole) == 6
    for count in range(1, 6):
        seen = {record.id for page in whole[:count] for record in page.records}
        rest = ids(records(office, "appointments", cursor=whole[count - 1].cursor))
        assert seen | rest == {one for some in made.values() for one in some}
        assert not (seen & rest)


def test_a_business_without_locations_has_a_cursor_too(office: Connector) -> None:
    (page,) = pages(office, "appointments")
    assert page.records == []
    assert '"since"' in page.cursor


# -- the rest -------------------------------------------------------------------------------------


def test_memberships_are_read_whole_and_only_now_and_then(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock, place: str
) -> None:
    """Boulevard cannot be asked which of them changed."""
    ada = spa.seed_client("Ada", "Moss")
    club = spa.seed("memberships", clientId=ada, locationId=place, unitPrice=9_950)
    (page,) = pages(office, "memberships", "status", "startOn", "unitPrice", "interval")
    assert page.records[0].fields == {
        "status": "ACTIVE",
        "startOn": date(2026, 1, 1),
        "unitPrice": Decimal("99.50"),
        "interval": "P1M",
    }
    cursor = page.cursor
    for _ in range(5):
        clock.advance(HOUR)
        before = office.requests
        (page,) = pages(office, "memberships", cursor=cursor)
        assert (page.records, page.cursor, office.requests) == ([], cursor, before)
    clock.advance(HOUR)
    assert ids(records(office, "memberships", cursor=cursor)) == {club}


def test_a_reading_of_memberships_that_was_cut_off_is_not_put_off(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock, place: str
) -> None:
    """(P1)"""
    ada = spa.seed_client("Ada", "Moss")
    made = {spa.seed("memberships", clientId=ada, locationId=place) for _ in range(150)}
    first = next(iter(office.read("memberships", None, [])))
    rest = records(office, "memberships", cursor=first.cursor)
    assert ids(list(first.records)) | ids(rest) == made
    assert len(first.records) + len(rest) == 150


def test_staff_who_did_not_change_are_not_read_again(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock, place: str
) -> None:
    bea = spa.seed("staff", firstName="Bea", lastName="Moss", locationIds=[place])
    spa.seed("staff", firstName="Cleo", locationIds=[place], updated=LONG_AGO)
    assert records(office, "staff")[0].references == {"locations": (place,)}
    cursor = end(office, "staff")
    clock.advance(HOUR)
    spa.edit("staff", bea, active=False)
    (found,) = records(office, "staff", "name", "active", cursor=cursor)
    assert (found.id, found.fields) == (bea, {"name": "Bea Moss", "active": False})


def test_orders_have_their_totals_in_dollars(
    spa: BoulevardSimulator, office: Connector, place: str
) -> None:
    spa.seed("orders", locationId=place, number="7", total=10_800)
    found = only(office, "orders", "summary.currentTotal", "summary.refundAmount")
    assert found.fields == {
        "summary.currentTotal": Decimal("108.00"),
        "summary.refundAmount": Decimal("0.00"),
    }
    assert found.references == {"client": (), "location": (place,)}


def test_a_location_is_read_with_its_address(spa: BoulevardSimulator, office: Connector) -> None:
    nowhere = dict.fromkeys(("line1", "line2", "state", "province", "zip", "country"))
    spa.seed("locations", name="Dover", address={**nowhere, "city": "Dover"})
    found = only(office, "locations", "name", "address.city", "address.zip", "tz")
    assert found.fields == {
        "name": "Dover",
        "address.city": "Dover",
        "address.zip": None,
        "tz": "America/New_York",
    }


def test_many_are_fetched_by_id_in_few_requests(
    spa: BoulevardSimulator, office: Connector, place: str
) -> None:
    ada = spa.seed_client("Ada", "Moss")
    made = [spa.seed_appointment(ada, place, START) for _ in range(120)]
    found = office.fetch("appointments", [*made, "71"], ["startAt"])
    assert found.keys() == set(made)
    assert office.requests == 3


def test_a_time_of_the_night_when_the_clock_is_put_back_is_one_moment(
    spa: BoulevardSimulator, office: Connector, place: str
) -> None:
    """Times have an offset: half past one before and after are an hour apart."""
    ada = spa.seed_client("Ada", "Moss")
    for told in ("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"):
        spa.seed_appointment(ada, place, datetime.fromisoformat(told))
    starts = [one.fields["startAt"] for one in records(office, "appointments", "startAt")]
    assert starts == [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6)]


def test_a_cursor_of_another_kind_is_called_expired(office: Connector) -> None:
    for cursor in ("", "{}[", '{"since":"soon"}', '{"then":"x"}', "[1]"):
        with pytest.raises(SyncError) as failed:
            pages(office, "clients", cursor=Cursor(cursor))
        assert failed.value.code is Code.CURSOR_EXPIRED
