"""What ServiceTitan's feeds tell: recent changes, merges, and who is not in use any more."""

from datetime import timedelta
from typing import Any

import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.servicetitan import feeds
from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.connector import Connector, Cursor
from core.errors import Code, SyncError
from tests.connectors.servicetitan.conftest import (
    HOUR,
    START,
    pages,
    records,
)

AGO = START - timedelta(days=30)
OLD: dict[str, Any] = {"created": AGO, "modified": AGO}


def caught_up(office: Connector, stream: str, *fields: str) -> Cursor:
    return pages(office, stream, *fields)[-1].cursor


def since(office: Connector, cursor: Cursor, *fields: str, stream: str = "persons") -> list[str]:
    found = pages(office, stream, *fields, since=cursor)
    return [record.id for page in found for record in page.records]


def test_what_changed_a_minute_ago_is_told_now_and_once_more_later(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """The vendor holds changes back for a quarter of an hour, unless recent ones are asked for."""
    ana = tenant.seed_customer("Ana Ruiz", **OLD)
    cursor = caught_up(office, "persons", "name")
    tenant.edit("customers", ana, name="Ana Moss")
    clock.advance(60)
    assert since(office, cursor, "name") == [str(ana)]
    cursor = pages(office, "persons", "name", since=cursor)[-1].cursor
    clock.advance(HOUR)
    assert since(office, cursor, "name") == [str(ana)]
    cursor = pages(office, "persons", "name", since=cursor)[-1].cursor
    assert since(office, cursor, "name") == []


def test_a_token_that_servicetitan_knows_no_more_is_an_expired_cursor(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    tenant.seed_customer("Ana Ruiz", **OLD)
    cursor = caught_up(office, "persons", "name")
    tenant.faults.append(Fault("status", path="export", status=400, times=9))
    with pytest.raises(SyncError) as caught:
        since(office, cursor, "name")
    assert caught.value.code is Code.CURSOR_EXPIRED


def test_a_feed_that_never_moves_on_is_ended(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    body = {"hasMore": True, "continueFrom": "same", "data": []}
    tenant.faults.append(Fault("status", path="export", status=200, body=body, times=9))
    with pytest.raises(SyncError) as caught:
        pages(office, "persons", "name")
    assert caught.value.code is Code.UNEXPECTED


def test_pages_end_rightly_where_their_number_comes_out_even(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    for number in range(200):
        tenant.seed_customer(f"Ana Ruiz{number}", **OLD)
    assert len(records(office, "persons", "name")) == 200
    assert len(tenant.requests("GET", "export/customers")) == 2


def test_a_first_reading_that_was_interrupted_stays_a_first_reading(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """It tells of nobody that they are gone, who are only not of the stream."""
    for number in range(150):
        tenant.seed_customer(f"Ana{number} Ruiz", **OLD)
        tenant.seed_customer(f"Rookwarble{number} LLC", type="Commercial", **OLD)
    first = next(iter(office.read("persons", None, ["email"])))
    rest = pages(office, "persons", "email", since=first.cursor)
    assert [one for page in (first, *rest) for one in page.gone] == []
    assert not tenant.requests("GET", "export/customers/contacts")


def test_a_list_of_several_pages_is_read_to_its_end(
    tenant: ServiceTitanSimulator, office: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(P1) Also one of contacts."""
    monkeypatch.setattr(feeds, "PER_PAGE", 2)
    mails = [f"a{number}@example.com" for number in range(5)]
    some = [tenant.seed_customer(f"Ana{n} Ruiz", emails=mails) for n in range(3)]
    assert [one for page in office.ids("persons") for one in page] == [str(one) for one in some]
    told = [record.fields["other_emails"] for record in records(office, "persons", "other_emails")]
    assert told == [tuple(mails[1:])] * 3


def test_a_customer_who_is_taken_out_of_use_is_gone_and_comes_back(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P6)"""
    ana = tenant.seed_customer("Ana Ruiz", **OLD)
    cursor = caught_up(office, "persons", "name")
    clock.advance(HOUR)
    tenant.deactivate("customers", ana)
    (page,) = pages(office, "persons", "name", since=cursor)
    assert (page.records, page.gone) == ([], [str(ana)])
    assert office.fetch("persons", [str(ana)], ["name"])[str(ana)].archived
    clock.advance(HOUR)
    tenant.reactivate("customers", ana)
    assert since(office, page.cursor, "name") == [str(ana)]


def test_merges_are_followed_to_their_end(tenant: ServiceTitanSimulator, office: Connector) -> None:
    a, b, c = (tenant.seed_customer(f"Ana{n} Ruiz") for n in range(3))
    tenant.merge(b, a)
    tenant.merge(c, b)
    found = office.fetch("persons", [str(a)], ["first_name"])
    assert found[str(a)].id == str(c)
    assert found[str(a)].fields == {"first_name": "Ana2"}


def test_merges_that_lead_in_a_circle_end(tenant: ServiceTitanSimulator, office: Connector) -> None:
    a, b = (tenant.seed_customer(f"Ana{n} Ruiz") for n in range(2))
    tenant.edit("customers", a, active=False, mergedToId=b)
    tenant.edit("customers", b, active=False, mergedToId=a)
    assert office.fetch("persons", [str(a)], ["name"])[str(a)].archived


def test_a_merge_into_what_is_gone_is_gone(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", active=False, mergedToId=4711)
    assert office.fetch("persons", [str(ana)], ["name"]) == {}


def test_a_merged_customer_is_gone_and_the_other_has_what_it_had(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    kept, other = (
        tenant.seed_customer(f"Ana{n} Ruiz", emails=[f"a{n}@example.com"], **OLD) for n in range(2)
    )
    cursor = caught_up(office, "persons", "other_emails")
    clock.advance(HOUR)
    tenant.merge(kept, other)
    found = pages(office, "persons", "other_emails", since=cursor)
    assert [one for page in found for one in page.gone] == [str(other)]
    (record,) = [record for page in found for record in page.records]
    assert (record.id, record.fields) == (str(kept), {"other_emails": ("a1@example.com",)})
