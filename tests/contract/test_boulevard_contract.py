"""Our requests, and the simulator's answers, against Boulevard's published schema."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from connectors.boulevard.reading import question
from connectors.boulevard.simulator import BoulevardSimulator
from connectors.boulevard.streams import STREAMS
from connectors.kit.simulator import SimulatorClock
from core.connector import Write, WriteKind
from tests.contract.boulevard_judge import SPEC, BoulevardJudge, BreachError, validated
from tests.contract.end import START
from tests.contract.end_boulevard import BOULEVARD

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason=f"Boulevard's published schema is not at {SPEC}"
)
OWN = ("BOOLEAN", "DATETIME", "FLOAT", "INTEGER", "MULTISELECT", "SELECT", "TEXT")


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def spa(clock: SimulatorClock) -> BoulevardSimulator:
    made = BoulevardSimulator(clock=clock)
    assert BOULEVARD.more is not None
    BOULEVARD.more(made)
    return made


@pytest.mark.parametrize("stream", STREAMS)
def test_each_document_of_a_stream_is_as_the_schema_wants_it(stream: str) -> None:
    """Also with each field alone: a mapping may use any of them."""
    names = list(STREAMS[stream].columns)
    for fields in ([], names, *([name] for name in names)):
        asked = question(stream, fields)
        validated(asked.list.text)
        validated(asked.by_ids(1).text)
        validated(asked.by_ids(50).text)


@pytest.mark.parametrize("stream", ["clients", "appointments"])
def test_and_so_are_those_with_fields_of_the_businesss_own(stream: str) -> None:
    own = {f"custom.{kind.lower()}": kind for kind in OWN}
    asked = question(stream, own, own)
    assert len(asked.columns) == len(OWN)
    validated(asked.list.text)


def test_a_working_day_keeps_to_the_schema(spa: BoulevardSimulator, clock: SimulatorClock) -> None:
    judge = BoulevardJudge(spa.handle)
    office = BOULEVARD.open(judge.handle, clock)
    office.account()
    for stream in office.streams():
        fields = list(office.schema(stream).fields)
        pages = list(office.read(stream, None, fields))
        records = [record for page in pages for record in page.records]
        assert records
        assert office.fetch(stream, [record.id for record in records], fields)
        clock.advance(86_400)
        assert list(office.read(stream, pages[-1].cursor, fields))
        assert list(office.ids(stream))
    values = {"mobilePhone": "212-555-0199", "email": "new@example.com", "lastName": None}
    bea = next(iter(spa.business.tables["clients"]))
    (outcome,) = office.write([Write(WriteKind.UPDATE, "clients", values, id=bea)])
    assert outcome.refusal is None
    (outcome,) = office.write([Write(WriteKind.UPDATE, "clients", {"email": "x"}, id=bea)])
    assert outcome.refusal is not None
    office.revoke()
    office.close()
    assert len(judge.operations) == 15
    assert judge.judged > 40


def unknown_field(node: Any) -> None:
    node["nickname"] = "Annie"


def lacking(node: Any) -> None:
    del node["firstName"]


def nothing(node: Any) -> None:
    node["active"] = None


def no_time(node: Any) -> None:
    node["updatedAt"] = "2026-11-24"


def no_flag(node: Any) -> None:
    node["marketingSettings"][0]["email"] = "yes"


def no_word(node: Any) -> None:
    node["marketingSettings"][0]["type"] = "SPAM"


def no_list(node: Any) -> None:
    node["marketingSettings"] = {}


def no_phone(node: Any) -> None:
    node["mobilePhone"] = "212-555-0140"


@pytest.mark.parametrize(
    "plant", [unknown_field, lacking, nothing, no_time, no_flag, no_word, no_list, no_phone]
)
def test_a_planted_fault_in_an_answer_is_caught(
    spa: BoulevardSimulator, clock: SimulatorClock, plant: Callable[[Any], None]
) -> None:
    def spoiled(request: httpx.Request) -> httpx.Response:
        body = spa.handle(request).json()
        plant(body["data"]["clients"]["edges"][0]["node"])
        return httpx.Response(200, json=body)

    office = BOULEVARD.open(BoulevardJudge(spoiled).handle, clock)
    with pytest.raises(BreachError):
        list(office.read("clients", None, ["firstName", "mobilePhone", "marketing.email"]))


@pytest.mark.parametrize(
    "text",
    [
        "{ clients(first: 1) { edges { node { shoeSize } } } }",
        "{ appointments(first: 1) { edges { node { id } } } }",
        "query One($id: String!) { client(id: $id) { id } }",
        "{ appointment(id: 1) { updatedAt } }",
        "mutation { updateClient(input: {shoeSize: 7}) { client { id } } }",
        "{ clients(first: 1) { edges } }",
    ],
)
def test_a_document_that_the_schema_does_not_know_is_caught(text: str) -> None:
    with pytest.raises(BreachError):
        validated(text)


def test_a_variable_that_is_not_of_its_type_is_caught(
    spa: BoulevardSimulator, clock: SimulatorClock
) -> None:
    judge = BoulevardJudge(spa.handle)
    text = "query P($first: Int!) { clients(first: $first) { edges { cursor } } }"
    for first in ("ten", None):
        body = {"query": text, "operationName": "P", "variables": {"first": first}}
        url = "https://dashboard.boulevard.io/api/2020-01/admin"
        request = httpx.Request("POST", url, json=body, headers={"authorization": "Basic x"})
        with pytest.raises(BreachError):
            judge.handle(request)
