"""The simulator behaves as Jobber is known to: transport, limits, lists, errors and writes."""

import httpx
import pytest

from connectors.jobber.simulator import JobberSimulator
from connectors.jobber.simulator.profile import BUCKET, Profile
from connectors.kit.simulator import SimulatorClock
from tests.connectors.jobber_simulator.conftest import START, Ask, client, said

CLIENTS = "{ clients(first: 10) { nodes { id } } }"
PAGE = (
    "query P($after: String, $filter: ClientFilterAttributes) { clients(first: 2, after: $after, "
    "filter: $filter) { nodes { firstName } pageInfo { endCursor hasNextPage } totalCount } }"
)
EDIT = (
    "mutation E($clientId: EncodedId!, $input: ClientEditInput!) { clientEdit(clientId: $clientId,"
    " input: $input) { client { id firstName } userErrors { message path } } }"
)
CREATE = (
    "mutation C($input: ClientCreateInput!) { clientCreate(input: $input) { client { id } "
    "userErrors { message path } } }"
)
PLACE = {"street1": "1 Wren Lane"}


# -- transport ------------------------------------------------------------------------------------


def test_only_posted_json_with_a_version_is_answered(
    web: httpx.Client, jobber: JobberSimulator
) -> None:
    assert web.get("/api/graphql").status_code == 404
    assert web.post("/api/graphql", content="{ account { id } }").status_code == 400
    del web.headers["X-JOBBER-GRAPHQL-VERSION"]
    answer = web.post("/api/graphql", json={"query": CLIENTS})
    assert answer.status_code == 400
    assert "X-JOBBER-GRAPHQL-VERSION" in said(answer.json())


def test_a_version_that_is_no_more_is_answered_by_the_oldest_with_a_warning(
    jobber: JobberSimulator, ask: Ask
) -> None:
    web = client(jobber, **{"X-JOBBER-GRAPHQL-VERSION": "2023-01-01"})
    told = web.post("/api/graphql", json={"query": CLIENTS}).json()["extensions"]["versioning"]
    assert told["version"] == jobber.versions[0]
    assert told["warning"]
    assert ask(CLIENTS)["extensions"]["versioning"] == {"version": "2026-05-12"}


# -- limits ---------------------------------------------------------------------------------------


def test_each_answer_says_what_it_cost_and_what_is_left(
    ask: Ask, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    jobber.seed_client("Bea", "Moss")
    cost = ask("{ clients(first: 10) { nodes { id firstName } pageInfo { endCursor } } }")
    cost = cost["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (22, 4)
    left = cost["throttleStatus"]
    assert left == {"maximumAvailable": 10_000, "currentlyAvailable": 9_996, "restoreRate": 500}
    clock.advance(1)
    assert jobber.bucket.left == BUCKET


def test_what_is_not_there_is_throttled_with_a_200_and_costs_nothing(
    ask: Ask, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    jobber.bucket.drain(BUCKET)
    body = ask(CLIENTS)
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in body
    assert body["extensions"]["cost"]["actualQueryCost"] == 0
    clock.advance(0.1)
    assert ask(CLIENTS)["data"]


def test_a_query_over_the_bucket_is_throttled_always(ask: Ask, clock: SimulatorClock) -> None:
    nested = "clientProperties { nodes { id name } }"  # without `first` it counts as a hundred
    for _ in range(2):
        body = ask(f"{{ clients {{ nodes {{ id {nested} }} }} }}")
        assert body["extensions"]["cost"]["requestedQueryCost"] == 20_100
        assert said(body) == "Throttled"
        clock.advance(60)


def test_the_2501st_request_in_five_minutes_is_turned_away_in_plain_text(
    web: httpx.Client, clock: SimulatorClock
) -> None:
    for _ in range(2_500):
        web.post("/api/graphql", json={"query": "{ account { id } }"})
    answer = web.post("/api/graphql", json={"query": "{ account { id } }"})
    assert (answer.status_code, answer.text) == (429, "429 Too Many Requests")
    clock.advance(301)
    assert web.post("/api/graphql", json={"query": "{ account { id } }"}).status_code == 200


# -- lists ----------------------------------------------------------------------------------------


def test_pages_stay_as_they_are_while_records_are_added(ask: Ask, jobber: JobberSimulator) -> None:
    for name in "ABC":
        jobber.seed_client(name, "Ruiz")
    first = ask(PAGE)["data"]["clients"]
    jobber.seed_client("D", "Ruiz")
    second = ask(PAGE, after=first["pageInfo"]["endCursor"])["data"]["clients"]
    names = [row["firstName"] for page in (first, second) for row in page["nodes"]]
    assert names == ["A", "B", "C", "D"]
    assert second["pageInfo"]["hasNextPage"] is False
    empty = ask(PAGE, after=second["pageInfo"]["endCursor"])["data"]["clients"]
    assert empty["nodes"] == []
    assert empty["pageInfo"] == {"endCursor": None, "hasNextPage": False}


def test_a_hundred_and_first_is_not_answered(ask: Ask, jobber: JobberSimulator) -> None:
    for number in range(120):
        jobber.seed_client(f"Ana{number}", "Ruiz")
    query = "{ clients(first: 101) { nodes { id } totalCount } }"
    listed = ask(query)["data"]["clients"]
    assert (len(listed["nodes"]), listed["totalCount"]) == (100, 120)
    strict = JobberSimulator(clock=jobber.clock, profile=Profile(caps_pages=False))
    body = client(strict).post("/api/graphql", json={"query": query}).json()
    assert "first" in said(body)


@pytest.mark.parametrize(
    "query",
    [
        '{ clients(filter: {updatedAt: {gte: "2026-01-01T00:00:00Z"}}) { nodes { id } } }',
        '{ jobs(filter: {updatedAt: {after: "2026-01-01T00:00:00Z"}}) { nodes { id } } }',
    ],
)
def test_what_a_filter_does_not_have_is_refused(ask: Ask, query: str) -> None:
    assert "doesn't accept argument" in said(ask(query))


def test_a_filter_by_time_is_strict(ask: Ask, jobber: JobberSimulator) -> None:
    jobber.seed_client("Bea", "Moss", updated=START)
    found = [
        len(ask(PAGE, filter={"updatedAt": {"after": at}})["data"]["clients"]["nodes"])
        for at in ("2026-11-24T14:59:59Z", "2026-11-24T15:00:00Z")
    ]
    assert found == [1, 0]


def test_jobs_are_sorted_by_their_change(
    ask: Ask, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    home = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(home, PLACE)
    jobs = [jobber.seed_job(home, place, name) for name in "AB"]
    clock.advance(60)
    jobber.edit(jobs[0], title="C")
    query = (
        "{ jobs(first: 5, sort: [{key: UPDATED_AT, direction: DESCENDING}]) { nodes { title } } }"
    )
    assert [row["title"] for row in ask(query)["data"]["jobs"]["nodes"]] == ["C", "B"]
    assert "sort" in said(ask(query.replace("jobs", "quotes")))


def test_the_archived_are_listed_unless_they_are_filtered_and_the_destroyed_are_gone(
    ask: Ask, jobber: JobberSimulator
) -> None:
    here, away, gone = (jobber.seed_client(name, "Ruiz") for name in "ABC")
    jobber.archive(away)
    jobber.destroy(gone)
    listed = ask(PAGE)["data"]["clients"]["nodes"]
    assert [row["firstName"] for row in listed] == ["A", "B"]
    kept = ask(PAGE, filter={"isArchived": False})["data"]["clients"]["nodes"]
    assert [row["firstName"] for row in kept] == ["A"]
    one = "query One($id: EncodedId!) { client(id: $id) { firstName } }"
    assert ask(one, id=gone)["data"] == {"client": None}
    assert ask(one, id=here)["data"]["client"] == {"firstName": "A"}


# -- errors ---------------------------------------------------------------------------------------


def test_what_is_no_id_is_refused_as_a_variable(ask: Ask) -> None:
    body = ask("query One($id: EncodedId!) { client(id: $id) { id } }", id="1")
    assert said(body) == "Variable $id of type EncodedId! was provided invalid value"
    assert body["errors"][0]["extensions"]["value"] == "1"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{ clients(first: 1) { nodes { shoeSize } } }", "Field 'shoeSize' doesn't exist on type"),
        ("{ dogs { id } }", "Field 'dogs' doesn't exist on type 'Query'"),
        ("mutation { dogCreate { id } }", "Field 'dogCreate' doesn't exist on type 'Mutation'"),
        ("{ clients(first: 1) {", "Parse error"),
    ],
)
def test_what_nobody_knows_is_refused_in_words(
    ask: Ask, jobber: JobberSimulator, query: str, words: str
) -> None:
    jobber.seed_client("Bea", "Moss")
    assert words in said(ask(query))


def test_a_missing_scope_hides_a_field(ask: Ask, jobber: JobberSimulator) -> None:
    jobber.graph.hidden.add("Query.jobs")
    body = ask("{ jobs(first: 1) { nodes { id } } }")
    assert said(body) == "The field jobs on an object of type Query was hidden due to permissions"
    assert body["data"] is None
    assert body["errors"][0]["path"] == ["jobs"]


# -- writes ---------------------------------------------------------------------------------------


def test_the_same_email_makes_two_clients(ask: Ask, jobber: JobberSimulator) -> None:
    given = {"firstName": "Bea", "emails": [{"address": "bea@example.com", "primary": True}]}
    made = [ask(CREATE, input=given)["data"]["clientCreate"]["client"]["id"] for _ in range(2)]
    assert len(set(made)) == 2


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"emails": []}, ["input", "firstName"]),
        (
            {"firstName": "A", "emails": [{"address": "ana at example"}]},
            ["input", "emails", "0", "address"],
        ),
        (
            {"firstName": "A", "phones": [{"number": "212-555-0100", "smsAllowed": True}]},
            ["input", "phones", "0", "smsAllowed"],
        ),
    ],
)
def test_a_client_that_cannot_be_made_is_a_user_error(
    ask: Ask, jobber: JobberSimulator, given: dict[str, object], path: list[str]
) -> None:
    payload = ask(CREATE, input=given)["data"]["clientCreate"]
    assert payload["client"] is None
    assert payload["userErrors"][0]["path"] == path
    assert jobber.account.tables["clients"] == {}


def test_an_email_of_another_client_is_a_user_error_and_changes_nothing(
    ask: Ask, jobber: JobberSimulator
) -> None:
    ana = jobber.seed_client("Ana", "Ruiz", emails=["ana@example.com"])
    bea = jobber.seed_client("Bea", "Moss", emails=["bea@example.com"])
    foreign = jobber.account.tables["clients"][ana]["emails"][0]["id"]
    before = jobber.dump()
    given = {"firstName": "Cara", "emailsToEdit": [{"id": foreign, "address": "x@example.com"}]}
    payload = ask(EDIT, clientId=bea, input=given)["data"]["clientEdit"]
    assert payload["userErrors"][0]["path"] == ["input", "emailsToEdit", "0", "id"]
    assert jobber.dump() == before


def test_an_input_that_nobody_knows_is_refused(ask: Ask, jobber: JobberSimulator) -> None:
    bea = jobber.seed_client("Bea", "Moss")
    body = ask(EDIT, clientId=bea, input={"shoeSize": 7})
    assert said(body) == "InputObject 'ClientEditInput' doesn't accept argument 'shoeSize'"


def test_statuses_follow_the_clock_and_no_time_of_change_moves(
    ask: Ask, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    home = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(home, PLACE)
    jobber.seed_job(home, place, startAt="2026-11-25T15:00:00Z")
    jobber.seed_invoice(home, invoiceStatus="awaiting_payment", dueDate="2026-11-26T00:00:00Z")
    query = (
        "{ jobs(first: 1) { nodes { jobStatus updatedAt } } "
        "invoices(first: 1) { nodes { invoiceStatus updatedAt } } }"
    )
    seen, times = [], set()
    for _ in range(3):
        data = ask(query)["data"]
        (job,), (invoice,) = data["jobs"]["nodes"], data["invoices"]["nodes"]
        seen.append((job["jobStatus"], invoice["invoiceStatus"]))
        times |= {job["updatedAt"], invoice["updatedAt"]}
        clock.advance(86_400)
        jobber.sign_in.add_token("demo-jobber-access", "demo-jobber-refresh")
    assert seen == [
        ("upcoming", "awaiting_payment"),
        ("today", "awaiting_payment"),
        ("late", "past_due"),
    ]
    assert times == {"2026-11-24T15:00:00Z"}


def test_a_state_that_was_kept_comes_back(jobber: JobberSimulator, clock: SimulatorClock) -> None:
    bea = jobber.seed_client("Bea", "Moss", tags=["VIP"])
    jobber.seed_property(bea, PLACE)
    other = JobberSimulator(clock=clock)
    other.restore(jobber.dump())
    assert other.dump() == jobber.dump()
    assert other.seed_client("Cara", "Ruiz") == jobber.seed_client("Cara", "Ruiz")
