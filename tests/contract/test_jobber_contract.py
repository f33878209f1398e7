"""Our requests, and the simulator's answers, against Jobber's published schema."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from connectors.jobber.connector import DISCONNECT
from connectors.jobber.reading import allowed, question, sweep
from connectors.jobber.schema import STREAMS
from connectors.jobber.simulator import JobberSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Write, WriteKind
from tests.contract.end import START
from tests.contract.end_jobber import JOBBER
from tests.contract.jobber_judge import SPEC, BreachError, JobberJudge, validated

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason=f"Jobber's published schema is not at {SPEC}"
)


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def jobber(clock: SimulatorClock) -> JobberSimulator:
    made = JobberSimulator(clock=clock)
    assert JOBBER.more is not None
    JOBBER.more(made)
    return made


@pytest.mark.parametrize("stream", STREAMS)
def test_each_document_of_a_stream_is_as_the_schema_wants_it(stream: str) -> None:
    """Also with each field alone: a mapping may use any of them."""
    standard = STREAMS[stream].standard
    for fields in ([], list(standard), *([name] for name in standard)):
        asked = question(stream, fields)
        for document in (asked.page(), asked.changes(), asked.fetch(2), asked.fetch(1, wide=True)):
            assert validated(document.text).name is not None
    validated(sweep(STREAMS[stream]).text)
    validated(DISCONNECT.text)


def test_the_allow_list_has_nothing_that_the_office_says_in_confidence() -> None:
    """(P10) Notes, attachments, line items and the client hub's pages are never asked for."""
    for stream in STREAMS.values():
        steps = {step.partition("(")[0] for path in allowed(stream) for step in path.split("/")}
        assert not steps & {"notes", "noteAttachments", "lineItems", "clientHubUri", "contacts"}


def test_a_working_day_keeps_to_the_schema(jobber: JobberSimulator, clock: SimulatorClock) -> None:
    judge = JobberJudge(jobber.handle)
    office = JOBBER.open(judge.handle, clock)
    office.account()
    (firm,) = jobber.account.tables["clients"]
    for stream in office.streams():
        fields = list(office.schema(stream).fields)
        pages = list(office.read(stream, None, fields))
        records = [record for page in pages for record in page.records]
        assert records
        assert office.fetch(stream, [record.id for record in records], fields)
        assert list(office.read(stream, pages[-1].cursor, fields))
    values = {"phone": "212-555-0199", "email": "new@example.com", "city": "Lewes"}
    for write in (
        Write(WriteKind.UPDATE, "companies", values, id=firm),
        Write(WriteKind.CREATE, "companies", {"companyName": "Quill Ltd", **values}),
        Write(WriteKind.CREATE, "requests", {"title": "Roof"}, references={"client_company": firm}),
        Write(WriteKind.ARCHIVE, "companies", {}, id=firm),
    ):
        (outcome,) = office.write([write])
        assert outcome.refusal is None
    office.revoke()
    office.close()
    assert {"ClientEdit", "ClientCreate", "RequestCreate", "ClientArchive"} <= set(judge.operations)
    assert len(judge.operations) >= 15
    assert judge.judged > 30


def text_number(body: Any) -> None:
    body["data"]["clients"]["nodes"][0]["balance"] = "12.50"


def unknown_field(body: Any) -> None:
    body["data"]["clients"]["nodes"][0]["nickname"] = "Annie"


def lacking(body: Any) -> None:
    del body["data"]["clients"]["nodes"][0]["firstName"]


def nothing(body: Any) -> None:
    body["data"]["clients"]["nodes"][0]["firstName"] = None


def unknown_kind(body: Any) -> None:
    body["data"]["clients"]["nodes"][0]["emails"][0]["primary"] = "yes"


def no_cost(body: Any) -> None:
    del body["extensions"]["cost"]["throttleStatus"]["restoreRate"]


@pytest.mark.parametrize(
    "plant", [text_number, unknown_field, lacking, nothing, unknown_kind, no_cost]
)
def test_a_planted_fault_in_an_answer_is_caught(
    jobber: JobberSimulator, clock: SimulatorClock, plant: Callable[[Any], None]
) -> None:
    def spoiled(request: httpx.Request) -> httpx.Response:
        body = jobber.handle(request).json()
        plant(body)
        return httpx.Response(200, json=body)

    office = JOBBER.open(JobberJudge(spoiled).handle, clock)
    with pytest.raises(BreachError):
        list(office.read("persons", None, ["firstName", "balance", "email"]))


@pytest.mark.parametrize(
    "text",
    [
        "{ clients(first: 1) { nodes { shoeSize } } }",
        "{ jobs(first: 1, filter: {updatedAt: {after: null}}) { nodes { id } } }",
        "query One($id: String!) { client(id: $id) { id } }",
        "{ quotes(first: 1, sort: [{key: UPDATED_AT, direction: DESCENDING}]) { nodes { id } } }",
        "mutation { clientCreate(input: {shoeSize: 7}) { client { id } } }",
        "{ clients(first: 1) { nodes } }",
    ],
)
def test_a_document_that_the_schema_does_not_know_is_caught(text: str) -> None:
    with pytest.raises(BreachError):
        validated(text)
