"""The licence desk of a program that takes no licence keys yet: there is the trial, and no more."""

from core.errors import Code, UserActionError
from core.jobs import JobContext
from desktop.presenters.wizard_state import LicenceStanding

_TRIAL = LicenceStanding("Your free trial has begun", "Everything is included for 14 days.")


class TrialDesk:
    """Begins the trial, and knows of it until the program ends."""

    takes_keys = False

    def __init__(self) -> None:
        self._standing: LicenceStanding | None = None

    def standing(self, _job: JobContext) -> LicenceStanding | None:
        return self._standing

    def begin_trial(self, _job: JobContext) -> LicenceStanding:
        self._standing = _TRIAL
        return _TRIAL

    def use_key(self, _key: str, _job: JobContext) -> LicenceStanding:
        raise UserActionError(Code.SETTING_INVALID, detail="licence key")
