"""What every connector asks and is answered, against the vendor's published schema."""

from typing import Any

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Write, WriteKind
from tests.contract.end import (
    LATER,
    End,
    create,
    fill,
    prepared,
    read,
    record_of,
)


def everything(end: End, office: Connector, vendor: Any, clock: SimulatorClock) -> None:
    """Use every port once, on every stream."""
    people = fill(end, vendor, 3)
    office.account()
    for stream in office.streams():
        fields = list(office.schema(stream).fields)
        pages = list(office.read(stream, None, fields))
        clock.advance(LATER)
        assert list(office.read(stream, pages[-1].cursor, fields))
        found = [each for page in office.ids(stream) for each in page]
        assert office.fetch(stream, [*found, "2148999999"], fields).keys() == set(found)
    if end.writes:
        write_everything(end, office, vendor, people)
    office.revoke()


def write_everything(end: End, office: Connector, vendor: Any, people: list[str]) -> None:
    office = prepared(office, end)
    (made,) = office.write([create(end, 7)])
    made_id = record_of(made).id
    for kind, values in (
        (WriteKind.UPDATE, {end.given: "Bea", end.email: "bea@example.com"}),
        (WriteKind.UPDATE, {end.family: None, end.email: None}),
        (WriteKind.UPDATE, end.bad_value),
        (WriteKind.ARCHIVE, {}),
    ):
        office.write([Write(kind, end.people, values, id=made_id)])
    assert end.names(vendor).count("Ana0") == 1
    end.remove(vendor, people[0])
    office.write([Write(WriteKind.UPDATE, end.people, {end.given: "Cara"}, id=people[0])])
    if end.parent is not None:
        firm = end.parent.seed(vendor, "Rookwarble LLC")
        for target in (firm, None):
            ties = {end.parent.reference: target}
            office.write([Write(WriteKind.UPDATE, end.people, {}, id=people[1], references=ties)])


def test_what_is_asked_and_answered_keeps_to_the_published_schema(
    end: End, vendor: Any, clock: SimulatorClock
) -> None:
    if end.judge is None:
        pytest.skip(f"{end.spec.label}'s published schema is not here")
    if end.more is not None:
        end.more(vendor)
    judge = end.judge(vendor.handle)
    office = end.open(judge.handle, clock)
    everything(end, office, vendor, clock)
    office.close()
    assert judge.judged > 20


def test_an_answer_that_departs_from_the_schema_is_caught(
    end: End, vendor: Any, clock: SimulatorClock
) -> None:
    """The judge can say no: the same reading, with one thing in the answer that is not in it."""
    if end.judge is None or end.plant is None:
        pytest.skip(f"{end.spec.label}'s published schema is not here")
    plant = end.plant
    sign = end.given if end.names_fields else end.path  # of a request for people
    fill(end, vendor, 1)

    def departing(request: httpx.Request) -> httpx.Response:
        response: httpx.Response = vendor.handle(request)
        if sign not in f"{request.url}{request.content!r}":
            return response
        body = response.json()
        plant(body)
        return httpx.Response(response.status_code, json=body)

    read(end.open(end.judge(vendor.handle).handle, clock), end)
    with pytest.raises(AssertionError):
        read(end.open(end.judge(departing).handle, clock), end)
