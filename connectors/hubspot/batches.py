"""Writing records, a hundred in a request, and telling what became of each.

Every input carries a trace id: with it HubSpot writes the good ones of a batch and names the bad.
Answers come shuffled, so they are joined by trace id, else by the record's id or key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from connectors.hubspot import lookup, paths
from connectors.hubspot.api import BATCH, DONE, Api
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.culprits import Culprits, Turned, turned
from connectors.hubspot.errors import CORRELATION, Named, named_in, refusal_in
from connectors.hubspot.wire import moment
from connectors.kit.http import Answer
from core.connector import Outcome, Write
from core.errors import Code, Refusal, SyncError
from core.records import Record

Row = Mapping[str, Any]

TRACES = tuple(str(index) for index in range(BATCH))
_PLACES = {trace: index for index, trace in enumerate(TRACES)}


class BatchWriter:
    """Writes records of one stream in one way; `what` ends the address.

    "create" makes records and may not be repeated, "upsert" goes by the unique property `key`,
    "update" and "archive" go by id.
    """

    def __init__(
        self, api: Api, catalog: Catalog, stream: str, what: str, key: str | None = None
    ) -> None:
        self._api = api
        self._catalog = catalog
        self._stream = stream
        self._what = what
        self._key = key
        self._properties = catalog.properties(stream)
        self._has_written = False

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Apply up to 100 writes; answer each, in that order."""
        twice = self._repetitions(writes)
        culprits = Culprits(self._send, self._is_named, lambda refusal: Outcome(refusal=refusal))
        once = [write for place, write in enumerate(writes) if place not in twice]
        answers = iter(culprits.answer(once) if once else ())
        repeated = Outcome(refusal=Refusal(Code.DUPLICATE_IN_BATCH))
        return [repeated if place in twice else next(answers) for place in range(len(writes))]

    # -- there ----------------------------------------------------------------------------------

    def _send(self, writes: Sequence[Write]) -> Sequence[Outcome] | Turned:
        try:
            answer = self._api.batch(
                paths.batch(self._stream, self._what),
                [self._input(trace, write) for trace, write in zip(TRACES, writes, strict=False)],
                repeatable=self._what != "create",
            )
        except SyncError as error:
            if self._what != "create" or not self._has_written:
                raise
            # Others of this call are there and would be forgotten, and made again, if this raised.
            return [Outcome(refusal=Refusal(error.code, reference=error.reference))] * len(writes)
        if answer.status not in DONE:
            told = turned(answer)
            return replace(told, refusal=self._better(told.refusal))
        self._has_written = True
        if self._what == "archive":
            return [Outcome()] * len(writes)
        return self._outcomes(answer, writes)

    def _input(self, trace: str, write: Write) -> dict[str, object]:
        if self._what == "archive":
            return {"id": write.id}
        values = self._properties.codec.spelt(write.values)
        item: dict[str, object] = {"objectWriteTraceId": trace, "properties": values}
        if self._what == "update":
            item["id"] = write.id
        elif self._key is not None:
            item["id"], item["idProperty"] = write.key, self._key
            values[self._key] = write.key or ""  # so that the answer has it, to be joined by
        return item

    def _repetitions(self, writes: Sequence[Write]) -> frozenset[int]:
        """Return the places of writes to a record that an earlier one is for already.

        HubSpot refuses a batch that names a record twice.
        """
        first: dict[str, int] = {}
        if self._what != "create":
            for place, write in enumerate(writes):
                first.setdefault(self._name(write), place)
        return frozenset(range(len(writes))) - set(first.values()) if first else frozenset()

    def _name(self, write: Write) -> str:
        """Return the text by which HubSpot knows a write's record; keys have no case there."""
        name = write.key if self._what == "upsert" else write.id
        return (name or "").strip().lower()

    def _is_named(self, write: Write, named: Named) -> bool:
        return (
            not named.fields.isdisjoint(write.values)
            or self._name(write) in named.ids
            or (write.key is not None and write.key in named.ids)
        )

    # -- and back -------------------------------------------------------------------------------

    def _outcomes(self, answer: Answer, writes: Sequence[Write]) -> list[Outcome]:
        body, reference = answer.body, answer.headers.get(CORRELATION)
        names = {} if self._what == "create" else {self._name(w): i for i, w in enumerate(writes)}
        outcomes: dict[int, Outcome] = {}
        strays: list[Row] = []
        for row in body["results"]:
            place = self._place(row, names)
            if place is None:
                strays.append(row)
            else:
                outcomes[place] = self._done(row, writes[place])
        errors = [(each, refusal_in(each, reference)) for each in body.get("errors") or ()]
        leftover = self._refused(errors, names, outcomes)
        if strays:
            self._adopt(strays, writes, outcomes)
        unknown = Outcome(refusal=leftover or Refusal(Code.OUTCOME_UNKNOWN))
        return [outcomes.get(place, unknown) for place in range(len(writes))]

    def _place(self, row: Row, names: Mapping[str, int]) -> int | None:
        """Return which write a result belongs to."""
        trace = row.get("objectWriteTraceId")
        if trace is not None:
            return _PLACES.get(trace)
        name = row["properties"].get(self._key) if self._key else row["id"]
        return names.get(name.strip().lower()) if name else None

    def _done(self, row: Row, write: Write) -> Outcome:
        """Return a success: with HubSpot's own values, and ours where it does not tell."""
        properties = row["properties"]
        told = [name for name in write.values if name in properties]
        fields = {**write.values, **self._properties.codec.values(properties, told)}
        record = Record(self._stream, row["id"], fields, moment(row.get("updatedAt")))
        created = self._what == "create" or row.get("new") is True
        return Outcome(record, created=created)

    def _refused(
        self,
        errors: Sequence[tuple[Row, Refusal]],
        names: Mapping[str, int],
        outcomes: dict[int, Outcome],
    ) -> Refusal | None:
        """Note the refusals of a 207; return one that names no input, if there is such."""
        leftover: Refusal | None = None
        for error, told in errors:
            named, refusal = named_in(error), self._better(told)
            places = [_PLACES[trace] for trace in named.traces if trace in _PLACES]
            places += [names[name] for each in named.ids if (name := each.lower()) in names]
            for place in places:
                outcomes[place] = Outcome(refusal=refusal)
            if not places:
                leftover = refusal
        return leftover

    def _adopt(
        self, strays: Sequence[Row], writes: Sequence[Write], outcomes: dict[int, Outcome]
    ) -> None:
        """Join results that say neither trace nor name: ask for the records once more."""
        places = [place for place in range(len(writes)) if place not in outcomes]
        by_id = {str(row["id"]): row for row in strays}
        found: Mapping[str, Record] = {}
        if self._key is not None:
            keys = [writes[place].key or "" for place in places]
            found = lookup.find(self._api, self._catalog, self._stream, self._key, keys, ())
        elif self._what == "update":
            ids = [writes[place].id or "" for place in places]
            found = lookup.fetch(self._api, self._catalog, self._stream, ids, ())
        for place in places:
            record = found.get(writes[place].key or writes[place].id or "")
            if record is not None and record.id in by_id:
                outcomes[place] = self._done(by_id[record.id], writes[place])

    def _better(self, refusal: Refusal) -> Refusal:
        """Read a refusal without a known word, of a unique property, as: the value is taken."""
        field = self._properties.fields.get(refusal.field or "")
        if refusal.code is Code.RECORD_REFUSED and field is not None and field.unique:
            return replace(refusal, code=Code.CONFLICTING_ID)
        return refusal
