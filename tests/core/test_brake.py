"""The brake: out of proportion stops, more never releases, and a small office is left alone."""

from collections import Counter
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brake import Braking, Cause, Kind, Limits, Listing, There
from core.records import Side
from core.summary import Totals

SYSTEM, HUBSPOT = Side.SYSTEM, Side.HUBSPOT
FIELDS = ("phone", "city", "email")

counts = st.integers(0, 400)
changes = st.lists(
    st.tuples(
        st.sampled_from(["create", "update", "archive"]),
        st.sampled_from(Side),
        st.sets(st.sampled_from(FIELDS), min_size=1),
    ),
    max_size=60,
)
listings = st.lists(st.builds(Listing, st.sampled_from(Side), counts, counts), max_size=2)
theres = st.builds(
    There,
    linked=counts,
    version=st.just(7),
    first=st.booleans(),
    approved=st.none()
    | st.builds(lambda c, u: Totals(c + u, created=c, updated=u), counts, counts),
    listings=listings.map(tuple),
    mapped=st.just(len(FIELDS)),
    gone=st.sets(st.sampled_from(FIELDS)).map(lambda names: tuple(sorted(names))),
    filter_changed=st.booleans(),
    mapping_changed=st.booleans(),
)


def planned(**kinds: Any) -> Braking:
    """Plan creates=…, updates=(…, properties), archives=…, at HubSpot."""
    braking = Braking()
    for _ in range(kinds.get("creates", 0)):
        braking.create(HUBSPOT)
    number, properties = kinds.get("updates", (0, ()))
    for _ in range(number):
        braking.update(HUBSPOT, properties)
    for _ in range(kinds.get("archives", 0)):
        braking.archive(HUBSPOT)
    return braking


def counted(plan: list[tuple[str, Side, set[str]]], times: int = 1) -> Braking:
    braking = Braking()
    for kind, side, properties in plan * times:
        if kind == "update":
            braking.update(side, properties)
        else:
            getattr(braking, kind)(side)
    return braking


def there(linked: int, **more: Any) -> There:
    return There(linked=linked, version=7, mapped=len(FIELDS), **more)


# -- what is out of proportion --------------------------------------------------------------------


def test_the_field_that_accounts_for_most_of_the_changes_is_named() -> None:
    braking = planned(updates=(2102, ["phone"]))
    for _ in range(208):
        braking.update(HUBSPOT, ["city"])
    cause = braking.judge(there(3654))
    assert cause is not None
    assert (cause.kind, cause.number, cause.of) == (Kind.UPDATES, 2310, 3654)
    assert (cause.field, cause.share, cause.version) == ("phone", 90, 7)


def test_a_field_that_few_changes_share_is_not_named() -> None:
    braking = Braking()
    for n in range(300):
        braking.update(HUBSPOT, [FIELDS[n % 3]])
    cause = braking.judge(there(400))
    assert cause is not None
    assert (cause.field, cause.share) == ("", 0)


@pytest.mark.parametrize(
    ("plan", "kind"),
    [
        ({"updates": (201, ["phone"])}, Kind.UPDATES),
        ({"updates": (500, ["phone"])}, Kind.ALL_CHANGED),
        ({"creates": 251}, Kind.CREATES),
        ({"archives": 26}, Kind.ARCHIVES),
        ({"archives": 26, "creates": 900, "updates": (500, ["phone"])}, Kind.ARCHIVES),
    ],
)
def test_each_kind_of_change_has_its_share(plan: dict[str, Any], kind: Kind) -> None:
    cause = planned(**plan).judge(there(500))
    assert cause is not None
    assert cause.kind is kind


@pytest.mark.parametrize(
    "plan", [{"updates": (200, ["phone"])}, {"creates": 250}, {"archives": 25}, {}]
)
def test_what_is_within_its_share_goes_on(plan: dict[str, Any]) -> None:
    assert planned(**plan).judge(there(500)) is None


@pytest.mark.parametrize(
    "change", [{"filter_changed": True}, {"mapping_changed": True}, {"gone": ("city",)}]
)
def test_half_as_much_is_asked_about_after_a_change_of_the_rules(change: dict[str, Any]) -> None:
    plan = planned(updates=(150, ["phone"]))
    assert plan.judge(there(500)) is None
    cause = plan.judge(there(500, **change))
    assert cause is not None
    told = (cause.filter_changed, cause.mapping_changed, cause.gone)
    assert told == (
        change.get("filter_changed", False),
        change.get("mapping_changed", False),
        change.get("gone", ()),
    )


def test_p6_an_empty_listing_brakes_and_tells_what_it_lacks() -> None:
    cause = Braking().judge(there(30, listings=(Listing(SYSTEM, 0, 30),)))
    assert cause is not None
    assert (cause.kind, cause.side, cause.number) == (Kind.EMPTY_LISTING, SYSTEM, 30)


def test_p6_a_listing_that_lacks_a_third_brakes_and_one_that_lacks_a_few_does_not() -> None:
    shrunken = Braking().judge(there(300, listings=(Listing(HUBSPOT, 200, 300),)))
    assert shrunken is not None
    assert (shrunken.kind, shrunken.number, shrunken.of) == (Kind.SHRUNKEN_LISTING, 100, 300)
    assert Braking().judge(there(300, listings=(Listing(HUBSPOT, 215, 300),))) is None


def test_most_fields_gone_brakes_a_plan_that_would_have_been_small_enough() -> None:
    plan = planned(updates=(60, ["phone"]))
    assert plan.judge(there(5000, gone=("city",))) is None
    cause = plan.judge(there(5000, gone=("city", "email")))
    assert cause is not None
    assert (cause.kind, cause.gone, cause.of) == (Kind.FIELDS_GONE, ("city", "email"), 3)


# -- the first sync -------------------------------------------------------------------------------


def test_a_first_sync_is_judged_by_its_rehearsal_and_not_by_what_is_linked() -> None:
    plan = planned(creates=4000, updates=(900, ["phone"]))
    approved = Totals(4900, created=4000, updated=900)
    assert plan.judge(there(0, first=True, approved=approved)) is None
    assert plan.judge(there(0, first=True)) is None
    cause = plan.judge(there(0, first=True, approved=replace(approved, created=3000)))
    assert cause is not None
    assert (cause.kind, cause.number, cause.of) == (Kind.BEYOND_REHEARSAL, 4900, 3900)


def test_matches_that_the_rehearsal_found_equal_are_within_it() -> None:
    """As after a lost database: all are matched again, and nothing is written."""
    plan = Braking()
    for _ in range(900):
        plan.match(HUBSPOT)
    assert plan.judge(there(0, first=True, approved=Totals(900, unchanged=900))) is None
    assert plan.judge(there(900)) is not None


def test_a_look_without_a_change_counts_for_nothing() -> None:
    """As for records that are tried again."""
    plan = planned(updates=(900, ()))
    assert plan.number == 0
    assert plan.judge(there(900)) is None


@given(plan=changes, times=st.integers(1, 40))
def test_what_a_person_approved_is_never_braked(
    plan: list[tuple[str, Side, set[str]]], times: int
) -> None:
    """A record that is changed on both sides is one in the rehearsal."""
    plan = [each for each in plan if each[0] != "archive"]
    braking = counted(plan, times)
    records = Totals(
        created=braking.creates.total(), updated=max(braking.updates.values(), default=0)
    )
    assert braking.judge(there(0, first=True, approved=records)) is None


# -- what always holds ----------------------------------------------------------------------------


@given(plan=changes, times=st.integers(1, 20), more=changes, found=theres)
def test_more_changes_never_release_the_brake(
    plan: list[tuple[str, Side, set[str]]],
    times: int,
    more: list[tuple[str, Side, set[str]]],
    found: There,
) -> None:
    braking = counted(plan, times)
    before = braking.judge(found)
    for kind, side, properties in more:
        if kind == "update":
            braking.update(side, properties)
        else:
            getattr(braking, kind)(side)
    if before is not None:
        assert braking.judge(found) is not None


@given(plan=changes, times=st.integers(1, 20), found=theres)
def test_an_office_of_thirty_is_never_braked_for_what_it_plans(
    plan: list[tuple[str, Side, set[str]]], times: int, found: There
) -> None:
    """All of its records can be made and changed at each side, and ten archived, unasked."""
    most, seen = {"create": 30, "update": 30, "archive": 10}, Counter[tuple[str, Side]]()
    small = []
    for kind, side, properties in plan * times:
        seen[kind, side] += 1
        if seen[kind, side] <= most[kind]:
            small.append((kind, side, properties))
    office = replace(found, linked=30, listings=(Listing(SYSTEM, 24, 30),))
    assert counted(small).judge(office) is None


@given(plan=changes, times=st.integers(1, 20), found=theres)
def test_a_cause_is_the_same_after_it_was_kept_and_covers_itself(
    plan: list[tuple[str, Side, set[str]]], times: int, found: There
) -> None:
    braking = counted(plan, times)
    cause = braking.judge(found)
    if cause is None:
        return
    kept = msgspec.json.decode(msgspec.json.encode(cause), type=Cause)
    assert kept == cause
    assert braking.judge(found, let_through=kept) is None
    assert cause.number > 0


# -- letting through ------------------------------------------------------------------------------


def test_what_was_let_through_covers_a_little_more_but_not_another_plan() -> None:
    cause = planned(updates=(300, ["phone"])).judge(there(500))
    a_little_more = planned(updates=(312, ["phone"]), creates=2)
    assert a_little_more.judge(there(500)) is not None
    assert a_little_more.judge(there(500), let_through=cause) is None
    for other in (
        planned(updates=(340, ["phone"])),
        planned(updates=(300, ["phone"]), archives=30),
    ):
        assert other.judge(there(500), let_through=cause) is not None
    newer = replace(there(500), version=8)
    assert planned(updates=(300, ["phone"])).judge(newer, let_through=cause) is not None


def test_an_office_may_set_its_own_limits() -> None:
    plan = planned(updates=(300, ["phone"]))
    plan.limits = Limits(updates=0.9)
    assert plan.judge(there(500)) is None
    plan.limits = Limits(updates=0.01, few=5)
    assert plan.judge(there(5000)) is not None
