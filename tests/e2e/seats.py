"""The window on an office that is open already."""

from core.jobs import JobContext
from core.office import Office
from desktop.entrance import Opened
from desktop.erasing import Erased


class OfOne:
    """Opens the one office that there is."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def open(self, _workers: object, _passphrase: str | None) -> Opened:
        return Opened(self._office)

    def choose_passphrase(self, _passphrase: str) -> None:
        raise AssertionError

    def begin_afresh(self, *, forget_passphrase: bool) -> None:
        raise AssertionError(forget_passphrase)

    def erase(self, _office: object, job: JobContext) -> Erased:
        """Erase all but the files, which the test keeps."""
        rows = self._office.kept.counts()
        return Erased(self._office.kept.erase(), rows, 0, ())
