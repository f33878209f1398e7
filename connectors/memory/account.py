"""The account: its records, what people do to them, and how strict it is with what is written."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from connectors.memory.stream import Changes as Changes
from connectors.memory.stream import MemoryStream, shown
from core.connector import (
    Account,
    Association,
    NeededField,
    Outcome,
    Preparation,
    Prepared,
    Write,
    WriteKind,
)
from core.errors import Code, Refusal
from core.records import FieldValue, Record
from core.schema import Admission, Choice, DataClass, Field, StreamSchema


class MemoryAccount:
    """One account's records. What people do there is `put`, `archive`, `delete` and `merge`."""

    def __init__(self, schemas: Sequence[StreamSchema], account: Account | None = None) -> None:
        self.account = account or Account("7001", "Example Office", currencies=("USD",))
        self.tokens = {"secret-token"}
        self.owners: dict[str, str] = {}
        self.ties: set[Association] = set()
        self.labels: set[tuple[str, str, str]] = set()  # from, to, text
        self.applied: list[Write] = []  # every write that took effect, in order
        self.refusals = 0  # writes that were turned down
        self.asked: Counter[str] = Counter()  # requests by their name
        self.fields_asked: set[str] = set()
        self.unique_limit = 10  # custom unique properties that a stream may have
        self.batch_size = 100
        self.page_size = 100
        self.overlap = 0  # changes before its cursor that a reading repeats
        self.answers_429 = 0
        self.watch: Callable[[str], None] = lambda _moment: None
        self.refuse: Callable[[Write], Refusal | None] = lambda _write: None
        self.reformat: Callable[[str, FieldValue], FieldValue] = lambda _name, value: value
        self.prepared: Callable[[Preparation], None] = lambda _needed: None
        self._streams = {schema.name: MemoryStream(schema) for schema in schemas}
        self._lock = threading.RLock()
        self._tick = 0
        self._last_id = 100

    # -- what people do there -----------------------------------------------------------------

    def put(
        self,
        stream: str,
        fields: Mapping[str, FieldValue],
        *,
        id: str | None = None,
        references: Mapping[str, tuple[str, ...]] | None = None,
    ) -> str:
        """Make a record, or change the one of this id; return its id."""
        with self._lock:
            kept = self._streams[stream]
            name = self._new_id() if id is None else id
            before = kept.rows.get(name) or Record(stream, name, {})
            now = replace(
                before,
                fields={**before.fields, **fields},
                references=before.references if references is None else references,
            )
            kept.keep(now, self._next_tick())
            return name

    def archive(self, stream: str, id: str, *, archived: bool = True) -> None:
        with self._lock:
            kept = self._streams[stream]
            kept.keep(replace(kept.rows[id], archived=archived), self._next_tick())

    def delete(self, stream: str, id: str) -> None:
        with self._lock:
            self._streams[stream].delete(id, self._next_tick())

    def merge(self, stream: str, first: str, second: str) -> str:
        """Merge two records into a new one; what the first says stands. Both old ids lead there."""
        with self._lock:
            kept = self._streams[stream]
            one, other = kept.rows.pop(first), kept.rows.pop(second)
            full = {name: value for name, value in one.fields.items() if value is not None}
            new = self._new_id()
            kept.keep(replace(one, id=new, fields={**other.fields, **full}), self._next_tick())
            for old in (first, second):
                del kept.changed[old]
                kept.merged[old] = new
            return new

    def records(self, stream: str) -> dict[str, Record]:
        """Return what is there now and not archived, by id."""
        with self._lock:
            kept = self._streams[stream]
            return {row.id: shown(row, kept.schema.fields) for row in kept.alive()}

    def count(self, stream: str) -> int:
        with self._lock:
            return sum(1 for _row in self._streams[stream].alive())

    def streams(self) -> list[str]:
        return list(self._streams)

    def schema(self, stream: str) -> StreamSchema:
        return self._streams[stream].schema

    def set_field(self, stream: str, made: Field) -> None:
        self._streams[stream].set_field(made)

    def drop_field(self, stream: str, name: str) -> None:
        """Delete a property, with its values."""
        with self._lock:
            self._streams[stream].drop_field(name)

    # -- what is asked of it ------------------------------------------------------------------

    def changes(self, stream: str, since: int, after: int, fields: Collection[str]) -> Changes:
        """Return a page of what changed from tick `since` on and after tick `after`.

        From the beginning (0), what is archived or deleted is left out.
        """
        with self._lock:
            return self._streams[stream].changes(since, after, self.page_size, fields)

    def read_by_id(self, stream: str, id: str, fields: Collection[str]) -> Record | None:
        with self._lock:
            row = self._streams[stream].by_id(id)
            return None if row is None else shown(row, fields)

    def find(self, stream: str, by: str, value: str) -> Record | None:
        """Return the record that holds a unique value, whatever its case."""
        with self._lock:
            return self._streams[stream].holder(by, value)

    def prepare(self, stream: str, needed: Preparation) -> Prepared:
        with self._lock:
            fields = self.schema(stream).fields
            for wanted in needed.fields:
                if wanted.name not in fields:
                    self.set_field(stream, _made(wanted))
            self.prepared(needed)
            self.labels.update((stream, each.to_stream, each.label) for each in needed.labels)
            if needed.key not in fields:
                if (
                    sum(each.unique and each.custom for each in fields.values())
                    >= self.unique_limit
                ):
                    return Prepared(False, (Refusal(Code.IDENTITY_FALLBACK, field=needed.key),))
                key = _made(NeededField(needed.key, needed.key_label))
                self.set_field(stream, replace(key, unique=True))
            return Prepared(self.schema(stream).fields[needed.key].unique)

    def apply(self, write: Write, key: str, earlier: Collection[str]) -> Outcome:
        """Carry out one write, or refuse it; `earlier` are keys of the same batch."""
        with self._lock:
            row = self._target(write, key)
            if write.key is not None and write.key in earlier:
                return Outcome(refusal=Refusal(Code.DUPLICATE_IN_BATCH))
            refusal = self.refuse(write) or self._flaw(write, row)
            if refusal is not None:
                self.refusals += 1
                return Outcome(refusal=refusal)
            self.applied.append(write)
            if write.kind is WriteKind.ARCHIVE:
                assert write.id is not None
                self.archive(write.stream, write.id)
                return Outcome()
            values = {name: self.reformat(name, value) for name, value in write.values.items()}
            if write.key is not None:
                values[key] = write.key
            there = row.references if row is not None else {}
            ties = {name: (to,) if to is not None else () for name, to in write.references.items()}
            made = self.put(
                write.stream,
                values,
                id=row.id if row is not None else None,
                references={**there, **ties},
            )
            kept = self._streams[write.stream].rows[made]
            return Outcome(shown(kept, values), created=row is None)

    def tie(self, tie: Association) -> Refusal | None:
        with self._lock:
            ends = ((tie.from_stream, tie.from_id), (tie.to_stream, tie.to_id))
            found = [self.read_by_id(stream, each, ()) for stream, each in ends]
            if any(row is None or row.archived for row in found):
                return Refusal(Code.NOT_FOUND)
            if (tie.from_stream, tie.to_stream, tie.label) not in self.labels:
                tie = replace(tie, label="")
            self.ties.discard(replace(tie, remove=False))
            if not tie.remove:
                self.ties.add(tie)
            return None

    # -- inside -------------------------------------------------------------------------------

    def _target(self, write: Write, key: str) -> Record | None:
        """Return the record that a write is about; None if it makes a new one."""
        if write.kind is WriteKind.CREATE:
            return self.find(write.stream, key, write.key) if write.key is not None else None
        assert write.id is not None
        return self.read_by_id(write.stream, write.id, self.schema(write.stream).fields)

    def _flaw(self, write: Write, row: Record | None) -> Refusal | None:
        if write.kind is not WriteKind.CREATE and (row is None or row.archived):
            return Refusal(Code.NOT_FOUND)
        if row is not None and write.version not in (None, row.version):
            return Refusal(Code.CHANGED_MEANWHILE)
        for name, value in write.values.items():
            known = self.schema(write.stream).fields.get(name)
            if known is None:
                return Refusal(Code.PROPERTY_MISSING, field=name)
            if known.read_only:
                return Refusal(Code.READ_ONLY, field=name)
            chosen = value if isinstance(value, tuple) else () if value is None else (value,)
            if known.choices and not {choice.value for choice in known.choices} >= set(chosen):
                return Refusal(Code.OPTION_UNKNOWN, field=name)
            if known.unique and isinstance(value, str):
                holder = self.find(write.stream, name, value)
                if holder is not None and (row is None or holder.id != row.id):
                    return Refusal(Code.CONFLICTING_ID, field=name, existing_id=holder.id)
        return None

    def _next_tick(self) -> int:
        self._tick += 1
        return self._tick

    def _new_id(self) -> str:
        """Return an id that no stream has or had."""
        while True:
            self._last_id += 1
            made = str(self._last_id)
            if not any(kept.knows(made) for kept in self._streams.values()):
                return made


def _made(wanted: NeededField) -> Field:
    return Field(
        wanted.name,
        wanted.label,
        wanted.type,
        DataClass.PUBLIC,
        Admission.ALLOW,
        choices=tuple(Choice(each, each) for each in wanted.choices),
        custom=True,
    )
