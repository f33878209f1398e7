"""Writes customers, one or a few requests each, and reads back what ServiceTitan kept of it."""

from collections.abc import Mapping, Sequence

from connectors.servicetitan import writing
from connectors.servicetitan.feeds import Api, Row
from connectors.servicetitan.reading import Reader, question
from connectors.servicetitan.schema import Stream, kind_of
from connectors.servicetitan.streams import STREAMS
from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal, RefusedError, SyncError, UserActionError

FORBIDDEN = 403
CUSTOMERS = "crm/customers"


class Writer:
    """Applies writes of one stream and kind, in order."""

    def __init__(self, api: Api, reader: Reader, new_address: Mapping[str, str]) -> None:
        self._api = api
        self._reader = reader
        self._new_address = new_address

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Answer each write. As long as nothing has happened an error ends them all; once
        something has, what is left is refused with the error's code, and tried again another day.
        """
        if not writes:
            return []
        stream = STREAMS[writes[0].stream]
        if not stream.writable:
            return [Outcome(refusal=Refusal(Code.READ_ONLY)) for _ in writes]
        there = self._rows(stream, [write for write in writes if write.id is not None])
        outcomes: list[Outcome | None] = []
        ended: SyncError | None = None
        for write in writes:
            if ended is None:
                try:
                    outcomes.append(self._one(stream, write, there))
                    continue
                except SyncError as error:
                    if not any(_may_have_happened(outcome) for outcome in outcomes):
                        raise
                    ended = error
            outcomes.append(Outcome(refusal=Refusal(ended.code, reference=ended.reference)))
        return _unless_forbidden(self._read_back(stream, writes, outcomes, there))

    def _rows(self, stream: Stream, writes: Sequence[Write]) -> Mapping[str, Row]:
        """Return the customers as they are now, with their contacts where those are written."""
        if not writes:
            return {}
        rows = list(self._reader.by_ids(stream, [write.id or "" for write in writes]))
        names = {name for write in writes for name in write.values}
        whole = self._reader.completed(writing.parts_of(names), rows)
        return {str(row["id"]): row for row in whole}

    def _one(self, stream: Stream, write: Write, there: Mapping[str, Row]) -> Outcome | None:
        """Apply one write; None for a change whose outcome is still to be read back."""
        try:
            if write.kind is WriteKind.CREATE:
                return self._create(stream, write)
            row = there.get(write.id or "")
            # Merged or deactivated meanwhile: whatever is written there would reach nobody.
            if row is None or row.get("active") is False or kind_of(row) != stream.kind:
                return Outcome(refusal=Refusal(Code.NOT_FOUND))
            # There is no optimistic lock, so this look is as near as one gets to it.
            if write.version is not None and row.get("modifiedOn") != write.version:
                return Outcome(refusal=Refusal(Code.CHANGED_MEANWHILE))
            if write.kind is WriteKind.ARCHIVE:
                self._api.send(
                    "PATCH", f"{CUSTOMERS}/{write.id}", {"active": False}, repeatable=True
                )
                return Outcome()
            return self._update(stream, write, row)
        except RefusedError as error:
            return Outcome(refusal=error.refusal)
        except UserActionError as error:
            if error.status != FORBIDDEN:
                raise
            return Outcome(refusal=Refusal(error.code, reference=error.reference))
        except SyncError as error:
            if error.code is not Code.OUTCOME_UNKNOWN:
                raise
            return Outcome(refusal=Refusal(error.code, reference=error.reference))

    def _create(self, stream: Stream, write: Write) -> Outcome:
        if (flaw := writing.flaw(stream, write)) is not None:
            return Outcome(refusal=flaw)
        body = writing.creation(stream, write.values, self._new_address)
        if isinstance(body, Refusal):
            return Outcome(refusal=body)
        row = self._api.send("POST", CUSTOMERS, body)
        if not isinstance(row.get("id"), int):
            raise SyncError(Code.OUTCOME_UNKNOWN)
        made = self._reader.made(question(stream.name, write.values), row)
        return Outcome(made, created=True)

    def _update(self, stream: Stream, write: Write, row: Row) -> Outcome | None:
        if (flaw := writing.flaw(stream, write)) is not None:
            return Outcome(refusal=flaw)
        body = writing.change(write.values, row)
        if isinstance(body, Refusal):
            return Outcome(refusal=body)
        path = f"{CUSTOMERS}/{write.id}"
        for edit in writing.contact_edits(write.values, row):
            place = f"{path}/contacts" + (f"/{edit.id}" if edit.id is not None else "")
            # To say the same once more does no harm, but a second POST adds a second contact.
            self._api.send(edit.method, place, edit.body, repeatable=edit.method != "POST")
        if body:
            self._api.send("PATCH", path, body, repeatable=True)
        return None

    def _read_back(
        self,
        stream: Stream,
        writes: Sequence[Write],
        outcomes: Sequence[Outcome | None],
        there: Mapping[str, Row],
    ) -> Sequence[Outcome]:
        """Return all outcomes, those of changes as ServiceTitan has them now."""
        changed = [w for w, outcome in zip(writes, outcomes, strict=True) if outcome is None]
        now: Mapping[str, Row] = {}
        failed: SyncError | None = None
        try:
            now = self._rows(stream, changed)
        except SyncError as error:
            failed = error
        told: list[Outcome] = []
        for write, outcome in zip(writes, outcomes, strict=True):
            if outcome is not None:
                told.append(outcome)
            elif failed is not None:
                told.append(Outcome(refusal=Refusal(failed.code, reference=failed.reference)))
            else:
                told.append(self._kept(stream, write, there, now))
        return told

    def _kept(
        self, stream: Stream, write: Write, there: Mapping[str, Row], now: Mapping[str, Row]
    ) -> Outcome:
        asked = question(stream.name, write.values)
        one = write.id or ""
        if one not in now:
            return Outcome(refusal=Refusal(Code.NOT_FOUND))
        before, after = (self._reader.whole(asked, rows[one]) for rows in (there, now))
        passed_over = writing.not_kept(write.values, before.fields, after.fields)
        if passed_over is not None:
            return Outcome(refusal=Refusal(Code.READ_ONLY, field=passed_over))
        return Outcome(after)


def _may_have_happened(outcome: Outcome | None) -> bool:
    if outcome is None or outcome.refusal is None:
        return True
    return outcome.refusal.code is Code.OUTCOME_UNKNOWN


def _unless_forbidden(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Return `outcomes`, unless all of several were forbidden: then the app may not write."""
    refusals = [outcome.refusal for outcome in outcomes]
    forbidden = [refusal for refusal in refusals if refusal and refusal.code is Code.NOT_PERMITTED]
    if len(forbidden) == len(outcomes) > 1:
        raise UserActionError(
            Code.NOT_PERMITTED, status=FORBIDDEN, reference=forbidden[0].reference
        )
    return outcomes
