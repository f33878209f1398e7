"""What bad input gets: each refusal of Jobber's has a code, and takes no content along."""

import httpx
import pytest

from connectors.jobber import VERSION
from connectors.jobber.errors import read_errors, refusal, translate
from connectors.jobber.simulator import ACCOUNT_ID, JobberSimulator
from connectors.kit.simulator import Fault
from core.connector import Connector
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError
from tests.connectors.jobber.conftest import Connect, only, pages, records

SECRET = "Zebediah Quatermass"


def graph_error(message: str, **more: object) -> Fault:
    return Fault("status", status=200, body={"errors": [{"message": message, **more}]}, times=99)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"message": "User has disconnected this app from their account. Please delete this "
          "token"}, 401, Code.SIGN_IN_ENDED),
        ({"error": {"message": "This account is not active"}}, 401, Code.ACCOUNT_GONE),
        ({"error": "invalid_request"}, 401, Code.TOKEN_REJECTED),
        ({"errors": [{"message": "X-JOBBER-GRAPHQL-VERSION is missing"}]}, 400,
         Code.VERSION_RETIRED),
        ({"errors": [{"message": SECRET}]}, 400, Code.UNEXPECTED),
        ({"message": "Service temporarily unavailable"}, 503, Code.UNAVAILABLE),
        ("429 Too Many Requests", 429, Code.RATE_LIMITED),
        ("<html>maintenance</html>", 503, Code.UNAVAILABLE),
        ({"message": SECRET}, 403, Code.NOT_PERMITTED),
        (SECRET, 404, Code.UNEXPECTED),
        (None, 418, Code.UNEXPECTED),
    ],
)  # fmt: skip
def test_a_refusal_has_its_code(body: object, status: int, code: Code) -> None:
    error = translate(status, {}, body)
    assert error.code is code
    assert SECRET not in f"{error}{error!r}{error.__dict__}"


def test_a_plan_without_the_api_is_called_not_permitted(
    office: Connector, jobber: JobberSimulator
) -> None:
    jobber.faults.append(Fault("status", status=403, path="graphql"))
    with pytest.raises(UserActionError) as refused:
        office.account()
    assert refused.value.code is Code.NOT_PERMITTED


def test_a_missing_scope_is_named_and_the_account_says_what_may_be_read(
    office: Connector, jobber: JobberSimulator
) -> None:
    """The right key without permission."""
    jobber.graph.hidden |= {"Query.quotes", "Query.users"}
    account = office.account()
    assert account.id == ACCOUNT_ID
    assert account.notes == (Code.SCOPE_MISSING.value,)
    assert "read_clients" in account.scopes
    assert not {"read_quotes", "read_users"} & set(account.scopes)
    with pytest.raises(UserActionError) as refused:
        pages(office, "quotes", "title")
    assert (refused.value.code, refused.value.detail) == (Code.SCOPE_MISSING, "Query.quotes")


def test_a_field_that_is_hidden_is_named(office: Connector, jobber: JobberSimulator) -> None:
    """(P1) It would read as empty otherwise."""
    client = jobber.seed_client("Bea", "Moss")
    eva = jobber.seed_user("Eva", "Moss", "eva@example.com")
    jobber.seed_request(client, "Roof", salesperson=eva)
    jobber.graph.hidden.add("Request.salesperson")
    with pytest.raises(UserActionError) as refused:
        pages(office, "requests", "salesperson_email")
    assert refused.value.detail == "Request.salesperson"
    assert only(office, "requests", "title").fields == {"title": "Roof"}


def test_data_beside_errors_are_not_taken_for_the_whole(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P1)"""
    body = {"data": {"clients": {"nodes": [], "pageInfo": {}}}, "errors": [{"message": SECRET}]}
    jobber.faults.append(Fault("status", status=200, body=body, path="graphql", times=99))
    with pytest.raises(SyncError) as failed:
        records(office, "persons")
    assert failed.value.code is Code.UNEXPECTED
    assert SECRET not in f"{failed.value}{failed.value.__dict__}"


@pytest.mark.parametrize(
    ("message", "code", "detail"),
    [
        ("Field 'fax' doesn't exist on type 'Client'", Code.VERSION_RETIRED, "Client.fax"),
        ("InputObject 'Filter' doesn't accept argument 'x'", Code.VERSION_RETIRED, "Filter.x"),
        ("This account is not active", Code.ACCOUNT_GONE, None),
        (f"Something went wrong with {SECRET}", Code.UNEXPECTED, None),
    ],
)
def test_an_error_with_a_200_has_its_code(
    office: Connector, jobber: JobberSimulator, message: str, code: Code, detail: str | None
) -> None:
    """What the version does not know is named."""
    jobber.faults.append(graph_error(message))
    with pytest.raises(SyncError) as failed:
        records(office, "persons", "firstName")
    assert (failed.value.code, failed.value.detail) == (code, detail)


def test_a_version_past_its_life_still_reads_and_the_account_says_so(
    connect: Connect, jobber: JobberSimulator
) -> None:
    """Jobber answers by the oldest that it has, with a warning; another may be set."""
    jobber.seed_client("Bea", "Moss")
    old = connect(api_version="2023-01-01")
    assert Code.VERSION_RETIRED.value in old.account().notes
    assert only(old, "persons", "firstName").fields == {"firstName": "Bea"}
    assert connect().account().notes == ()


def test_the_version_is_said_with_every_request(connect: Connect, jobber: JobberSimulator) -> None:
    said: list[str | None] = []

    def listening(request: httpx.Request) -> httpx.Response:
        said.append(request.headers.get("x-jobber-graphql-version"))
        return jobber.handle(request)

    connect(listening).account()
    connect(listening, api_version="2026-05-12").account()
    assert said == [VERSION, "2026-05-12"]


def test_an_id_that_is_none_spoils_no_other(office: Connector, jobber: JobberSimulator) -> None:
    """(P7)"""
    people = [jobber.seed_client(f"Ana{number}", "Ruiz") for number in range(20)]
    found = office.fetch("persons", [*people[:7], "1", *people[7:], "no id"], ["firstName"])
    assert sorted(found) == sorted(people)


def test_a_list_that_leads_nowhere_new_is_not_followed_for_ever(
    office: Connector, jobber: JobberSimulator
) -> None:
    body = {"data": {"clients": {"nodes": [], "pageInfo": {"hasNextPage": True}}}}
    jobber.faults.append(Fault("status", status=200, body=body, path="graphql", times=99))
    with pytest.raises(SyncError) as failed:
        records(office, "persons")
    assert failed.value.code is Code.UNEXPECTED


def test_a_cursor_that_jobber_no_longer_knows_begins_the_reading_again(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P1)"""
    for number in range(150):
        jobber.seed_client(f"Ana{number}", "Ruiz")
    page = next(iter(office.read("persons", None, ["firstName"])))
    jobber.faults.append(
        Fault(
            "status",
            status=200,
            body={
                "errors": [{"message": "Variable $after of type String was provided invalid value"}]
            },
            path="graphql",
        )
    )
    assert len(records(office, "persons", "firstName", since=page.cursor)) == 150


def test_the_words_of_a_throttled_answer_say_how_long() -> None:
    status = {"maximumAvailable": 10000, "currentlyAvailable": 1000, "restoreRate": 500}
    cost = {"requestedQueryCost": 4000, "actualQueryCost": 0, "throttleStatus": status}
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    error = read_errors(errors, {"extensions": {"cost": cost}})
    assert isinstance(error, TransientError)
    assert error.retry_after == 6.0
    too_much = read_errors(errors, {"extensions": {"cost": {**cost, "requestedQueryCost": 10001}}})
    assert isinstance(too_much, RefusedError)
    unsaid = read_errors(errors, {})
    assert isinstance(unsaid, TransientError)
    assert unsaid.retry_after is None


def test_a_user_error_names_our_field_and_not_its_sentence() -> None:
    errors = [{"message": SECRET, "path": ["input", "emailsToEdit", "0", "address"]}]
    found = refusal(errors, {"emailsToEdit": "email", "address": "email"})
    assert (found.code, found.field) == (Code.VALUE_INVALID, "email")
    assert refusal([{"message": SECRET, "path": ["input"]}], {}).code is Code.RECORD_REFUSED
    assert refusal([{}], {}).code is Code.RECORD_REFUSED
