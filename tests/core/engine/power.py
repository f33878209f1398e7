"""A power cut: at one moment everything stops, and nothing is kept any more."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from core.store.database import Store


class PowerCut(BaseException):
    """The power is off. No Exception, because nothing can react to it."""


class Power:
    """Counts moments, and fails at the n-th for good. 0 never fails."""

    def __init__(self, fails_at: int = 0) -> None:
        self._fails_at = fails_at
        self.moments = 0

    def use(self, moment: str = "applying") -> None:
        """Pass a moment at which it may fail: around each write, there and here."""
        if moment not in ("applying", "applied"):
            return
        self.moments += 1
        if self._fails_at and self.moments >= self._fails_at:
            raise PowerCut


class MortalStore(Store):
    """The real store, until the power fails: before a transaction, or just after one."""

    def __init__(self, store: Store, power: Power) -> None:
        super().__init__(store.engine, store.file)
        self._power = power

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self._power.use()
        with super().write() as connection:
            yield connection
        self._power.use()
