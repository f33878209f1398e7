"""Holds a conversation with Boulevard against its published schema: every document is validated,
its variables are coerced, and every answer is walked beside the document.

The schema is read where the workshop keeps it; nothing of it is part of this project.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
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
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

SPEC = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "specs"
    / "boulevard-admin-introspection-2026-04.json"
)
PATH = "/api/2020-01/admin"
E164 = re.compile(r"\+[1-9]\d{6,14}")
INTERVAL = re.compile(r"P(\d+[YMWD])+")


class BreachError(AssertionError):
    """What was said is not what the schema says."""


class BoulevardJudge:
    """Stands before a handler; raises BreachError where a request or an answer breaks the rules.

    Answers that are no Boulevard's, 5xx, pass unjudged. `judged` counts conversations, and
    `operations` which were judged.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        self._handle = handle
        self.judged = 0
        self.operations: Counter[str] = Counter()
        self.documents: set[str] = set()

    def handle(self, request: httpx.Request) -> httpx.Response:
        response = self._handle(request)
        if response.status_code < 500:
            self._judge(request, response)
            self.judged += 1
        return response

    def _judge(self, request: httpx.Request, response: httpx.Response) -> None:
        need(request.url.path == PATH and request.method == "POST", "not the address of the API")
        need(request.headers.get("authorization", "").startswith("Basic "), "no token")
        body = msgspec.json.decode(request.content)
        need(body.keys() <= {"query", "operationName", "variables"}, "more than a document")
        operation = validated(body["query"])
        self.documents.add(body["query"])
        self.operations[body["operationName"]] += 1
        declared = graphql.get_variable_values(
            schema(), operation.variable_definitions, dict(body.get("variables") or {})
        )
        need(not isinstance(declared, list), "a variable is not of its type")
        answer = msgspec.json.decode(response.content)
        if response.status_code >= 400:
            need(all("message" in one for one in answer["errors"]), "a refusal says nothing")
            return
        if answer.get("data") is None:
            need(bool(answer.get("errors")), "neither data nor errors")
            return
        kind = operation.operation.value
        root = schema().query_type if kind == "query" else schema().mutation_type
        assert root is not None
        check_object(root, operation.selection_set, answer["data"], kind)


@cache
def schema() -> GraphQLSchema:
    found = json.loads(SPEC.read_bytes())
    return graphql.build_client_schema(found)


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
    fields = dict(selected_of(type, selected))
    need(set(row) == set(fields), f"{path} has other fields than were asked for")
    for alias, node in fields.items():
        check_value(type_of(type, node.name.value), node, row[alias], f"{path}.{alias}")


def selected_of(
    type: GraphQLObjectType, selected: SelectionSetNode
) -> Iterator[tuple[str, FieldNode]]:
    for node in selected.selections:
        if isinstance(node, InlineFragmentNode):
            assert node.type_condition is not None
            if node.type_condition.name.value == type.name:
                yield from selected_of(type, node.selection_set)
        elif isinstance(node, FieldNode):
            yield (node.alias or node.name).value, node


def type_of(type: GraphQLObjectType, name: str) -> GraphQLOutputType:
    if name == "__typename":
        return GraphQLNonNull(graphql.GraphQLString)
    if name == "__type":
        found = graphql.introspection_types["__Type"]
        assert isinstance(found, GraphQLObjectType)
        return found
    field: GraphQLOutputType = type.fields[name].type
    return field


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
    elif isinstance(wanted, GraphQLObjectType):
        need(isinstance(value, dict), f"{path} is no object")
        assert node.selection_set is not None
        check_object(wanted, node.selection_set, value, path)
    elif isinstance(wanted, GraphQLEnumType):
        need(value in wanted.values, f"{path} is no {wanted.name}")
    else:
        need(is_of(str(wanted), value), f"{path} is no {wanted}")


def is_of(scalar: str, value: Any) -> bool:
    match scalar:
        case "Boolean":
            return isinstance(value, bool)
        case "Int" | "Money":
            return isinstance(value, int) and not isinstance(value, bool)
        case "DateTime":
            return value.endswith("Z") and bool(datetime.fromisoformat(value))
        case "Date":
            return bool(date.fromisoformat(value))
        case "PhoneNumber":
            return bool(E164.fullmatch(value))
        case "Email":
            return "@" in value
        case "DurationInterval":
            return bool(INTERVAL.fullmatch(value))
        case _:
            return isinstance(value, str)


def need(holds: bool, message: str) -> None:
    """Raise BreachError unless so. Names and rules only: a record has no place in a message."""
    if not holds:
        raise BreachError(message)
