"""When a patient is due again, and who sent them: the one thing worth having of a recall, and the
name of a referral source. Of neither is anything else looked at.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from connectors.opendental import wire
from connectors.opendental.classes import admission, classified, data_class
from connectors.opendental.joins import Values
from connectors.opendental.listing import Lists
from core.errors import Code, RefusedError
from core.records import FieldValue
from core.schema import Field, FieldType

RECALL_DUE = Field(
    "RecallDue",
    "Due again on",
    FieldType.DATE,
    data_class("recall", "DateDue"),
    admission("recall", "DateDue"),
    read_only=True,
    reason=classified("recall")["DateDue"].reason,
)
REFERRAL_SOURCE = Field(
    "ReferralSource",
    "Referral source",
    FieldType.TEXT,
    data_class("referral", "LName"),
    admission("refattach", "ReferralNum"),
    read_only=True,
    reason=classified("refattach")["ReferralNum"].reason,
)
FIELDS: Mapping[str, Field] = {field.name: field for field in (RECALL_DUE, REFERRAL_SOURCE)}

_SENT_BY = "RefFrom"  # not whom a patient was sent to: that is treatment
_UTC = ZoneInfo("UTC")


class RecallRow(msgspec.Struct, frozen=True):
    """What is looked at of a recall."""

    PatNum: int
    DateDue: str = ""
    IsDisabled: str = "false"
    DateTStamp: str = ""


class AttachedRow(msgspec.Struct, frozen=True):
    """What is looked at of a referral of a patient."""

    PatNum: int
    ReferralNum: int
    ReferralType: str = ""
    DateTStamp: str = ""


class SourceRow(msgspec.Struct, frozen=True):
    """What is looked at of a referral source."""

    ReferralNum: int
    LName: str = ""
    NotPerson: str = "false"
    PatNum: int = 0


class Recalls:
    """The first day on which a patient is due, of the recalls that are not switched off."""

    fields = (RECALL_DUE.name,)
    one_by_one = True

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def changed(self, since: str) -> Iterable[str]:
        """Yield patients by going through all recalls: no filter by time is known."""
        rows = self._lists.small("/recalls", RecallRow, {})
        return (str(row.PatNum) for row in rows if is_after(row.DateTStamp, since))

    def values(self, patient: str | None) -> Values:
        params = {} if patient is None else {"PatNum": patient}
        due: dict[str, date] = {}
        for row in self._lists.small("/recalls", RecallRow, params):
            found = wire.day(row.DateDue, _UTC)
            if isinstance(found, date) and row.IsDisabled != "true":
                one = str(row.PatNum)
                due[one] = min(found, due.get(one, found))
        return {one: {RECALL_DUE.name: found} for one, found in due.items()}


class Sources:
    """What sent a patient, if it is no person: "Website". A person, patient or not, is not told."""

    fields = (REFERRAL_SOURCE.name,)
    one_by_one = False

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def changed(self, since: str) -> Iterable[str]:
        """Yield patients; older versions know no filter by time, and then all are gone through."""
        try:
            rows = self._lists.small("/refattaches", AttachedRow, {"DateTStamp": since})
        except RefusedError as error:
            if error.code not in (Code.UNEXPECTED, Code.VALUE_INVALID):
                raise
            rows = self._lists.small("/refattaches", AttachedRow, {})
        return (str(row.PatNum) for row in rows if is_after(row.DateTStamp, since))

    def values(self, _patient: str | None) -> Values:
        sources = self._lists.small("/referrals", SourceRow, {})
        names = {
            row.ReferralNum: row.LName.strip()
            for row in sources
            if row.NotPerson == "true" and row.PatNum == 0
        }
        found: dict[str, dict[str, FieldValue]] = {}
        for row in self._lists.small("/refattaches", AttachedRow, {}):
            name = names.get(row.ReferralNum)
            if row.ReferralType == _SENT_BY and name:
                found.setdefault(str(row.PatNum), {REFERRAL_SOURCE.name: name})
        return found


def is_after(stamp: str, since: str) -> bool:
    """Return whether a row changed since; True where it does not say when."""
    changed, known = wire.naive(stamp), wire.naive(since)
    return changed is None or known is None or changed >= known
