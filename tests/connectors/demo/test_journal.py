"""The journal keeps what changed something, by REST and by GraphQL, and nothing else."""

from pathlib import Path

import pytest

from connectors.demo.journal import Journal, Traffic, again
from connectors.kit.simulator import Request, Response

TRAFFIC = Traffic(reads=("/search",), sign_ins=("/oauth/",), graphql="/api/graphql")
BASE = "http://127.0.0.1"


def post(path: str, body: object = None) -> Request:
    return Request("POST", BASE + path, json=body)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "written.jsonl")


def kept(journal: Journal, request: Request, response: Response | None = None) -> bool:
    """Have one request answered; return whether the journal has it now."""
    answer = response or Response(200, json={"data": {"clientEdit": {"userErrors": []}}})
    assert journal.kept("acme", lambda _request: answer, TRAFFIC)(request) is answer
    return bool(list(journal.entries()))


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", BASE + "/people"),
        post("/people/search", {"name": "Ann"}),
        post("/oauth/token", {"refresh_token": "r"}),
        post("/api/graphql", {"query": "query Q { people { id } }"}),
        post("/api/graphql", {"query": "{ people { id } }"}),
    ],
)
def test_what_changes_nothing_is_not_kept(journal: Journal, request_: Request) -> None:
    assert not kept(journal, request_)


@pytest.mark.parametrize(
    "request_",
    [
        post("/people", {"name": "Ann"}),
        Request("DELETE", BASE + "/people/1"),
        post("/api/graphql", {"query": "mutation M { clientEdit { id } }", "variables": {}}),
        post("/api/graphql", {"query": "fragment F on Client { id }\nmutation { edit { ...F } }"}),
    ],
)
def test_what_changes_something_is_kept(journal: Journal, request_: Request) -> None:
    assert kept(journal, request_)


@pytest.mark.parametrize(
    "response",
    [
        Response(429),
        Response(200, json={"errors": [{"extensions": {"code": "THROTTLED"}}]}),
        Response(200, json={"errors": [{"message": "no"}], "data": None}),
    ],
)
def test_what_was_refused_is_not_kept(journal: Journal, response: Response) -> None:
    asked = post("/api/graphql", {"query": "mutation { edit { id } }"})
    assert not kept(journal, asked, response)


def test_it_is_done_again_with_what_makes_a_request_welcome_today(journal: Journal) -> None:
    asked = post("/people?page=2", {"name": "Ann"})
    asked.headers["authorization"] = "Bearer of-yesterday"
    assert kept(journal, asked)
    (entry,) = journal.entries()
    repeated = again(entry, {"x-key": "today"})
    assert (repeated.method, str(repeated.url)) == ("POST", BASE + "/people?page=2")
    assert repeated.read() == asked.content
    assert repeated.headers["x-key"] == "today"
    assert "authorization" not in repeated.headers
