"""What differs between two versions of a mapping, and what is decided anew for it."""

from dataclasses import replace
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core.conflicts import ConflictPolicy
from core.filters import Condition, Filter, Operator
from core.mapping import Direction, FieldMapping, Mapping, WhenEmpty
from core.mapping_diff import Differences, Kind, diff, replan
from core.transforms import Step

PHONE = FieldMapping(system=("tel",), hubspot="phone", steps=(Step("phone"),))
CITY = FieldMapping(system=("town",), hubspot="city", steps=(Step("clean"),))
RULES = Mapping(
    pair="persons-contacts",
    label="Persons to Contacts",
    system_stream="persons",
    hubspot_stream="contacts",
    fields=(PHONE, CITY),
)

lines = st.builds(
    FieldMapping,
    system=st.tuples(st.sampled_from(("first", "last", "tel"))),
    hubspot=st.sampled_from(("firstname", "lastname", "phone", "city", "zip")),
    steps=st.sampled_from(((), (Step("clean"),), (Step("default", {"value": "x"}),))),
    direction=st.sampled_from(Direction),
    policy=st.none() | st.sampled_from(ConflictPolicy),
    when_empty=st.sampled_from(WhenEmpty),
)
conditions = st.builds(
    Condition, field=st.just("kind"), operator=st.just(Operator.IS), values=st.just(("client",))
)
mappings = st.builds(
    Mapping,
    pair=st.just("p"),
    label=st.sampled_from(("P", "Q")),
    system_stream=st.just("persons"),
    hubspot_stream=st.just("contacts"),
    fields=st.lists(lines, max_size=5, unique_by=lambda line: line.hubspot).map(tuple),
    policy=st.sampled_from(ConflictPolicy),
    filter=st.builds(Filter, conditions=st.lists(conditions, max_size=2).map(tuple)),
    opted_in=st.sampled_from(((), ("fee",))),
    version=st.integers(0, 9),
)


def rewritten(mapping: Mapping, *lines: FieldMapping, **more: Any) -> Mapping:
    """Return a mapping with some of its lines replaced."""
    by_key = {line.hubspot: line for line in lines}
    kept = tuple(by_key.get(line.hubspot, line) for line in mapping.fields)
    return replace(mapping, fields=kept, **more)


# -- what differs -------------------------------------------------------------------------------


@given(mappings)
def test_a_mapping_does_not_differ_from_itself_in_another_version_or_order(rules: Mapping) -> None:
    again = replace(rules, fields=rules.fields[::-1], version=rules.version + 1)
    assert diff(rules, again) == Differences()
    assert not diff(rules, again)


@given(mappings, mappings)
def test_the_differences_are_what_makes_one_version_the_other(old: Mapping, new: Mapping) -> None:
    found = diff(old, new)
    patched = {line.hubspot: line for line in old.fields}
    for line in found.lines:
        if line.new is None:
            del patched[line.hubspot]
        else:
            patched[line.hubspot] = msgspec.convert(line.new, FieldMapping)
    assert patched == {line.hubspot: line for line in new.fields}
    assert {each.name for each in found.settings} == {
        name
        for name in ("label", "policy", "filter", "opted_in")
        if getattr(old, name) != getattr(new, name)
    }


@given(mappings, mappings)
def test_the_differences_the_other_way_round_are_the_same_ones(old: Mapping, new: Mapping) -> None:
    there, back = diff(old, new), diff(new, old)
    assert {(x.hubspot, x.parts) for x in there.lines} == {(x.hubspot, x.parts) for x in back.lines}
    assert {(x.hubspot, _plain(x.old), _plain(x.new)) for x in there.lines} == {
        (x.hubspot, _plain(x.new), _plain(x.old)) for x in back.lines
    }
    assert [(x.name, x.old, x.new) for x in there.settings] == [
        (x.name, x.new, x.old) for x in back.settings
    ]


def _plain(line: object) -> str:
    return repr(line)


def test_a_changed_line_says_which_parts_of_it_changed_in_plain_data() -> None:
    new = rewritten(RULES, replace(PHONE, system=("mobile",), policy=ConflictPolicy.ASK))
    (line,) = diff(RULES, new).lines
    assert (line.hubspot, line.kind, line.parts) == ("phone", Kind.CHANGED, ("system", "policy"))
    assert line.old is not None
    assert line.new is not None
    assert (line.old["system"], line.new["system"]) == (("tel",), ("mobile",))
    assert (line.old["policy"], line.new["policy"]) == (None, "ask")


def test_lines_that_came_are_told_before_lines_that_went() -> None:
    zip_code = FieldMapping(system=("zip",), hubspot="zip")
    found = diff(RULES, replace(RULES, fields=(CITY, zip_code)))
    assert [(line.hubspot, line.kind) for line in found.lines] == [
        ("zip", Kind.ADDED),
        ("phone", Kind.REMOVED),
    ]


# -- what is decided anew -----------------------------------------------------------------------


@given(mappings, mappings)
def test_only_lines_that_changed_are_decided_anew(old: Mapping, new: Mapping) -> None:
    found = replan(old, new)
    before = {line.hubspot: line for line in old.fields}
    same = {
        line.hubspot
        for line in new.fields
        if line == before.get(line.hubspot) and (line.policy or old.policy is new.policy)
    }
    assert not same & (found.values | found.rules)
    assert not found.values & found.rules
    assert found.look_again or replace(old, label="", version=0) == replace(
        new, label="", version=0, fields=old.fields
    )


def test_a_line_that_carries_another_value_was_never_agreed_on() -> None:
    for changed in (replace(PHONE, system=("mobile",)), replace(PHONE, steps=())):
        found = replan(RULES, rewritten(RULES, changed))
        assert (found.values, found.rules, found.look_again) == (
            frozenset({"phone"}),
            frozenset(),
            True,
        )


def test_a_line_that_comes_or_goes_was_never_agreed_on() -> None:
    less = replace(RULES, fields=(CITY,))
    assert replan(RULES, less).values == replan(less, RULES).values == {"phone"}


def test_another_rule_for_the_same_value_keeps_what_was_agreed_on() -> None:
    """P5"""
    found = replan(RULES, rewritten(RULES, replace(PHONE, direction=Direction.BOTH)))
    assert (found.values, found.rules) == (frozenset(), frozenset({"phone"}))


def test_the_pairs_policy_is_a_rule_of_the_lines_that_have_none_of_their_own() -> None:
    rules = rewritten(RULES, replace(CITY, policy=ConflictPolicy.ASK))
    found = replan(rules, replace(rules, policy=ConflictPolicy.HUBSPOT_WINS))
    assert (found.values, found.rules, found.look_again) == (
        frozenset(),
        frozenset({"phone"}),
        True,
    )


def test_another_name_for_the_pair_changes_no_record() -> None:
    assert not replan(RULES, replace(RULES, label="People", version=7)).look_again
