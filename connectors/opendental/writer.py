"""Writes to patients and appointments, one request each, and looks at what was kept: a field that
may not be changed is answered 200 as well.
"""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from connectors.kit.http import ApiClient
from connectors.opendental.listing import ROOT, Lists
from connectors.opendental.reading import question
from connectors.opendental.schema import Stream
from connectors.opendental.streams import STREAMS
from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal, RefusedError, SyncError, UserActionError
from core.records import FieldValue, Record

REJECTED = 401


class Writer:
    """Applies writes of one stream and kind, in order."""

    def __init__(self, api: ApiClient, lists: Lists, zone: ZoneInfo) -> None:
        self._api = api
        self._lists = lists
        self._zone = zone

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Answer each write. As long as nothing has happened an error ends them all; once
        something has, what is left is refused with the error's code, and tried again another day.
        """
        outcomes: list[Outcome] = []
        ended: SyncError | None = None
        for write in writes:
            if ended is None:
                try:
                    outcomes.append(self._one(write))
                    continue
                except SyncError as error:
                    if all(outcome.refusal is not None for outcome in outcomes):
                        raise
                    ended = error
            outcomes.append(Outcome(refusal=Refusal(ended.code)))
        return outcomes

    def _one(self, write: Write) -> Outcome:
        stream = STREAMS[write.stream]
        if (flaw := _flaw(stream, write)) is not None:
            return Outcome(refusal=flaw)
        try:
            self._send(write)
            kept = self._kept(stream, write)
        except RefusedError as error:
            return Outcome(refusal=_refusal(error))
        except SyncError as error:
            if error.code is not Code.OUTCOME_UNKNOWN:
                raise
            return Outcome(refusal=Refusal(error.code))
        if kept is None:
            return Outcome(refusal=Refusal(Code.NOT_FOUND))
        for name, value in write.values.items():
            if not _is_same(kept.fields.get(name), value):
                return Outcome(refusal=Refusal(Code.READ_ONLY, field=name))
        return Outcome(kept)

    def _send(self, write: Write) -> None:
        path, body = _request(write)
        try:
            self._api.request("PUT", path, json=body, repeatable=True)
        except UserActionError as error:
            if error.status != REJECTED:
                raise
            rejected = error
        else:
            return
        if self._lists.keys_are_good():
            raise RefusedError(Code.NOT_PERMITTED, status=rejected.status)
        raise rejected

    def _kept(self, stream: Stream, write: Write) -> Record | None:
        asked = question(stream.name, write.values)
        row = self._lists.one(asked, write.id or "")
        return asked.record(row, self._zone) if row is not None else None


def _flaw(stream: Stream, write: Write) -> Refusal | None:
    """Say what can be known to be wrong with a write before it is sent."""
    if write.kind is not WriteKind.UPDATE or not stream.writable:
        return Refusal(Code.READ_ONLY)  # nothing is made or deleted
    for name in write.values:
        if name not in stream.fields and name not in stream.derived:
            return Refusal(Code.PROPERTY_MISSING, field=name)
        if name not in stream.writable:
            return Refusal(Code.READ_ONLY, field=name)
    for name in write.references:
        code = Code.READ_ONLY if name in stream.references else Code.PROPERTY_MISSING
        return Refusal(code, field=name)
    if write.id is None or not write.id.isdecimal():
        return Refusal(Code.NOT_FOUND)
    confirmed = write.values.get("Confirmed")
    if "Confirmed" in write.values and not isinstance(confirmed, int):
        return Refusal(Code.VALUE_INVALID, field="Confirmed")
    return None


def _request(write: Write) -> tuple[str, Mapping[str, object]]:
    if write.stream == "appointments":
        path = f"{ROOT}/appointments/{write.id}/Confirm"
        return path, {"defNum": write.values["Confirmed"]}
    values = {name: "" if value is None else str(value) for name, value in write.values.items()}
    return f"{ROOT}/patients/{write.id}", values


def _refusal(error: RefusedError) -> Refusal:
    """Of a write, a sentence that we do not know is about the record."""
    return Refusal(Code.RECORD_REFUSED if error.code is Code.UNEXPECTED else error.code)


def _is_same(kept: FieldValue, sent: FieldValue) -> bool:
    """Return whether what was kept is what was sent, but for spaces, case and punctuation."""
    return _bare(kept) == _bare(sent)


def _bare(value: FieldValue) -> str:
    return "".join(char for char in str(value or "").casefold() if char.isalnum())
