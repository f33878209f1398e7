"""Telling the bad from the good where HubSpot refuses a batch as a whole (P7).

What the refusal names is set apart first; the rest is halved, and a half that is known to hold
the bad one is never sent whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from connectors.hubspot.errors import CORRELATION, Named, named_in, refusal_in
from connectors.kit.http import Answer
from core.errors import Code, Refusal

Item = TypeVar("Item")
Answered = TypeVar("Answered")

PATIENCE = 16  # requests without one success, after which it is not the records' fault
_SURE = frozenset({Code.PROPERTY_MISSING, Code.READ_ONLY})  # whatever the value


@dataclass(frozen=True, slots=True)
class Turned:
    """A batch was refused as a whole: why, and whom HubSpot named."""

    refusal: Refusal
    named: Named
    too_large: bool = False  # together they were too much; each may be good

    @property
    def is_sure(self) -> bool:
        """Tell whether everything named is bad, not only something of it."""
        return bool(self.named.ids) or self.refusal.code in _SURE


def turned(answer: Answer) -> Turned:
    """Read the refusal of several inputs."""
    error = answer.body if isinstance(answer.body, dict) else {}
    refusal, named = refusal_in(error, answer.headers.get(CORRELATION)), named_in(error)
    if refusal.code in _SURE and refusal.field is not None:
        named = replace(named, fields=frozenset({refusal.field}))  # the others may be blameless
    return Turned(refusal, named, too_large=answer.status == 413)


class Culprits(Generic[Item, Answered]):
    """Answers every item of one batch, in as few requests as the refusals allow.

    `send` applies items together, or tells how they were turned down, nothing being done.
    `is_named` tells whether an item is among those that a refusal names.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Item]], Sequence[Answered] | Turned],
        is_named: Callable[[Item, Named], bool],
        refuse: Callable[[Refusal], Answered],
    ) -> None:
        self._send = send
        self._is_named = is_named
        self._refuse = refuse
        self._fruitless = 0  # requests so far, while none has succeeded

    def answer(self, items: Sequence[Item]) -> list[Answered]:
        """Send items together; if they are turned down, find out which of them are to blame."""
        told = self._try(items)
        return self._part(items, told) if isinstance(told, Turned) else list(told)

    def _try(self, items: Sequence[Item]) -> Sequence[Answered] | Turned:
        told = self._send(items)
        if not isinstance(told, Turned):
            self._fruitless = -len(items) * 2  # some are good: go on to the end
        else:
            self._fruitless += 1
        return told

    def _part(self, items: Sequence[Item], told: Turned) -> list[Answered]:
        """Answer items that were turned down together."""
        suspects = [self._is_named(item, told.named) for item in items]
        if not any(suspects) or (all(suspects) and not told.is_sure):
            return self._halve(items, told)
        good = [item for item, suspect in zip(items, suspects, strict=True) if not suspect]
        bad = [item for item, suspect in zip(items, suspects, strict=True) if suspect]
        good_answers = iter(self.answer(good) if good else ())
        if told.is_sure:
            bad_answers = iter([self._refuse(told.refusal) for _ in bad])
        else:
            bad_answers = iter(self._halve(bad, told))
        return [next(bad_answers if suspect else good_answers) for suspect in suspects]

    def _halve(self, items: Sequence[Item], told: Turned) -> list[Answered]:
        """Answer items of which at least one is bad."""
        if len(items) == 1 or self._fruitless >= PATIENCE:
            return [self._refuse(told.refusal) for _ in items]
        middle = len(items) // 2
        left, right = items[:middle], items[middle:]
        if told.too_large:
            return self.answer(left) + self.answer(right)
        answer = self._try(left)
        if isinstance(answer, Turned):
            return self._part(left, answer) + self.answer(right)
        return list(answer) + self._halve(right, told)
