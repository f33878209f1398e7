"""Holds a conversation with Jobber against its published schema: every document is validated, its
variables are coerced, and every answer is walked beside the document.

The schema is a transcription of a part; it is read where the workshop keeps it, and nothing of it
belongs to this project. ADDED says what its own remarks leave out and why we know of it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import graphql
import httpx
import msgspec
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"
SPEC = SPECS / "jobber" / "jobber_subset_2025-04-16.graphql"
PATH = "/api/graphql"
KINDS = ("Area", "Dropdown", "Link", "Numeric", "Text", "TrueFalse")

# The transcription says of this type that it is a union of six; their fields, and that a value
# names its configuration, are in several public programs that ask for them.
ONE_TYPE = re.compile(r"^type CustomFieldConfiguration \{.*$", re.MULTILINE)
ADDED = "union CustomFieldConfiguration = " + " | ".join(
    f"CustomFieldConfiguration{kind}" for kind in KINDS
)
ADDED += "".join(
    f"\ntype CustomFieldConfiguration{kind} {{ id: EncodedId! name: String! appliesTo: String!"
    f" archived: Boolean!{' dropdownOptions: [String!]!' if kind == 'Dropdown' else ''} }}"
    f"\nextend type CustomField{kind} {{"
    f" customFieldConfiguration: CustomFieldConfiguration{kind} }}"
    for kind in KINDS
)


class BreachError(AssertionError):
    """What was said is not what the schema says."""


class JobberJudge:
    """Stands before a handler; raises BreachError where a request or an answer breaks the rules.

    The pages of the sign-in and answers that are no GraphQL's pass unjudged. `judged` counts
    conversations, and `operations` which were judged.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        self._handle = handle
        self.judged = 0
        self.operations: Counter[str] = Counter()

    def handle(self, request: httpx.Request) -> httpx.Response:
        response = self._handle(request)
        if request.url.path == PATH and response.status_code == 200:
            self._judge(request, response)
            self.judged += 1
        return response

    def _judge(self, request: httpx.Request, response: httpx.Response) -> None:
        need(request.method == "POST", "no POST")
        need(request.headers.get("authorization", "").startswith("Bearer "), "no token")
        need(bool(request.headers.get("x-jobber-graphql-version")), "no version")
        body = msgspec.json.decode(request.content)
        need(body.keys() <= {"query", "operationName", "variables"}, "more than a document")
        operation = validated(body["query"])
        self.operations[body["operationName"]] += 1
        answer = msgspec.json.decode(response.content)
        check_cost(answer.get("extensions") or {})
        if answer.get("data") is None:  # what was refused may well have been asked wrongly
            need(bool(answer.get("errors")), "neither data nor errors")
            return
        declared = graphql.get_variable_values(
            schema(), operation.variable_definitions, dict(body.get("variables") or {})
        )
        need(not isinstance(declared, list), f"a variable is not of its type: {declared}")
        is_query = operation.operation.value == "query"
        root = schema().query_type if is_query else schema().mutation_type
        assert root is not None
        check_object(root, operation.selection_set, answer["data"], operation.operation.value)


def check_cost(extensions: Mapping[str, Any]) -> None:
    """Raise BreachError unless the answer says what it cost, with all three figures of the rest."""
    cost = extensions.get("cost", {})
    need({"requestedQueryCost", "actualQueryCost"} <= cost.keys(), "no cost")
    status = cost.get("throttleStatus", {})
    need(status.keys() == {"maximumAvailable", "currentlyAvailable", "restoreRate"}, "no rest")


@cache
def schema() -> GraphQLSchema:
    text = SPEC.read_text(encoding="utf-8")
    replaced, count = ONE_TYPE.subn(ADDED, text)
    assert count == 1
    return graphql.build_schema(replaced)


def validated(text: str) -> OperationDefinitionNode:
    """Return the one operation of a document, which is as the schema wants it."""
    parsed = graphql.parse(text)
    errors = graphql.validate(schema(), parsed)
    need(not errors, "; ".join(error.message for error in errors))
    (operation,) = parsed.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation


def check_object(
    type: GraphQLObjectType, selected: SelectionSetNode, row: Mapping[str, Any], path: str
) -> None:
    """Raise BreachError unless a row has what was selected, no more, and all of its types."""
    fields = dict(selected_of(type.name, selected))
    need(set(row) == set(fields), f"{path} has other fields than were asked for")
    for alias, node in fields.items():
        name = node.name.value
        wanted = graphql.GraphQLString if name == "__typename" else type.fields[name].type
        check_value(wanted, node, row[alias], f"{path}.{alias}")


def selected_of(type: str, selected: SelectionSetNode) -> Iterator[tuple[str, FieldNode]]:
    for node in selected.selections:
        if isinstance(node, InlineFragmentNode):
            assert node.type_condition is not None
            if node.type_condition.name.value == type:
                yield from selected_of(type, node.selection_set)
        elif isinstance(node, FieldNode):
            yield (node.alias or node.name).value, node


def check_value(wanted: GraphQLOutputType, node: FieldNode, value: Any, path: str) -> None:
    if isinstance(wanted, GraphQLNonNull):
        need(value is not None, f"{path} is null")
        wanted = wanted.of_type
    if value is None:
        return
    if isinstance(wanted, GraphQLList):
        need(isinstance(value, list), f"{path} is no list")
        for item in value:
            check_value(wanted.of_type, node, item, path)
    elif isinstance(wanted, GraphQLObjectType | GraphQLUnionType):
        need(isinstance(value, dict), f"{path} is no object")
        check_object(concrete(wanted, value, path), chosen(node), value, path)
    elif isinstance(wanted, GraphQLEnumType):
        need(value in wanted.values, f"{path} is no {wanted.name}")
    else:
        need(is_of(str(wanted), value), f"{path} is no {wanted}")


def chosen(node: FieldNode) -> SelectionSetNode:
    assert node.selection_set is not None
    return node.selection_set


def concrete(
    wanted: GraphQLObjectType | GraphQLUnionType, value: Mapping[str, Any], path: str
) -> GraphQLObjectType:
    """Return the type of an object; of one of several it is what the answer says."""
    if isinstance(wanted, GraphQLObjectType):
        return wanted
    name = value.get("__typename")
    found: list[GraphQLObjectType] = [one for one in wanted.types if one.name == name]
    need(len(found) == 1, f"{path} is no {wanted.name}")
    return found[0]


def is_of(scalar: str, value: Any) -> bool:
    match scalar:
        case "Boolean":
            return isinstance(value, bool)
        case "Int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "ISO8601DateTime":
            return datetime.fromisoformat(value).tzinfo is not None
        case _:
            return isinstance(value, str)


def need(holds: bool, message: str) -> None:
    """Raise BreachError unless so. Names and rules only: a record has no place in a message."""
    if not holds:
        raise BreachError(message)
