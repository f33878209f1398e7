"""What may not leave is not asked for, and nothing else gets past the reading of an answer."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.boulevard.classes import objects
from connectors.boulevard.reading import _compiled, question
from connectors.boulevard.schema import columns
from connectors.boulevard.simulator import BoulevardSimulator
from connectors.boulevard.streams import STREAMS
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Write, WriteKind
from core.errors import SyncError
from core.schema import Admission, Withheld
from tests.connectors.boulevard.conftest import START, connection, records

CANARY = "CANARY"
NEVER = re.compile(
    r"\b(notes?|tags?|services?|appointmentServices|customFields|custom|schedulingAlert|forms?|"
    r"clientMessage|rating|statusReason\w*|manageUrl|lineGroups|bio|creditCards\w*|secrets?|"
    r"externalId|number|vouchers|productId)\b"
)
MAY_BE_NAMED = {"Location": {"externalId"}, "Staff": {"externalId"}}  # practice metadata


def documents(spa: BoulevardSimulator) -> list[str]:
    return [str(entry.body["query"]) for entry in spa.log if isinstance(entry.body, dict)]


@pytest.fixture
def planted(spa: BoulevardSimulator) -> BoulevardSimulator:
    """A business with a canary in everything that is blocked."""
    place = spa.seed("locations", name="Dover")
    doctor = spa.seed("staff", firstName="Bea", bio=f"{CANARY}-bio", locationIds=[place])
    botox = spa.seed("services", name=f"{CANARY}-service", description=f"{CANARY}-description")
    tag = spa.seed("tags", name=f"{CANARY}-tag")
    spa.seed_custom_field("skin", "Skin")
    ada = spa.seed_client(
        "Ada",
        "Moss",
        primaryLocationId=place,
        externalId=f"{CANARY}-externalId",
        schedulingAlert=f"{CANARY}-schedulingAlert",
        tagIds=[tag],
        custom={"skin": f"{CANARY}-custom"},
    )
    spa.seed_note(ada, f"{CANARY}-note")
    booked = spa.seed_appointment(
        ada,
        place,
        START + timedelta(days=1),
        staffId=doctor,
        serviceIds=[botox],
        tagIds=[tag],
        notes=f"{CANARY}-notes",
        clientMessage=f"{CANARY}-message",
        custom={"skin": f"{CANARY}-custom"},
    )
    spa.cancel(booked, "NO_SHOW", notes=f"{CANARY}-cancellation")
    spa.seed(
        "memberships",
        name=f"{CANARY}-plan",
        clientId=ada,
        locationId=place,
        statusReason="CLIENT_REQUESTED_MEDICAL",
        statusReasonCustom=f"{CANARY}-reason",
        productId=f"{CANARY}-product",
    )
    spa.seed("orders", clientId=ada, locationId=place, number=f"{CANARY}-1", note=f"{CANARY}-note")
    for stream in STREAMS.values():
        spa.upgrade(stream.thing, "fresh", f"{CANARY}-new")
    return spa


def everything(office: Connector, *more: str) -> str:
    """Return all that a connection can be made to say of records, as text, but for the business's
    own fields: of those it knows not which somebody has classified.
    """
    told = []
    for stream in office.streams():
        fields = office.schema(stream).fields.items()
        names = [*(name for name, field in fields if not field.custom), *more]
        told += [repr(page) for page in office.read(stream, None, names)]
        ids = [one for page in office.ids(stream) for one in page]
        told.append(repr(office.fetch(stream, ids, names)))
        for one in ids:
            write = Write(WriteKind.UPDATE, stream, {"firstName": "Adah"}, id=one)
            told.append(repr(office.write([write])))
    return "".join(told)


def test_no_canary_of_a_blocked_field_is_in_a_record(
    planted: BoulevardSimulator, office: Connector
) -> None:
    """(P10)"""
    told = everything(office, "notes", "tags", "customFields", "custom", "fresh", "client/dob")
    assert "Adah" in told
    assert CANARY not in told
    assert "CLIENT_REQUESTED_MEDICAL" not in told


def test_a_canary_in_an_allowed_field_would_be_found(
    planted: BoulevardSimulator, office: Connector
) -> None:
    planted.seed_client(f"{CANARY}-first", "Moss")
    assert CANARY in everything(office)


def test_no_request_names_what_is_blocked(planted: BoulevardSimulator, office: Connector) -> None:
    """(P10) With every field asked for that there is."""
    everything(office)
    asked = [
        text for text in documents(planted) if not text.startswith(("query Shape", "query Ow"))
    ]
    assert len(asked) > 20
    for text in asked:
        thing = text.split()[1].partition("(")[0].removesuffix("List").removesuffix("ById")
        named = {match[0] for match in NEVER.finditer(text)} - MAY_BE_NAMED.get(thing, set())
        assert not named, text


def test_a_request_names_only_what_a_mapping_asks_for(
    planted: BoulevardSimulator, office: Connector
) -> None:
    """(P10)"""
    records(office, "clients", "email")
    (text,) = documents(planted)
    node = text.partition("node {")[2].replace("}", " ").split()
    assert sorted(set(node) - {"{"}) == sorted(
        ["id", "updatedAt", "active", "mergedIntoClientId", "primaryLocation", "email"]
    )


@pytest.mark.parametrize("stream", STREAMS)
def test_no_document_can_be_made_that_names_a_blocked_field(stream: str) -> None:
    """(P10) Whoever asks, and however he calls it."""
    found = STREAMS[stream]
    lines = objects()[found.thing]
    blocked = {name for name, line in lines.items() if line.admission == "block"}
    asked = question(stream, [*lines, *found.fields, *(f"{name}/id" for name in lines)])
    assert not blocked & set(asked.node)
    assert not {path.split("/")[0] for path in found.allowed} & blocked


def test_a_field_that_is_blocked_later_is_not_asked_for_although_it_could_be_read(
    spa: BoulevardSimulator, office: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(P10) The classification decides, not the table of what can be read."""
    more = columns("Client", "notes | Notes | t", frozenset())
    clients = STREAMS["clients"]
    clients = replace(clients, columns={**clients.columns, **more})
    assert not {path for path in clients.allowed if path.startswith("notes")}
    monkeypatch.setitem(STREAMS, "clients", clients)
    spa.seed_note(spa.seed_client("Ada", "Moss"), CANARY)
    (ada,) = records(office, "clients", "lastName", "notes")
    assert ada.fields == {"lastName": "Moss"}
    _compiled.cache_clear()


@pytest.mark.parametrize("status", [200, 400, 401, 404, 410, 429, 500])
def test_no_error_takes_a_sentence_along(
    planted: BoulevardSimulator, office: Connector, status: int
) -> None:
    """(P9)"""
    body = {"errors": [{"message": f"{CANARY} Ada Moss is invalid", "path": [CANARY]}]}
    planted.faults.append(Fault("status", status=status, body=body, times=99))
    with pytest.raises(SyncError) as failed:
        records(office, "clients", "firstName")
    told = f"{failed.value}{failed.value!r}{failed.value.__cause__}{failed.value.__context__}"
    assert CANARY not in told
    assert "Ada" not in told


def test_a_row_without_an_id_leaves_no_value_in_the_error(clock: SimulatorClock) -> None:
    """(P9)"""
    with pytest.raises(SyncError) as failed:
        records(connection(answering({"firstName": CANARY, "id": None}), clock), "clients")
    assert CANARY not in f"{failed.value}{failed.value!r}{failed.value.__context__}"


def answering(row: Mapping[str, Any]) -> Any:
    """Return a vendor whose every list is this row."""
    page = {"edges": [{"cursor": "x", "node": row}], "pageInfo": {"hasNextPage": False}}
    return lambda _request: httpx.Response(200, json={"data": {"clients": page}})


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
names = st.sampled_from(sorted(objects()["Client"])) | st.text(max_size=12)
rows = st.dictionaries(names, values, max_size=30).map(
    lambda row: {**row, "id": "urn:blvd:Client:7", "mergedIntoClientId": None}
)
fields = st.sampled_from(sorted(STREAMS["clients"].fields)) | names


@settings(max_examples=150, deadline=None)
@given(rows, st.lists(fields, max_size=10))
def test_what_leaves_is_a_part_of_the_allow_list(row: Mapping[str, Any], asked: list[str]) -> None:
    """(P10) For any payload: keys nobody knows, nesting, other types."""
    office = connection(answering(row), SimulatorClock(START, rate=0.0))
    clients = STREAMS["clients"].fields
    allowed = {name for name, one in clients.items() if one.admission is not Admission.BLOCK}
    for record in records(office, "clients", *asked):
        assert record.fields.keys() <= allowed & set(asked)
        assert not any(isinstance(value, dict | list) for value in record.fields.values())


# -- whom never to send, and what to look through --------------------------------------------------


def test_minors_are_held_back_by_their_date_of_birth(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P10) Which is read for it, though it may not travel."""
    schema = office.schema("clients", discover=False)
    (rule,) = schema.guard.rows
    assert (rule.field, rule.withheld, rule.under) == ("dob", Withheld.MINOR, 18)
    assert schema.fields["dob"].admission is Admission.OPT_IN
    spa.seed_client("Ada", "Moss", dob="2015-02-03")
    (ada,) = records(office, "clients", "firstName", "dob")
    assert ada.fields["dob"] == date(2015, 2, 3)


@pytest.mark.parametrize(
    ("stream", "field", "new"),
    [("appointments", "state", "WAITLISTED"), ("memberships", "status", "FROZEN")],
)
def test_a_record_in_a_state_that_nobody_knows_is_held_back(
    spa: BoulevardSimulator, office: Connector, stream: str, field: str, new: str
) -> None:
    """(P10) Not passed through without its state."""
    (rule,) = office.schema(stream, discover=False).guard.rows
    assert (rule.field, rule.withheld, rule.needed) == (field, Withheld.KIND, True)
    assert rule.only == {choice.value for choice in STREAMS[stream].fields[field].choices}
    place, ada = spa.seed("locations", name="Dover"), spa.seed_client("Ada", "Moss")
    values: dict[str, Any] = {"clientId": ada, "locationId": place, field: new}
    if stream == "appointments":
        values["startAt"] = "2026-11-24T15:00:00.000000Z"
    spa.seed(stream, **values)
    (record,) = records(office, stream, field)
    assert field not in record.fields


def test_what_clients_are_called_is_looked_through_and_places_are_not(office: Connector) -> None:
    guards = {name: office.schema(name, discover=False).guard for name in STREAMS}
    assert guards["clients"].names == {"firstName", "lastName", "name"}
    assert [name for name, guard in guards.items() if not guard.scanned] == ["locations", "staff"]
    for name, guard in guards.items():
        assert guard.names | guard.addresses <= STREAMS[name].columns.keys()


def test_what_is_held_back_tells_why(office: Connector) -> None:
    """(P10)"""
    for stream in STREAMS:
        for name, field in office.schema(stream).fields.items():
            assert field.reason or field.admission is Admission.ALLOW, name
