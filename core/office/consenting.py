"""Which policy the office has accepted. The text itself comes with the program."""

from core.office.parts import Parts
from core.store import installation
from core.store.installation import Consent


class Consenting:
    """The office's consent. All methods touch disk."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def accepted(self) -> Consent | None:
        """Return which version was accepted last, and when; None before that."""
        return installation.consent(self._parts.store)

    def accept(self, version: str) -> None:
        """Write down that somebody of the office accepted a version."""
        installation.give_consent(self._parts.store, version, self._parts.clock.now())
