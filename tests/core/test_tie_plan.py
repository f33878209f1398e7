"""Three-way merge of ties: what one side changed reaches the other, and no tie is in conflict."""

from hypothesis import given
from hypothesis import strategies as st

from core.tie_plan import plan_ties

ids = st.frozensets(st.sampled_from("abcd"))


@given(ids, ids, ids)
def test_p3_after_the_plan_both_sides_have_the_same_ties(
    system: frozenset[str], base: frozenset[str], hubspot: frozenset[str]
) -> None:
    plan = plan_ties(system, base, hubspot, both_ways=True)
    there = (hubspot | plan.make) - plan.undo
    here = system if plan.back is None else plan.back
    assert here == there
    for each in system | base | hubspot:  # whoever changed it since it was agreed on has their way
        changed_here, changed_there = each in system, each in hubspot
        if (each in system) != (each in base):
            assert (each in here) == changed_here
        elif (each in hubspot) != (each in base):
            assert (each in here) == changed_there


@given(ids, ids, ids)
def test_p12_what_goes_one_way_never_comes_back(
    system: frozenset[str], base: frozenset[str], hubspot: frozenset[str]
) -> None:
    plan = plan_ties(system, base, hubspot, both_ways=False)
    assert plan.back is None
    assert plan.make <= system
    assert plan.undo <= base
