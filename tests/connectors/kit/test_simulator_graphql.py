"""The simulators' GraphQL: what it reads is what an independent parser reads."""

from typing import Any

import graphql as peer
import pytest

from connectors.kit.simulator.graphql import DocumentError, Selected, parse, project

DOCUMENTS = [
    "{ a }",
    'query { a b(n: 1, s: "x \\" y", l: [1, 2.5], o: {k: UP, t: true, n: null}) { c } }',
    "query Two($id: ID!, $f: Filter) { one: client(id: $id, filter: $f) { id ... on Lead { x } } }",
    "mutation M($input: [In!]!) { make(input: $input) { userErrors { path } } } # a remark",
]
VARIABLES = {"id": "7", "f": {"after": "x"}, "input": [{"a": 1}]}


def theirs(node: Any) -> Any:
    """Return a selection set of the peer's in our words."""
    found = []
    for one in node.selection_set.selections if node.selection_set else ():
        if isinstance(one, peer.InlineFragmentNode):
            found.append(Selected("", "", {}, theirs(one), one.type_condition.name.value))
            continue
        values = {
            a.name.value: peer.value_from_ast_untyped(a.value, VARIABLES) for a in one.arguments
        }
        alias = one.alias.value if one.alias else one.name.value
        found.append(Selected(one.name.value, alias, values, theirs(one)))
    return tuple(found)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_a_document_is_read_as_the_peer_reads_it(text: str) -> None:
    node: Any = peer.parse(text).definitions[0]
    found = parse(text, VARIABLES)
    assert found.selected == theirs(node)
    assert found.kind == node.operation.value
    assert found.name == (node.name.value if node.name else "")


@pytest.mark.parametrize(
    "text", ["", "{", "{ }", "{ a } { b }", "query $ { a }", "{ a(n: ) }", "{ é }"]
)
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        parse(text)


def test_an_answer_has_what_was_asked_for_and_nothing_else() -> None:
    rows = [{"is": "Lead", "id": 1, "x": 5, "y": 6}, {"is": "Client", "id": 2, "x": 7, "y": 8}]
    selected = parse("{ __typename n: id ... on Lead { x } }").selected
    answer = project(rows, selected, lambda row, one: row[one.name], lambda row: row["is"])
    assert answer == [{"__typename": "Lead", "n": 1, "x": 5}, {"__typename": "Client", "n": 2}]
    assert project(None, selected, lambda row, one: row, lambda row: "") is None
