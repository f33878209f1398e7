"""Changes tenants one by one: read, checked, replaced as a whole, and read back."""

from collections.abc import Sequence

from connectors.buildium import writing
from connectors.buildium.listing import ROOT, Lists
from connectors.buildium.reading import question
from connectors.buildium.schema import STREAMS, Stream
from connectors.buildium.versions import Versions
from connectors.buildium.wire import Row
from connectors.kit.http import ApiClient
from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal, RefusedError, SyncError, UserActionError
from core.records import Record

FORBIDDEN = 403


class Writer:
    """Applies writes of one stream and kind, in order."""

    def __init__(self, api: ApiClient, lists: Lists, versions: Versions) -> None:
        self._api = api
        self._lists = lists
        self._versions = versions

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
                    if not any(_may_have_happened(outcome) for outcome in outcomes):
                        raise
                    ended = error
            outcomes.append(Outcome(refusal=Refusal(ended.code)))
        return outcomes

    def _one(self, write: Write) -> Outcome:
        stream = STREAMS[write.stream]
        if not stream.writable or write.kind is not WriteKind.UPDATE:
            return Outcome(refusal=Refusal(Code.READ_ONLY))
        refusal = writing.flaw(write)
        if refusal is not None:
            return Outcome(refusal=refusal)
        try:
            return self._update(stream, write)
        except RefusedError as error:
            return Outcome(refusal=error.refusal)
        except UserActionError as error:
            if error.status != FORBIDDEN:
                raise
            return Outcome(refusal=Refusal(error.code))

    def _update(self, stream: Stream, write: Write) -> Outcome:
        row = self._lists.one(stream, write.id or "")
        if row is None:
            return Outcome(refusal=Refusal(Code.NOT_FOUND))
        if write.version is not None and write.version != self._versions.of(row):
            return Outcome(refusal=Refusal(Code.CHANGED_MEANWHILE))
        before = self._record(write, row)
        if before.fields == write.values:
            return Outcome(before)
        refusal = writing.loss(row, write.values)
        if refusal is not None:
            return Outcome(refusal=refusal)
        sure = self._put(f"{ROOT}{stream.path}/{write.id}", writing.body(row, write.values))
        return self._read_back(stream, write, before, sure=sure)

    def _put(self, path: str, body: object) -> bool:
        """Replace a tenant; return whether Buildium answered that it has.

        Not repeated: meanwhile somebody may have changed what a repetition would put back (P5).
        """
        try:
            self._api.request("PUT", path, json=body)
        except SyncError as error:
            if error.code is not Code.OUTCOME_UNKNOWN:
                raise
            return False
        return True

    def _read_back(self, stream: Stream, write: Write, before: Record, *, sure: bool) -> Outcome:
        """See what Buildium has kept, whatever it answered: an answer that it has is no proof."""
        row = self._lists.one(stream, write.id or "")
        if row is None:
            return Outcome(refusal=Refusal(Code.NOT_FOUND))
        after = self._record(write, row)
        for name, value in write.values.items():
            was, now = before.fields[name], after.fields[name]
            if was != value and now == was:
                code = Code.RECORD_REFUSED if sure else Code.OUTCOME_UNKNOWN
                return Outcome(refusal=Refusal(code, field=name if sure else None))
        return Outcome(after)

    def _record(self, write: Write, row: Row) -> Record:
        return question(write.stream, write.values).record(row, self._versions.of(row))


def _may_have_happened(outcome: Outcome) -> bool:
    return outcome.refusal is None or outcome.refusal.code is Code.OUTCOME_UNKNOWN
