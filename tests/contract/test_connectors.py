"""What holds for every connector: who it is, what it describes, and what it reads."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Cursor
from core.errors import Code, SyncError
from core.mapping import Mapping as MappingDocument
from core.records import Side
from core.schema import Admission, DataClass
from desktop.app import registry, starter
from tests.contract.end import LATER, LONG_AGO, START, End, fill, ids, read


def starters(end: End) -> list[MappingDocument]:
    """Return the starter mappings that this connector is an end of."""
    specs = [end.spec] if end.spec.side is Side.SYSTEM else registry().systems()
    return [document for spec in specs for document in starter(spec)]


def test_an_account_says_who_it_is_and_who_signed_in(end: End, connector: Connector) -> None:
    account = connector.account()
    assert account.id == end.account_id
    assert account.name
    assert account.user == end.user
    assert (account.time_zone != "UTC") is end.has_zone


def test_parents_come_before_children(connector: Connector) -> None:
    streams = list(connector.streams())
    for stream in streams:
        for parent in connector.schema(stream, discover=False).references.values():
            assert streams.index(parent) <= streams.index(stream), f"{parent} after {stream}"


def test_the_schema_has_every_field_of_the_starter_mappings(end: End, connector: Connector) -> None:
    """What a mapping needs to be made is not there yet; all else is, and may travel (P10)."""
    documents = starters(end)
    assert documents
    for document in documents:
        if end.spec.side is Side.SYSTEM:
            schema = connector.schema(document.system_stream, discover=False)
            wanted = set(document.system_fields())
            assert {tie.reference for tie in document.ties} <= schema.references.keys()
        else:
            schema = connector.schema(document.hubspot_stream)
            wanted = set(document.hubspot_fields() - {field.name for field in document.needed})
        assert wanted <= schema.fields.keys()
        for name in wanted:
            assert schema.fields[name].admission is Admission.ALLOW, name


def test_each_known_field_is_classified_and_no_other_may_travel(connector: Connector) -> None:
    """(P10)"""
    for stream in connector.streams():
        known = connector.schema(stream, discover=False).fields
        for name, field in known.items():
            assert field.name == name
            assert field.custom or field.data_class is not DataClass.UNCLASSIFIED, name
        for name, field in connector.schema(stream).fields.items():
            is_open = field.admission is Admission.ALLOW
            assert not (is_open and field.data_class is DataClass.UNCLASSIFIED), name


def test_describing_without_discovering_asks_nothing(connector: Connector, end: End) -> None:
    connector.schema(end.people, discover=False)
    assert connector.requests == 0


def test_a_record_opens_in_the_vendors_own_program(end: End, connector: Connector) -> None:
    if not end.web_host:
        pytest.skip(f"{end.spec.label} has no addresses of records")
    address = urlsplit(connector.web_address(end.people, "2148000001"))
    assert (address.scheme, address.hostname) == ("https", end.web_host)
    assert "2148000001" in address.geturl()


def test_closing_twice_is_harmless(connector: Connector) -> None:
    connector.close()
    connector.close()


# -- reading --------------------------------------------------------------------------------------


def test_an_empty_stream_still_has_a_cursor(end: End, connector: Connector) -> None:
    pages = read(connector, end)
    assert ids(pages) == []
    assert pages[-1].cursor


def test_a_first_reading_has_everybody_once_and_only_what_was_asked_for(
    end: End, vendor: Any, connector: Connector
) -> None:
    """(P1)"""
    people = fill(end, vendor, end.page + 1)
    pages = read(connector, end)
    assert sorted(ids(pages)) == sorted(people)
    first = next(record for page in pages for record in page.records if record.id == people[0])
    whole = end.person(0)
    assert first.fields == {name: whole[name] for name in (end.given, end.email)}
    assert first.modified_at == (START - LONG_AGO if end.stamps else None)
    assert first.stream == end.people


def test_the_requests_name_no_other_field(end: End, vendor: Any, connector: Connector) -> None:
    """(P10)"""
    if not end.names_fields:
        pytest.skip(f"{end.spec.label} always answers whole records")
    read(connector, end)
    asked = [f"{entry.params}{entry.body}" for entry in vendor.log]
    (request,) = [what for what in asked if end.given in what]
    assert end.family not in request


def test_a_run_with_nothing_changed_asks_one_request_of_each_feed(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    """(P4)"""
    fill(end, vendor, end.page + 1)
    cursor = read(connector, end)[-1].cursor
    for _ in range(3):
        clock.advance(LATER)
        before = connector.requests
        pages = read(connector, end, cursor)
        assert (ids(pages), len(pages), connector.requests - before) == ([], 1, end.feeds)
        cursor = pages[-1].cursor


def test_what_changed_comes_again_and_what_is_new_comes(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    """(P1)"""
    people = fill(end, vendor, 3)
    cursor = read(connector, end)[-1].cursor
    clock.advance(LATER)
    end.rename(vendor, people[1], "Bea")
    new = end.seed(vendor, 3, clock.now())
    clock.advance(60)
    pages = read(connector, end, cursor)
    assert sorted(ids(pages)) == sorted([people[1], new])
    named = {record.id: record.fields[end.given] for page in pages for record in page.records}
    assert named[people[1]] == "Bea"


def test_a_change_while_it_is_read_is_not_lost(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    """(P1) Also of a record whose page has been read already."""
    people = fill(end, vendor, end.page + 1)
    pages = connector.read(end.people, None, [end.given])
    next(pages)
    clock.advance(30)
    end.rename(vendor, people[0], "Bea")
    cursor = list(pages)[-1].cursor
    clock.advance(LATER)
    assert people[0] in ids(read(connector, end, cursor))


@pytest.mark.parametrize("after", [1, 2])
def test_an_interrupted_reading_goes_on_where_it_was(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock, after: int
) -> None:
    """(P1)"""
    people = fill(end, vendor, 2 * end.page + 1)
    pages = connector.read(end.people, None, [end.given, end.email])
    seen = [next(pages) for _ in range(after)]
    again = end.open(vendor.handle, clock)
    rest = read(again, end, seen[-1].cursor)
    assert sorted(ids(seen) + ids(rest)) == sorted(people)
    clock.advance(LATER)
    assert ids(read(again, end, rest[-1].cursor)) == []
    again.close()


def test_a_change_while_a_reading_was_interrupted_is_not_lost(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    """(P1) Of a record whose page had been read before: a feed tells it at its end, and a list on
    the next reading.
    """
    people = fill(end, vendor, end.page + 1)
    page = next(iter(connector.read(end.people, None, [end.given, end.email])))
    changed = page.records[0].id
    clock.advance(LATER)
    end.rename(vendor, changed, "Bea")
    clock.advance(LATER)
    rest = read(connector, end, page.cursor)
    clock.advance(LATER)
    assert [*ids(rest), *ids(read(connector, end, rest[-1].cursor))].count(changed) == 1
    assert changed in people


def test_an_interrupted_reading_of_changes_goes_on_where_it_was(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    """(P1)"""
    people = fill(end, vendor, 450)
    cursor = read(connector, end)[-1].cursor
    clock.advance(LATER)
    for person in people:
        clock.advance(0.25)
        end.rename(vendor, person, "Bea")
    clock.advance(60)
    seen = [next(connector.read(end.people, cursor, [end.given]))]
    assert seen[0].records
    rest = list(connector.read(end.people, seen[0].cursor, [end.given]))
    assert set(ids(seen) + ids(rest)) == set(people)


def test_a_cursor_of_nobodys_is_called_expired(end: End, connector: Connector) -> None:
    with pytest.raises(SyncError) as refused:
        read(connector, end, Cursor("no cursor"))
    assert refused.value.code is Code.CURSOR_EXPIRED


def test_a_cursor_holds_no_content(end: End, vendor: Any, connector: Connector) -> None:
    """(P9) It is kept on disk."""
    fill(end, vendor, end.page + 1)
    for page in read(connector, end):
        assert "example.com" not in page.cursor
        assert "Ana" not in page.cursor


# -- by id ----------------------------------------------------------------------------------------


def test_records_are_fetched_by_id(end: End, vendor: Any, connector: Connector) -> None:
    people = fill(end, vendor, end.page + 1)
    before = connector.requests
    found = connector.fetch(end.people, people, [end.given])
    assert sorted(found) == sorted(people)
    assert all(found[person].id == person for person in people)
    assert found[people[7]].fields == {end.given: "Ana7"}
    assert connector.requests - before <= 3


def test_what_is_gone_is_absent_or_says_that_it_is_archived(
    end: End, vendor: Any, connector: Connector
) -> None:
    here, gone = fill(end, vendor, 2)
    end.remove(vendor, gone)
    found = connector.fetch(end.people, [gone, here, "2148999999"], [end.given])
    assert found[here].archived is False
    assert "2148999999" not in found
    if end.archives:
        assert found[gone].archived is True
    else:
        assert gone not in found


def test_a_merged_record_has_its_new_id(end: End, vendor: Any, connector: Connector) -> None:
    if end.merge is None:
        pytest.skip(f"{end.spec.label} leaves no trace of a merge")
    kept, other = fill(end, vendor, 2)
    now = end.merge(vendor, kept, other)
    found = connector.fetch(end.people, [other], [end.given])
    assert found[other].id == now
    assert found[other].fields == {end.given: "Ana0"}


def test_fetching_nothing_asks_nothing(end: End, connector: Connector) -> None:
    before = connector.requests
    assert connector.fetch(end.people, [], [end.given]) == {}
    assert connector.requests - before <= 1


def test_the_sweep_has_every_id_that_is_there(end: End, vendor: Any, connector: Connector) -> None:
    people = fill(end, vendor, end.page + 2)
    end.remove(vendor, people.pop())
    swept = [each for page in connector.ids(end.people) for each in page]
    assert sorted(swept) == sorted(people)
