"""Which records a healthcare system never sends at all: the deceased, minors, and who asked for
confidential contact; and what is no appointment. Pure, told the time.
"""

from collections import Counter
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime

from core.records import Record
from core.schema import Guard, RowRule, Withheld

MINORS = "minors"
"""What a manager switches on, as if it were a field, to have minors sent too."""


_ALONE = nullcontext()  # where there is but one thread


class Rows:
    """The row rules of one stream. `opted_in` are the office's."""

    def __init__(
        self,
        guard: Guard,
        opted_in: Collection[str] = (),
        counting: AbstractContextManager[object] = _ALONE,
    ) -> None:
        self._counting = counting
        self._rules = tuple(
            rule
            for rule in guard.rows
            if not (rule.withheld is Withheld.MINOR and MINORS in opted_in)
        )
        self.fields = frozenset(rule.field for rule in self._rules)  # to be read for it
        self.counts: Counter[Withheld] = Counter()  # sights of records held back

    def hold(self, cause: Withheld, count: int) -> None:
        """Count records that are held back by more than their own fields."""
        if count:
            with self._counting:
                self.counts[cause] += count

    def admits(self, record: Record, now: datetime) -> bool:
        """Return whether a record, as the system told it, may be sent; count it if not."""
        for rule in self._rules:
            if not _passes(rule, record, now):
                with self._counting:
                    self.counts[rule.withheld] += 1
                return False
        return True


def _passes(rule: RowRule, record: Record, now: datetime) -> bool:
    if rule.field not in record.fields:
        return not rule.needed
    value = record.fields[rule.field]
    if rule.only and value not in rule.only:
        return False
    if rule.under and isinstance(value, date):
        return _age(value, now.date()) >= rule.under
    return True


def _age(born: date, today: date) -> int:
    """Return the years that somebody has lived.

    >>> _age(date(2008, 11, 26), date(2026, 11, 25)), _age(date(2008, 11, 25), date(2026, 11, 25))
    (17, 18)
    """
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not had_birthday)
