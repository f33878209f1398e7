"""Writes clients and requests, one mutation each: Jobber has no batches."""

from collections.abc import Mapping, Sequence

from connectors.jobber import writing
from connectors.jobber.errors import refusal
from connectors.jobber.listing import Asking
from connectors.jobber.reading import Question, question
from connectors.jobber.rows import Stream
from connectors.jobber.schema import STREAMS
from connectors.jobber.wire import Row
from connectors.kit.graphql import Document, document, joined, tree, under
from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal, RefusedError, SyncError


class Writer:
    """Applies writes of one stream and kind, in order."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Answer each write. As long as nothing has happened an error ends them all; once
        something has, what is left is refused with the error's code, and tried again another day.
        """
        if not writes:
            return []
        stream = STREAMS[writes[0].stream]
        if not stream.writable:
            return [Outcome(refusal=Refusal(Code.READ_ONLY)) for _ in writes]
        there = self._there(stream, writes)
        outcomes: list[Outcome] = []
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
            outcomes.append(Outcome(refusal=Refusal(ended.code)))
        return outcomes

    def _there(self, stream: Stream, writes: Sequence[Write]) -> Mapping[str, Row]:
        """Return what has to be known of the records as they are now, by id."""
        known = [write for write in writes if write.kind is not WriteKind.CREATE and write.id]
        if not known:
            return {}
        names = {name for write in known for name in write.values}
        paths = writing.needed(names if stream.one == "client" else ())
        seen = Question(stream, tree(paths), (), ())
        return self._asking.fetch(seen, [write.id or "" for write in known])

    def _one(self, stream: Stream, write: Write, there: Mapping[str, Row]) -> Outcome:
        now = there.get(write.id or "", {})
        if write.kind is not WriteKind.CREATE:
            if not now:
                is_done = write.kind is WriteKind.ARCHIVE
                return Outcome() if is_done else Outcome(refusal=Refusal(Code.NOT_FOUND))
            # Jobber compares no versions, so this is as near as one gets to it.
            if write.version is not None and now.get("updatedAt") != write.version:
                return Outcome(refusal=Refusal(Code.CHANGED_MEANWHILE))
        if write.kind is WriteKind.ARCHIVE and not stream.archivable:
            return Outcome(refusal=Refusal(Code.READ_ONLY))
        if (flaw := writing.flaw(stream, write)) is not None:
            return Outcome(refusal=flaw)
        try:
            return self._sent(stream, write, now)
        except RefusedError as error:
            return Outcome(refusal=error.refusal)
        except SyncError as error:
            if error.code is not Code.OUTCOME_UNKNOWN:
                raise
            return Outcome(refusal=Refusal(error.code))

    def _sent(self, stream: Stream, write: Write, now: Row) -> Outcome:
        asked = question(stream.name, write.values)
        sent, variables = _mutation(stream, write, asked, now)
        (payload,) = self._asking.ask(sent, variables).data.values() or ({},)
        body = payload if isinstance(payload, Mapping) else {}
        if body.get("userErrors"):
            return Outcome(refusal=refusal(body["userErrors"], writing.PATHS))
        row = body.get(stream.one)
        if write.kind is WriteKind.ARCHIVE:
            return Outcome()
        if not isinstance(row, Mapping):
            raise SyncError(Code.OUTCOME_UNKNOWN)
        if asked.is_cut(row):
            row = self._asking.wide(asked, str(row["id"])) or row
        return Outcome(asked.record(row), created=write.kind is WriteKind.CREATE)


def _mutation(
    stream: Stream, write: Write, asked: Question, now: Row
) -> tuple[Document, dict[str, object]]:
    """Return what is sent for a write, and its variables."""
    one, variables = stream.one, dict[str, object]()
    archives = write.kind is WriteKind.ARCHIVE
    word = {WriteKind.CREATE: "Create", WriteKind.UPDATE: "Edit", WriteKind.ARCHIVE: "Archive"}
    name, declared, passed = f"{one}{word[write.kind]}", [], []
    if write.kind is not WriteKind.CREATE:
        variables[f"{one}Id"] = write.id
        declared.append(f"${one}Id: EncodedId!")
        passed.append(f"{one}Id: ${one}Id")
    if not archives:
        is_client = one == "client"
        body = writing.client_input(stream, write, now) if is_client else None
        variables["input"] = body if body is not None else writing.request_input(write)
        declared.append(f"$input: {name[0].upper()}{name[1:]}Input!")
        passed.append("input: $input")
    answered = joined(
        under(one, tree(["id"]) if archives else asked.row), tree(["userErrors/path"])
    )
    call = under(f"{name}({', '.join(passed)})", answered)
    return document(
        "mutation", f"{name[0].upper()}{name[1:]}", call, ", ".join(declared)
    ), variables


def _may_have_happened(outcome: Outcome) -> bool:
    return outcome.refusal is None or outcome.refusal.code is Code.OUTCOME_UNKNOWN
