"""Deciding one record: pure and deterministic (P13), never clobbering what nobody saw (P5)."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conflicts import ConflictPolicy
from core.draft import Draft, Drafter
from core.errors import Code
from core.mapping import (
    CompiledMapping,
    Direction,
    FieldMapping,
    Mapping,
    WhenEmpty,
    compile_mapping,
)
from core.plan import Seen, Verdict, changed, decide, merge
from core.records import Record
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema
from core.transforms import Step

REGION = "US"


def fingerprint(key: str, text: str) -> bytes:
    return f"{key}={text}".encode()


@dataclass
class Agreed:
    """A merge base in the clear, for tests."""

    ours: dict[str, bytes] = field(default_factory=dict)
    theirs: dict[str, bytes] = field(default_factory=dict)

    def system(self, key: str) -> bytes | None:
        return self.ours.get(key)

    def hubspot(self, key: str) -> bytes | None:
        return self.theirs.get(key)


def agreed(**values: str) -> Agreed:
    prints = {key: fingerprint(key, text) for key, text in values.items()}
    return Agreed(dict(prints), dict(prints))


HUBSPOT = StreamSchema(
    "contacts",
    "Contacts",
    {
        f.name: f
        for f in (
            Field("firstname", "First", FieldType.TEXT, DataClass.CONTACT, Admission.ALLOW),
            Field("city", "City", FieldType.TEXT, DataClass.CONTACT, Admission.ALLOW),
            Field("phone", "Phone", FieldType.PHONE, DataClass.CONTACT, Admission.ALLOW),
            Field("optout", "Opt out", FieldType.BOOL, DataClass.CONTACT, Admission.ALLOW),
            Field(
                "stage",
                "Stage",
                FieldType.CHOICE,
                DataClass.PUBLIC,
                Admission.ALLOW,
                choices=(Choice("1", "Open"), Choice("2", "Closed")),
            ),
        )
    },
)


def compiled(*lines: FieldMapping, policy: ConflictPolicy = ConflictPolicy.ASK) -> CompiledMapping:
    mapping = Mapping(
        pair="p",
        label="P",
        system_stream="persons",
        hubspot_stream="contacts",
        fields=lines,
        policy=policy,
        require_any=("firstname",),
    )
    return compile_mapping(mapping, HUBSPOT, allowed={"first", "town", "tel", "no"}, region=REGION)


def line(system: str, hubspot: str, **more: object) -> FieldMapping:
    return replace(FieldMapping(system=(system,), hubspot=hubspot), **more)  # type: ignore[arg-type]


NAME = line("first", "firstname")
CITY = line("town", "city")


def drafted(record: Record, mapping: CompiledMapping) -> Draft:
    return Drafter(mapping, fingerprint).draft(record)


def person(**fields: object) -> Record:
    return Record("persons", "1", fields)  # type: ignore[arg-type]


def contact(**fields: object) -> Record:
    return Record("contacts", "7", fields)  # type: ignore[arg-type]


def merged(
    record: Record, theirs: Record, base: Agreed | None, mapping: CompiledMapping
) -> tuple[dict[str, object], tuple[str, ...], tuple[str, ...]]:
    plan = merge(drafted(record, mapping), theirs, base, mapping, fingerprint)
    return dict(plan.forward), plan.conflicts, plan.drifted


def test_what_both_sides_agreed_on_is_left_alone() -> None:
    base = agreed(firstname="Ana", city="Denver")
    mapping = compiled(NAME, CITY)
    assert changed(drafted(person(first="Ana", town="Denver"), mapping), base) == []


def test_a_reformatted_phone_is_no_change() -> None:
    mapping = compiled(line("tel", "phone", steps=(Step("phone"),)))
    base = agreed(phone="+13035550118")
    assert changed(drafted(person(tel="303.555.0118"), mapping), base) == []


def test_a_change_in_the_system_goes_forward() -> None:
    base = agreed(firstname="Ana")
    assert merged(person(first="Anna"), contact(firstname="Ana"), base, compiled(NAME)) == (
        {"firstname": "Anna"},
        (),
        (),
    )


def test_p5_an_edit_in_hubspot_that_nobody_saw_is_a_conflict_when_the_rule_is_to_ask() -> None:
    base = agreed(firstname="Ana")
    forward, conflicts, _ = merged(
        person(first="Anna"), contact(firstname="Annie"), base, compiled(NAME)
    )
    assert (forward, conflicts) == ({}, ("firstname",))


def test_p5_the_system_may_clobber_only_where_the_rule_says_so() -> None:
    base = agreed(firstname="Ana")
    wins = compiled(NAME, policy=ConflictPolicy.SYSTEM_WINS)
    assert merged(person(first="Anna"), contact(firstname="Annie"), base, wins)[0] == {
        "firstname": "Anna"
    }


def test_a_one_way_field_changed_in_hubspot_is_drift_and_stays() -> None:
    base = agreed(firstname="Ana")
    assert merged(person(first="Ana"), contact(firstname="Annie"), base, compiled(NAME)) == (
        {},
        (),
        ("firstname",),
    )


def test_nothing_never_erases_something_unless_the_mapping_says_so() -> None:
    base = agreed(city="Denver")
    assert merged(person(town=None), contact(city="Denver"), base, compiled(CITY))[0] == {}
    erasing = compiled(replace(CITY, when_empty=WhenEmpty.ERASE))
    assert merged(person(town=None), contact(city="Denver"), base, erasing)[0] == {"city": None}


@pytest.mark.parametrize("policy", [ConflictPolicy.FILL_IF_EMPTY, ConflictPolicy.FILL_ON_CREATE])
def test_fill_rules_write_only_where_nothing_is(policy: ConflictPolicy) -> None:
    mapping = compiled(CITY, policy=policy)
    full = merged(person(town="Aspen"), contact(city="Denver"), None, mapping)[0]
    empty = merged(person(town="Aspen"), contact(city=None), None, mapping)[0]
    assert (full, empty) == ({}, {"city": "Aspen"})


def test_fill_on_create_never_writes_again() -> None:
    mapping = compiled(CITY, policy=ConflictPolicy.FILL_ON_CREATE)
    assert merged(person(town="Aspen"), contact(city=""), agreed(city=""), mapping)[0] == {}


def test_p12_a_consent_field_takes_the_restrictive_value_against_every_rule() -> None:
    consent = line("no", "optout", restrictive="true", direction=Direction.BOTH)
    mapping = compiled(consent, policy=ConflictPolicy.HUBSPOT_WINS)
    assert merged(person(no=True), contact(optout="false"), None, mapping)[0] == {"optout": True}
    plan = merge(
        drafted(person(no=False), mapping),
        contact(optout="true"),
        agreed(optout="false"),
        mapping,
        fingerprint,
    )
    assert (dict(plan.forward), dict(plan.backward)) == ({}, {"optout": "true"})


def test_p12_a_field_never_travels_against_its_direction() -> None:
    backward = compiled(
        replace(NAME, direction=Direction.TO_SYSTEM), policy=ConflictPolicy.SYSTEM_WINS
    )
    assert merged(person(first="Ana"), contact(firstname=None), None, backward)[0] == {}


def test_a_value_that_hubspot_has_no_option_for_is_set_aside_and_the_rest_goes_on() -> None:
    mapping = compiled(NAME, line("town", "stage"))
    one = drafted(person(first="Ana", town="Limbo"), mapping)
    assert Drafter(mapping, fingerprint).creation(one) == {"firstname": "Ana"}
    assert one.unfit == {"stage": Code.OPTION_UNKNOWN}


def test_a_record_that_says_too_little_is_not_created() -> None:
    mapping = compiled(NAME, CITY)
    assert Drafter(mapping, fingerprint).creation(drafted(person(town="Denver"), mapping)) is None


def test_a_mapped_property_that_hubspot_lost_is_named_and_left_out() -> None:
    mapping = compiled(NAME, line("town", "gone"))
    assert mapping.missing == ("gone",)
    assert [part.key for part in mapping.lines] == ["firstname"]


def test_what_is_the_same_on_both_sides_is_agreed_whatever_was_before() -> None:
    (line_,) = compiled(CITY).lines
    for seen in (Seen(False, True, True), Seen(True, True, True), Seen(True, False, True)):
        assert decide(line_, "Denver", "".join(("Den", "ver")), seen) is Verdict.AGREED


texts = st.sampled_from([None, "", "Ana", "ana ", "Bo"])
policies = st.sampled_from(list(ConflictPolicy))


@given(texts, texts, texts, policies, st.sampled_from(list(WhenEmpty)))
def test_p3_p13_planning_again_after_writing_finds_nothing_to_do(
    ours: str | None,
    theirs: str | None,
    before: str | None,
    policy: ConflictPolicy,
    when_empty: WhenEmpty,
) -> None:
    mapping = compiled(replace(NAME, when_empty=when_empty), policy=policy)
    record, base = person(first=ours), agreed(firstname=(before or "").strip())
    one = drafted(record, mapping)
    plan = merge(one, contact(firstname=theirs), base, mapping, fingerprint)
    again = merge(one, contact(firstname=theirs), base, mapping, fingerprint)
    assert plan == again
    now = plan.forward.get("firstname", theirs)
    after = Agreed(dict(base.ours), dict(base.theirs))
    for key, (mine, other) in plan.agreed.items():
        after.ours[key], after.theirs[key] = mine, other
    if plan.forward:
        written = fingerprint("firstname", str(now or "").strip())
        after.ours["firstname"] = after.theirs["firstname"] = written
        after.ours["firstname"] = one.prints["firstname"]
    settled = merge(one, contact(firstname=now), after, mapping, fingerprint)
    assert not settled.forward
    assert not settled.backward
    assert settled.conflicts == plan.conflicts
