"""Which field fits which property, and what is done on the way. Pure."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fitting import Fit, Loss, fitting, may_join, unmatched
from core.schema import Choice, Field, FieldType
from core.transforms import Step, chain

kinds = st.sampled_from(FieldType)


def field(kind: FieldType, **more: Any) -> Field:
    return Field("here", "Here", kind, **more)


def target(kind: FieldType, **more: Any) -> Field:
    return Field("there", "There", kind, **more)


@pytest.mark.parametrize(
    ("here", "there", "fit", "loss"),
    [
        (FieldType.TEXT, FieldType.TEXT, Fit.FITS, Loss.NOTHING),
        (FieldType.LONG_TEXT, FieldType.TEXT, Fit.LOSES, Loss.LINES),
        (FieldType.DATETIME, FieldType.DATE, Fit.LOSES, Loss.TIME),
        (FieldType.DATE, FieldType.DATETIME, Fit.FITS, Loss.NOTHING),
        (FieldType.MONEY, FieldType.INTEGER, Fit.LOSES, Loss.FRACTION),
        (FieldType.TEXT, FieldType.EMAIL, Fit.LOSES, Loss.UNREADABLE),
        (FieldType.BOOL, FieldType.DATE, Fit.NOT, Loss.TYPES),
        (FieldType.CHOICE, FieldType.DATE, Fit.NOT, Loss.TYPES),
        (FieldType.CHOICES, FieldType.TEXT, Fit.FITS, Loss.NOTHING),
        (FieldType.CHOICES, FieldType.CHOICE, Fit.LOSES, Loss.SEVERAL),
        (FieldType.BOOL, FieldType.BOOL, Fit.FITS, Loss.NOTHING),
        (FieldType.PHONE, FieldType.NUMBER, Fit.NOT, Loss.TYPES),
    ],
)
def test_types_decide(here: FieldType, there: FieldType, fit: Fit, loss: Loss) -> None:
    found = fitting(field(here), target(there))
    assert (found.fit, found.loss) == (fit, loss)


@given(kinds, kinds)
def test_the_steps_to_begin_with_can_always_be_made(here: FieldType, there: FieldType) -> None:
    found = fitting(field(here), target(there))
    chain(found.steps)
    assert (found.fit is Fit.NOT) <= (found.steps == ())


@given(kinds)
def test_every_field_fits_a_property_of_its_own_type(kind: FieldType) -> None:
    options = (Choice("a", "A"),)
    assert fitting(field(kind, choices=options), target(kind, choices=options)).fit is Fit.FITS


@given(kinds, kinds)
def test_nothing_fits_what_hubspot_fills_by_itself(here: FieldType, there: FieldType) -> None:
    found = fitting(field(here), target(there, read_only=True))
    assert (found.fit, found.loss) == (Fit.NOT, Loss.READ_ONLY)
    assert not may_join(target(there, read_only=True))


def test_options_are_matched_by_value_or_label_and_the_others_named() -> None:
    here = (Choice("1", "Active"), Choice("prospect", "Maybe"), Choice("3", "Gone"))
    there = (Choice("active", "Active"), Choice("p", "Prospect"))
    found = fitting(field(FieldType.CHOICE, choices=here), target(FieldType.CHOICE, choices=there))
    assert found.steps[0].args == {"map": {"1": "active", "prospect": "p"}}
    assert (found.fit, found.loss, found.unmatched) == (Fit.LOSES, Loss.OPTIONS, ("Gone",))


def test_a_default_leaves_no_option_unmatched() -> None:
    here, there = (Choice("x", "X"),), (Choice("y", "Y"),)
    steps = (Step("choice", {"map": {}, "default": "y"}),)
    assert unmatched(here, there, ()) == ("X",)
    assert unmatched(here, there, steps) == ()
