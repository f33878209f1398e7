"""What happens to a value on its way: steps (core.steps), one after another. Pure.

A transform takes the tuple of the system fields' values (one, as a rule) and returns the one
value for HubSpot. `backward` turns one HubSpot value into the tuple of system values, and is None
where that cannot be done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.records import FieldValue
from core.steps import STEPS, Made, Plain, Surroundings, Values, same

Forward = Callable[[Values], FieldValue]
Backward = Callable[[FieldValue], Values]


@dataclass(frozen=True, slots=True)
class Step:
    """One transform of a field mapping, by name, with its settings."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transform:
    """A compiled chain of steps."""

    forward: Forward
    backward: Backward | None
    fills: bool = False  # makes something of nothing
    one: Plain | None = None  # `forward` for the value itself; None if the chain gathers several


def chain(
    steps: tuple[Step, ...],
    *,
    region: str = "US",
    labels: Mapping[str, str] | None = None,
    owners: Callable[[], dict[str, str]] | None = None,
) -> Transform:
    """Compile steps, in order. Raises KeyError for a step that does not exist."""
    around = Surroundings(region, labels or {}, owners)
    made = [STEPS[step.name](dict(step.args), around) for step in steps]
    fills = any(step.fills for step in made)
    if made and made[0].gathers:
        first, rest = made[0], made[1:]
        gather, one = first.forward, None
        then = _one_after_another([step.forward for step in rest])
    else:
        first, rest = _PICK, made
        gather, one = first.forward, _one_after_another([step.forward for step in rest])
        then = one

    def forward(values: Values) -> FieldValue:
        return then(gather(values))

    if any(step.backward is None for step in made):
        return Transform(forward, None, fills, one)

    def backward(value: FieldValue) -> Values:
        for step in reversed(rest):
            assert step.backward is not None
            value = step.backward(value)
        assert first.backward is not None
        values: Values = first.backward(value)
        return values

    return Transform(forward, backward, fills, one)


_PICK = Made(lambda values: values[0], lambda value: (value,), gathers=True)


def _one_after_another(functions: Sequence[Plain]) -> Plain:
    if not functions:
        return same
    if len(functions) == 1:
        return functions[0]
    *before, last = functions
    inner = _one_after_another(before)
    return lambda value: last(inner(value))
