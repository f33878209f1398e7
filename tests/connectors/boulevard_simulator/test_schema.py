"""The simulator's types against the published ones, also of what no connector asks for."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.boulevard.simulator.types import ENUMERATIONS, INPUTS, types

SPEC = (
    Path(__file__).resolve().parents[4]
    / "shared"
    / "specs"
    / "boulevard-admin-introspection-2026-04.json"
)
pytestmark = pytest.mark.skipif(not SPEC.exists(), reason=f"the schema is not at {SPEC}")


def told(kind: dict[str, Any]) -> str:
    """Return a type as documents write it."""
    if kind["kind"] == "NON_NULL":
        return f"{told(kind['ofType'])}!"
    return f"[{told(kind['ofType'])}]" if kind["kind"] == "LIST" else str(kind["name"])


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return {one["name"]: one for one in json.loads(SPEC.read_bytes())["__schema"]["types"]}


def test_every_field_has_the_published_type_and_arguments(published: dict[str, Any]) -> None:
    roots = {"Query": "RootQueryType", "Mutation": "RootMutationType"}
    compared = 0
    for name, fields in types().items():
        if name.startswith("__"):
            continue
        theirs = {
            field["name"]: (
                told(field["type"]),
                {one["name"]: told(one["type"]) for one in field["args"]},
            )
            for field in published[name if name in published else roots[name]]["fields"]
        }
        for field, (kind, arguments) in fields.items():
            if field.startswith("__"):
                continue
            assert theirs[field] == (kind, arguments), f"{name}.{field}"
            compared += 1
    assert compared > 200


def test_every_enumeration_has_the_published_words(published: dict[str, Any]) -> None:
    for name, words in ENUMERATIONS.items():
        assert sorted(words) == sorted(one["name"] for one in published[name]["enumValues"])


def test_every_input_has_the_published_fields(published: dict[str, Any]) -> None:
    for name, fields in INPUTS.items():
        assert fields == {one["name"] for one in published[name]["inputFields"]}
