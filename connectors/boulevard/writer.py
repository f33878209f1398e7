"""Writes to clients, one request each; its answer has what was kept."""

from collections.abc import Mapping, Sequence

from connectors.boulevard.listing import OURS, Lists
from connectors.boulevard.reading import question
from connectors.boulevard.schema import Stream
from connectors.boulevard.streams import STREAMS
from connectors.kit.graphql import document, under
from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal, RefusedError, SyncError
from core.normal import e164
from core.records import FieldValue

PHONE = "mobilePhone"


class Writer:
    """Applies writes of one stream and kind, in order."""

    def __init__(self, lists: Lists, region: str) -> None:
        self._lists = lists
        self._region = region

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
        values = {name: self._told(name, value) for name, value in write.values.items()}
        if PHONE in values and write.values[PHONE] and values[PHONE] is None:
            return Outcome(refusal=Refusal(Code.VALUE_INVALID, field=PHONE))
        try:
            return self._send(write, values)
        except RefusedError as error:
            # Of a write, a sentence that we do not know is about the record.
            code = Code.RECORD_REFUSED if error.code is Code.UNEXPECTED else error.code
            return Outcome(refusal=Refusal(code))

    def _send(self, write: Write, values: Mapping[str, str | None]) -> Outcome:
        asked = question(write.stream, write.values)
        changing = document(
            "mutation",
            "UpdateClient",
            under("updateClient(input: $input)/client", asked.node),
            "$input: UpdateClientInput!",
        )
        data, errors = self._lists.ask(changing, {"input": {"id": write.id, **values}})
        row = (data.get("updateClient") or {}).get("client")
        if not isinstance(row, dict):
            return Outcome(refusal=Refusal(Code.NOT_FOUND if errors else Code.OUTCOME_UNKNOWN))
        if asked.merged_into(row) is not None:
            return Outcome(refusal=Refusal(Code.CHANGED_MEANWHILE))
        kept = asked.record(row)
        for name, value in values.items():
            if not _is_same(kept.fields.get(name), value):
                return Outcome(refusal=Refusal(Code.READ_ONLY, field=name))
        return Outcome(kept)

    def _told(self, name: str, value: FieldValue) -> str | None:
        """Return a value as Boulevard takes it; a phone number that is none is None."""
        text = str(value).strip() if value is not None else ""
        if name == PHONE and text:
            return e164(text, self._region)
        return text or None


def _flaw(stream: Stream, write: Write) -> Refusal | None:
    """Say what can be known to be wrong with a write before it is sent."""
    if write.kind is not WriteKind.UPDATE or not stream.writable:
        return Refusal(Code.READ_ONLY)  # nothing is made or put away
    for name in write.values:
        if name not in stream.fields:
            return Refusal(Code.PROPERTY_MISSING, field=name)
        if name not in stream.writable:
            return Refusal(Code.READ_ONLY, field=name)
    for name in write.references:
        code = Code.READ_ONLY if name in stream.references else Code.PROPERTY_MISSING
        return Refusal(code, field=name)
    if write.id is None or not write.id.startswith(OURS):
        return Refusal(Code.NOT_FOUND)
    return None


def _is_same(kept: FieldValue, sent: FieldValue) -> bool:
    """Return whether what was kept is what was sent, but for spaces, case and punctuation."""
    return _bare(kept) == _bare(sent)


def _bare(value: FieldValue) -> str:
    return "".join(char for char in str(value or "").casefold() if char.isalnum())
