"""Writes people and companies, one request each: Clio has no batches."""

from collections.abc import Mapping, Sequence

from connectors.clio import custom, writing
from connectors.clio.listing import ROOT, Lists, Params
from connectors.clio.reading import Question, ask, question
from connectors.clio.schema import STREAMS, Stream
from connectors.clio.wire import Row
from connectors.kit.http import Answer, ApiClient
from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal, RefusedError, SyncError, UserActionError

FORBIDDEN = 403


class Writer:
    """Applies writes of one stream and kind, in order."""

    def __init__(self, api: ApiClient, lists: Lists) -> None:
        self._api = api
        self._lists = lists

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
            outcomes.append(Outcome(refusal=Refusal(ended.code, reference=ended.reference)))
        return _unless_forbidden(outcomes)

    def _there(self, stream: Stream, writes: Sequence[Write]) -> Mapping[str, Row]:
        """Return what has to be known of the contacts as they are now, by id."""
        known = [write for write in writes if _needs_look(write)]
        if not known:
            return {}
        names = {name for write in known for name in write.values}
        customs = [custom.custom_id(name) for name in names if custom.is_custom(name)]
        ids = [write.id or "" for write in known]
        params: Params = {"ids[]": ids, **custom.only(customs)}
        fields = ask(("id", "etag", *writing.needed(names)))
        rows = self._lists.start(stream.path, fields, params).rows
        return {str(row["id"]): row for row in rows}

    def _one(self, stream: Stream, write: Write, there: Mapping[str, Row]) -> Outcome:
        try:
            match write.kind:
                case WriteKind.ARCHIVE:
                    return self._delete(stream, write, there)
                case WriteKind.CREATE:
                    return self._create(stream, write)
                case WriteKind.UPDATE:
                    return self._update(stream, write, there)
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
        data = {"type": stream.type, **writing.data(write, {})}
        asked = question(stream.name, write.values)
        answer = self._send("POST", stream.path, asked, data)
        return Outcome(asked.records([answer.body["data"]])[0], created=True)

    def _update(self, stream: Stream, write: Write, there: Mapping[str, Row]) -> Outcome:
        if (flaw := writing.flaw(stream, write)) is not None:
            return Outcome(refusal=flaw)
        inside = bool(writing.needed(write.values))
        row = there.get(write.id or "")
        if inside and row is None:
            return Outcome(refusal=Refusal(Code.NOT_FOUND))
        # What was just read of the contact's insides is as good as a version: an address that
        # somebody removes in between is not written to.
        version = write.version or (row.get("etag") if row else None)
        asked = question(stream.name, write.values)
        path = f"{stream.path}/{write.id}"
        data = writing.data(write, row or {})
        answer = self._send("PATCH", path, asked, data, {"if-match": version} if version else {})
        return Outcome(asked.records([answer.body["data"]])[0])

    def _delete(self, stream: Stream, write: Write, there: Mapping[str, Row]) -> Outcome:
        # Clio's DELETE takes no If-Match, so this is as near as one gets to it.
        row = there.get(write.id or "")
        if row is not None and row.get("etag") != write.version:
            return Outcome(refusal=Refusal(Code.CHANGED_MEANWHILE))
        path = f"{ROOT}{stream.path}/{write.id}.json"
        self._api.request("DELETE", path, accept=(200, 204, 404), repeatable=True)
        return Outcome()

    def _send(
        self,
        method: str,
        path: str,
        asked: Question,
        data: Mapping[str, object],
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        answer = self._api.request(
            method,
            f"{ROOT}{path}.json",
            params={"fields": asked.asked, **custom.only(asked.customs)},
            json={"data": data},
            headers=headers,
        )
        if not isinstance(answer.body, dict) or not isinstance(answer.body.get("data"), dict):
            raise SyncError(Code.OUTCOME_UNKNOWN, status=answer.status)
        return answer


def _needs_look(write: Write) -> bool:
    if write.kind is WriteKind.UPDATE:
        return bool(writing.needed(write.values))
    return write.kind is WriteKind.ARCHIVE and write.version is not None


def _may_have_happened(outcome: Outcome) -> bool:
    return outcome.refusal is None or outcome.refusal.code is Code.OUTCOME_UNKNOWN


def _unless_forbidden(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Return `outcomes`, unless all of several were forbidden: then the sign-in may not write."""
    refusals = [outcome.refusal for outcome in outcomes]
    forbidden = [refusal for refusal in refusals if refusal and refusal.code is Code.NOT_PERMITTED]
    if len(forbidden) == len(outcomes) > 1:
        raise UserActionError(
            Code.NOT_PERMITTED, status=FORBIDDEN, reference=forbidden[0].reference
        )
    return outcomes
