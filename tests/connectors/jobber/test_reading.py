"""What is read of Jobber: each list in the way that it allows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from connectors.jobber.simulator import JobberSimulator
from connectors.jobber.simulator.profile import Profile
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from tests.connectors.jobber.conftest import HOUR, START, Connect, only, pages, records

PLACE = {"street1": "1 Wren Lane", "city": "Dover"}
LONG_AGO = START - timedelta(days=30)


def ids(connector: Connector, stream: str, cursor: object = None) -> list[str]:
    return [one.id for one in records(connector, stream, since=cursor)]  # type: ignore[arg-type]


# -- clients --------------------------------------------------------------------------------------


def test_a_client_is_read_with_what_belongs_to_it(
    office: Connector, jobber: JobberSimulator
) -> None:
    jobber.seed_client(
        " Bea ",
        "Moss",
        emails=["Bea.Moss@Example.com", "home@example.com"],
        phones=[("212-555-0140", "MOBILE"), ("212-555-0150", "WORK")],
        place=PLACE,
        tags=["VIP", "Lawn"],
        sourceAttribution="Google",
        balance=120.5,
        isLead=True,
    )
    fields = ("firstName", "email", "otherEmails", "phone", "mobilePhone", "city", "country")
    more = ("tags", "leadSource", "balance", "isLead", "mayText", "receivesReminders")
    assert only(office, "persons", *fields, *more).fields == {
        "firstName": "Bea",
        "email": "bea.moss@example.com",
        "otherEmails": ("home@example.com",),
        "phone": "212-555-0150",
        "mobilePhone": "212-555-0140",
        "city": "Dover",
        "country": None,
        "tags": ("Lawn", "VIP"),
        "leadSource": "Google",
        "balance": Decimal("120.5"),
        "isLead": True,
        "mayText": True,
        "receivesReminders": True,
    }


def test_a_company_is_one_of_both_streams_and_a_person_of_one(
    office: Connector, jobber: JobberSimulator
) -> None:
    bea = jobber.seed_client("Bea", "Moss")
    firm = jobber.seed_client("Ada", "Wren", companyName="Rookwarble LLC", isCompany=True)
    assert ids(office, "companies") == [firm]
    ties = {one.id: one.references["company"] for one in records(office, "persons")}
    assert ties == {bea: (), firm: (firm,)}
    assert office.fetch("companies", [bea, firm], ["companyName"]).keys() == {firm}


def test_a_client_with_more_tags_than_were_asked_for_is_read_again(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P1) Nothing is cut off in silence."""
    tags = [f"Tag {number:02}" for number in range(40)]
    client = jobber.seed_client("Bea", "Moss", tags=tags)
    assert only(office, "persons", "tags").fields["tags"] == tuple(tags)
    assert office.fetch("persons", [client], ["tags"])[client].fields["tags"] == tuple(tags)


def test_what_was_archived_comes_once_more_and_says_so(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    """(P6)"""
    old = jobber.seed_client("Ada", "Wren", isArchived=True, updated=LONG_AGO)
    bea = jobber.seed_client("Bea", "Moss", updated=LONG_AGO)
    first = pages(office, "persons")
    assert [one.id for page in first for one in page.records] == [bea]
    clock.advance(HOUR)
    jobber.archive(bea)
    (again,) = records(office, "persons", since=first[-1].cursor)
    assert (again.id, again.archived) == (bea, True)
    assert list(office.ids("persons")) == [[]]
    assert office.fetch("persons", [old], [])[old].archived


# -- properties, which have no times --------------------------------------------------------------


def test_a_changed_property_comes_with_its_client(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    """(P1)"""
    client = jobber.seed_client("Bea", "Moss", updated=LONG_AGO)
    places = [jobber.seed_property(client, {**PLACE, "street2": str(n)}) for n in range(25)]
    first = pages(office, "properties")
    assert [one.id for page in first for one in page.records] == places
    clock.advance(HOUR)
    assert records(office, "properties", since=first[-1].cursor) == []
    jobber.edit(places[3], name="The shed")
    found = records(office, "properties", "name", since=first[-1].cursor)
    assert {one.id for one in found} == set(places)  # also beyond what one page of them holds
    assert [one.fields["name"] for one in found if one.id == places[3]] == ["The shed"]


def test_a_property_whose_client_does_not_tell_is_seen_within_a_day(
    connect: Connect, clock: SimulatorClock
) -> None:
    """(P1)"""
    jobber = JobberSimulator(clock=clock, profile=Profile(property_bumps_client=False))
    place = jobber.seed_property(jobber.seed_client("Bea", "Moss", updated=LONG_AGO), PLACE)
    office = connect(jobber.handle)
    cursor = pages(office, "properties")[-1].cursor
    clock.advance(HOUR)
    jobber.edit(place, name="The shed")
    second = pages(office, "properties", "name", since=cursor)
    assert second[-1].records == []
    clock.advance(24 * HOUR)
    (found,) = records(office, "properties", "name", since=second[-1].cursor)
    assert found.fields["name"] == "The shed"


# -- jobs, which cannot be filtered by their change -----------------------------------------------


def test_changed_jobs_are_read_from_the_newest_down_to_what_is_known(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    """(P1, P4)"""
    client = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(client, PLACE)
    jobs = [jobber.seed_job(client, place, f"Job {n}", updated=LONG_AGO) for n in range(130)]
    first = pages(office, "jobs", "title")
    assert [one.id for page in first for one in page.records] == jobs
    clock.advance(HOUR / 3)
    for job in jobs[:50]:
        jobber.edit(job, title="Done")
    clock.advance(HOUR / 6)  # past the overlap of the reading after this
    before = office.requests
    second = pages(office, "jobs", "title", since=first[-1].cursor)
    assert {one.id for page in second for one in page.records} == set(jobs[:50])
    assert office.requests - before == 3  # of 20 each
    clock.advance(HOUR / 3)
    before = office.requests
    assert records(office, "jobs", "title", since=second[-1].cursor) == []
    assert office.requests - before == 1


def test_numbers_are_what_they_are_in_jobber(office: Connector, jobber: JobberSimulator) -> None:
    """A quote's and an invoice's are text, a job's is a number, and an invoice's may recur."""
    client = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(client, PLACE)
    jobber.seed_quote(client, total=10.0, quoteNumber="042")
    jobber.seed_job(client, place)
    for _ in range(2):
        jobber.seed_invoice(client, invoiceNumber="0007")
    assert only(office, "quotes", "quoteNumber").fields == {"quoteNumber": "042"}
    assert only(office, "jobs", "jobNumber").fields == {"jobNumber": 1}
    numbers = [one.fields["invoiceNumber"] for one in records(office, "invoices", "invoiceNumber")]
    assert numbers == ["0007", "0007"]


def test_work_refers_to_whom_it_is_for_and_to_what_it_came_from(
    office: Connector, jobber: JobberSimulator
) -> None:
    firm = jobber.seed_client(companyName="Rookwarble LLC", isCompany=True)
    bea = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(bea, PLACE)
    ask = jobber.seed_request(bea, "Roof", property=place)
    quote = jobber.seed_quote(bea, "Roof", request=ask)
    jobs = [jobber.seed_job(bea, place, "Roof", quote=quote) for _ in range(14)]
    jobber.seed_invoice(firm, jobs=jobs)
    found = only(office, "quotes").references
    assert (found["client_person"], found["client_company"]) == ((bea,), ())
    assert (found["request"], found["property"]) == ((ask,), ())
    assert records(office, "jobs")[0].references["quote"] == (quote,)
    invoice = only(office, "invoices").references
    assert (invoice["client_company"], invoice["client_person"]) == ((firm,), ())
    assert invoice["jobs"] == tuple(jobs)


def test_a_status_that_follows_the_clock_is_grouped_so_that_no_stage_flaps(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    """(P4) Today and late are one stage: nothing was updated."""
    client = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(client, PLACE)
    job = jobber.seed_job(client, place, startAt=(START + timedelta(hours=30)).isoformat())
    seen = []
    for _ in range(3):
        seen.append(office.fetch("jobs", [job], ["jobStatus"])[job].fields["jobStatus"])
        clock.advance(24 * HOUR)
    assert seen == ["upcoming", "today", "late"]


# -- odd values -----------------------------------------------------------------------------------


def test_an_unknown_status_is_passed_on_as_it_is(
    office: Connector, jobber: JobberSimulator
) -> None:
    client = jobber.seed_client("Bea", "Moss")
    jobber.seed_request(client, "Roof", requestStatus="on_the_moon")
    assert only(office, "requests", "requestStatus").fields["requestStatus"] == "on_the_moon"


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00Z", "soon", None, 7])
def test_an_empty_or_odd_time_is_none(
    office: Connector, jobber: JobberSimulator, value: object
) -> None:
    client = jobber.seed_client("Bea", "Moss")
    jobber.seed_job(client, jobber.seed_property(client, PLACE), completedAt=value)
    assert only(office, "jobs", "completedAt").fields["completedAt"] is None


def test_a_daylight_saving_night_has_both_of_its_half_past_ones(
    office: Connector, jobber: JobberSimulator
) -> None:
    client = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(client, PLACE)
    for offset in ("-04:00", "-05:00"):
        jobber.seed_job(client, place, startAt=f"2026-11-01T01:30:00{offset}")
    first, second = (one.fields["startAt"] for one in records(office, "jobs", "startAt"))
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert second == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_reading_under_another_question_begins_again(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P1) A mapping was changed in between: what was read of it lacks fields."""
    for number in range(150):
        jobber.seed_client(f"Ana{number}", "Ruiz")
    page = next(iter(office.read("persons", None, ["firstName"])))
    rest = records(office, "persons", "firstName", "lastName", since=page.cursor)
    assert len(rest) == 150


def test_requests_per_thousand_records_are_the_least_that_a_page_of_a_hundred_allows(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P3)"""
    for number in range(1_000):
        jobber.seed_client(f"Ana{number}", "Ruiz", emails=[f"ana{number}@example.com"])
    before = office.requests
    assert len(records(office, "persons", "firstName", "lastName", "email", "phone")) == 1_000
    assert office.requests - before == 10
