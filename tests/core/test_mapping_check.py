"""A mapping from outside: read strictly, held against both systems, every fault by its place."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.connector import NeededField
from core.errors import Code, UserActionError
from core.filters import Condition, Filter, Operator
from core.mapping import Direction, Mapping, MatchKey, TieMapping, to_json
from core.mapping_check import Surroundings, check, read, same_streams
from core.records import Side
from core.steps import STEPS
from tests.core.engine.world import COMPANIES, FIRM, PERSON_RULES, PERSONS, PORTAL, line
from tests.core.test_mapping_diff import mappings

AROUND = Surroundings(
    system=FIRM[1],
    hubspot=PORTAL[1],
    allowed=frozenset(FIRM[1].fields) - {"note", "fee"},
    pairs=(PERSONS, COMPANIES),
)


def document(**changes: Any) -> dict[str, Any]:
    """Return a document that is well, as a person would edit it, and whatever differs from that."""
    made: dict[str, Any] = json.loads(to_json(PERSON_RULES))
    return {**made, **changes}


def refused(text: bytes) -> str | None:
    """Return the place for which a document is refused."""
    with pytest.raises(UserActionError) as caught:
        read(text)
    assert caught.value.code is Code.MAPPING_INVALID
    return caught.value.detail


@given(mappings)
def test_what_is_exported_is_read_again_as_it_was(rules: Mapping) -> None:
    assert read(to_json(rules)) == rules


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"{", "document"),
        (b"[]", "document"),
        (b"\xff\xfe", "document"),
        (json.dumps(document(pair=7)).encode(), "$.pair"),
        (json.dumps(document(fields=[{"system": ["town"]}])).encode(), "$.fields[0].hubspot"),
        (json.dumps(document(polcy="ask")).encode(), "$.polcy"),
        (
            json.dumps(
                document(fields=[{"system": ["town"], "hubspot": "city", "way": 1}])
            ).encode(),
            "$.fields[0].way",
        ),
        (
            json.dumps(
                document(filter={"conditions": [{"field": "kind", "operator": "like"}]})
            ).encode(),
            "$.filter.conditions[0].operator",
        ),
        (
            json.dumps(
                document(filter={"conditions": [{"field": "kind", "operator": "is"}]})
            ).encode(),
            "kind: a condition of the filter",
        ),
    ],
)
def test_a_document_that_is_not_understood_is_refused_by_its_place(text: bytes, place: str) -> None:
    assert refused(text) == place


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(("value", "length", "map", "zone", "x")), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@given(st.sampled_from(sorted(STEPS)), anything)
@example("choice", {"map": ["x"]})
@example("date", {"zone": "America"})
def test_a_step_with_any_settings_is_understood_or_refused(name: str, settings: object) -> None:
    steps = [{"name": name, "args": settings}]
    text = json.dumps(document(fields=[{"system": ["kind"], "hubspot": "kind", "steps": steps}]))
    try:
        read(text.encode())
    except UserActionError as error:
        assert error.code is Code.MAPPING_INVALID  # noqa: PT017 - either is well


def test_a_mapping_that_fits_both_systems_has_no_flaw() -> None:
    assert check(PERSON_RULES, AROUND) == ()


def test_every_flaw_is_told_with_its_code_place_name_and_side() -> None:
    rules = replace(
        PERSON_RULES,
        fields=(
            line("mobile", "phone"),
            line("note", "note"),
            line("first", "nickname"),
            line("last", "lastname", direction=Direction.BOTH),
            line("town", "size"),
        ),
        needed=(NeededField("size", "Size"),),
        match=(MatchKey(name="handle", fields=("handle", "email"), confirm="nick"),),
        ties=(
            TieMapping(reference="employer", pair=COMPANIES),
            TieMapping(reference="company", pair="x"),
        ),
        filter=Filter(conditions=(Condition(field="fee", operator=Operator.FILLED),)),
        require_any=("email", "mail"),
        creates=Direction.BOTH,
    )
    target = {**PORTAL[1].fields, "lastname": replace(PORTAL[1].fields["lastname"], read_only=True)}
    around = replace(
        AROUND,
        system=replace(FIRM[1], writable=False),
        hubspot=replace(PORTAL[1], fields=target),
    )
    found = [(flaw.code, flaw.place, flaw.name, flaw.side) for flaw in check(rules, around)]
    assert found == [
        (Code.FIELD_UNKNOWN, "$.fields[0].system", "mobile", Side.SYSTEM),
        (Code.FIELD_BLOCKED, "$.fields[1].system", "note", Side.SYSTEM),
        (Code.PROPERTY_MISSING, "$.fields[2].hubspot", "nickname", Side.HUBSPOT),
        (Code.READ_ONLY, "$.fields[3].direction", "last", Side.SYSTEM),
        (Code.READ_ONLY, "$.fields[3].hubspot", "lastname", Side.HUBSPOT),
        (Code.PROPERTY_MISSING, "$.match[0].fields", "handle", Side.HUBSPOT),
        (Code.PROPERTY_MISSING, "$.match[0].confirm", "nick", Side.HUBSPOT),
        (Code.FIELD_UNKNOWN, "$.ties[0].reference", "employer", Side.SYSTEM),
        (Code.PAIR_UNKNOWN, "$.ties[1].pair", "x", None),
        (Code.FIELD_BLOCKED, "$.filter.conditions[0]", "fee", Side.SYSTEM),
        (Code.PROPERTY_MISSING, "$.require_any", "mail", Side.HUBSPOT),
        (Code.READ_ONLY, "$.creates", "Persons", Side.SYSTEM),
    ]


def test_a_line_that_only_comes_from_hubspot_may_read_what_nobody_may_write() -> None:
    target = {**PORTAL[1].fields, "lastname": replace(PORTAL[1].fields["lastname"], read_only=True)}
    around = replace(AROUND, hubspot=replace(PORTAL[1], fields=target))
    rules = replace(PERSON_RULES, fields=(line("last", "lastname", direction=Direction.TO_SYSTEM),))
    assert check(rules, around) == ()


@pytest.mark.parametrize("name", ["system_stream", "hubspot_stream"])
def test_a_pair_stays_about_the_same_records(name: str) -> None:
    others: Any = {name: "others"}
    flaw = same_streams(PERSON_RULES, replace(PERSON_RULES, **others))
    assert flaw is not None
    assert flaw.place == f"$.{name}"
    assert same_streams(PERSON_RULES, replace(PERSON_RULES, label="x")) is None
