"""GraphQL: what is asked for is what the allow-list names, and a 200 may be a no."""

import graphql as peer
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.kit.graphql import (
    GraphQL,
    Row,
    document,
    joined,
    judge,
    render,
    select,
    tree,
    under,
)
from connectors.kit.http import ApiClient
from connectors.kit.limits import RateBudget
from connectors.kit.simulator import Fault, FaultScript, Response, SimulatorClock
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError
from core.jobs import JobContext

NAMES = st.sampled_from(["id", "name", "city", "items(first: 5)", "... on Text", "nodes"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), min_size=1, max_size=8)
ONE = document("query", "One", under("client(id: $id)", tree(["id"])), "$id: ID!")
MAKE = document("mutation", "Make", under("clientCreate(input: {})", tree(["client/id"])))


def leaves(node: peer.Node, above: str = "") -> set[str]:
    """Return the paths of what a parsed document asks for."""
    selections = getattr(getattr(node, "selection_set", None), "selections", ())
    if not selections:
        return {above}
    found: set[str] = set()
    for one in selections:
        if isinstance(one, peer.InlineFragmentNode):
            name = f"... on {one.type_condition.name.value}"
        else:
            text = peer.print_ast(peer.FieldNode(name=one.name, arguments=one.arguments))
            name = text.strip()
        found |= leaves(one, f"{above}/{name}" if above else name)
    return found


@given(PATHS)
def test_a_document_asks_for_the_paths_and_nothing_else(paths: list[str]) -> None:
    """(P9) An independent parser reads the same paths; one that goes on is no leaf."""
    ends = {one for one in paths if not any(two.startswith(f"{one}/") for two in paths)}
    ends = {one for one in ends if not one.rsplit("/")[-1].startswith("...")}
    text = render(select([*ends, "id"], {*ends, "id"}))
    parsed = peer.parse(text).definitions[0]
    assert leaves(parsed) == {*ends, "id"} - (
        {"id"} if any(p.startswith("id/") for p in ends) else set()
    )


def test_what_the_allow_list_does_not_name_is_not_asked_for() -> None:
    """(P9)"""
    with pytest.raises(UserActionError) as caught:
        select(["name", "notes"], {"name"})
    assert (caught.value.code, caught.value.detail) == (Code.FIELD_BLOCKED, "notes")


def test_trees_that_meet_are_one() -> None:
    both = joined(tree(["id", "client/id"]), tree(["client/name", "id"]))
    assert render(both) == "{ id client { id name } }"


def read(errors: object, body: Row) -> SyncError | None:
    assert isinstance(errors, list)
    match errors[0].get("message"):
        case "Throttled":
            return TransientError(Code.RATE_LIMITED, retry_after=1.0)
        case "Refused":
            return RefusedError(Code.RECORD_REFUSED)
        case "Harmless":
            return None
        case _:
            return TransientError(Code.UNAVAILABLE)


class Vendor:
    """Answers each request with the next of its bodies."""

    def __init__(self, clock: SimulatorClock, *bodies: object) -> None:
        self.script = FaultScript(clock)
        self.script.faults += [Fault("status", status=200, body=body) for body in bodies]
        self.learnt: list[Row] = []
        api = ApiClient(
            "https://api.example.com",
            translate=lambda status, _headers, _body: SyncError(Code.UNEXPECTED, status=status),
            budget=RateBudget({}, clock),
            job=JobContext(clock=clock),
            transport=httpx.MockTransport(
                lambda request: self.script.apply(request, lambda _: Response(500))
            ),
            judge=judge(read, self.learnt.append),
        )
        self.graphql = GraphQL(api, "/graphql")
        self.api = api


def test_a_reply_is_data_and_extensions(clock: SimulatorClock) -> None:
    vendor = Vendor(clock, {"data": {"client": {"id": "1"}}, "extensions": {"cost": 2}})
    reply = vendor.graphql.ask(ONE, {"id": "1"})
    assert (reply.data, reply.extensions) == ({"client": {"id": "1"}}, {"cost": 2})
    sent = vendor.script.log[0].body
    assert sent == {"query": ONE.text, "operationName": "One", "variables": {"id": "1"}}


def test_a_throttled_mutation_did_nothing_and_is_sent_again(clock: SimulatorClock) -> None:
    """(P1)"""
    no = {"errors": [{"message": "Throttled"}], "extensions": {"cost": 9}}
    vendor = Vendor(clock, no, {"data": {}})
    assert vendor.graphql.ask(MAKE).data == {}
    assert vendor.api.refused == 1
    assert vendor.learnt == [{"cost": 9}]


def test_trouble_in_a_mutation_leaves_its_outcome_unknown_and_a_query_is_tried_again(
    clock: SimulatorClock,
) -> None:
    """(P1)"""
    trouble = {"errors": [{"message": "Internal"}]}
    with pytest.raises(SyncError) as caught:
        Vendor(clock, trouble).graphql.ask(MAKE)
    assert caught.value.code is Code.OUTCOME_UNKNOWN
    assert Vendor(clock, trouble, {"data": {}}).graphql.ask(ONE).data == {}


@pytest.mark.parametrize(
    "body", [{}, [], {"data": None}, {"errors": []}, {"data": None, "errors": []}]
)
def test_neither_data_nor_errors_is_no_answer(clock: SimulatorClock, body: object) -> None:
    with pytest.raises(SyncError) as caught:
        Vendor(clock, body).graphql.ask(ONE)
    assert caught.value.code is Code.UNEXPECTED


@pytest.mark.parametrize("errors", [[{"message": "Refused"}], {"message": "Refused"}])
def test_errors_beside_data_refuse_unless_the_vendor_says_otherwise(
    clock: SimulatorClock, errors: object
) -> None:
    with pytest.raises(RefusedError):
        Vendor(clock, {"data": {"client": None}, "errors": errors}).graphql.ask(ONE)
    harmless = {"data": {"client": None}, "errors": [{"message": "Harmless"}]}
    assert Vendor(clock, harmless).graphql.ask(ONE).data == {"client": None}
