"""What is known of HubSpot's records that are not linked yet: keyed hashes of their match keys.

On a pair's first run the whole portal is listed once; later only what might match the new
records of a page is looked up. Both fill the same scratch table, so matching has one path. What a
run has matched or will create is noted there too, so that a preview decides as a run does. The
table is emptied when the run ends.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.connector import Keyed
from core.engine.setup import Ready
from core.mapping import MatchKey
from core.matching import Found, KeyText, Match, decide, key_texts
from core.plan import Draft, Print
from core.records import FieldValue, Record
from core.schema import FieldType
from core.store.match_index import MatchIndex, Row

_HASHED = 4000  # hashes that are kept at hand: some pages'
_KEY = "key"  # the kind of rows that hold our own identity
_TAKEN = "taken"  # the kind of rows that tell who matched a HubSpot record in this run
_FIND = 100  # values that one request looks up

TakenBy = Callable[[Collection[str]], Mapping[str, str]]
"""Tells which of some HubSpot ids are linked, and to which system id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unlinked system record."""

    draft: Draft
    identity: str  # its key at HubSpot
    mark: bytes
    values: Mapping[str, FieldValue] | None  # to create it with, if nobody matches

    @property
    def system_id(self) -> str:
        return self.draft.record.id


class Portal:
    """The match index of one pair, in words of records and matches."""

    def __init__(self, index: MatchIndex, ready: Ready, fingerprint: Print, region: str) -> None:
        self._index = index
        self._ready = ready
        self._stream = ready.mapping.mapping.hubspot_stream
        self._keys: Sequence[MatchKey] = ready.mapping.mapping.match
        self._print = fingerprint
        self._hashed: dict[
            tuple[str, str], bytes
        ] = {}  # lately: each is asked for two or three times
        self._region = region
        self._kinds: Mapping[str, FieldType] = {line.key: line.kind for line in ready.mapping.lines}
        names = ready.mapping.mapping.match_fields() & self._kinds.keys()
        self.fields = names | ({ready.key} if ready.key else set())  # that a find must tell

    @property
    def stream(self) -> str:
        return self._stream

    def add(self, records: Iterable[Record]) -> None:
        """Remember HubSpot records. One that bears a key of ours can only match by that key."""
        rows: list[Row] = []
        for record in records:
            ours = record.fields.get(self._ready.key) if self._ready.key else None
            if isinstance(ours, str) and ours:
                rows.append(Row(_KEY, self._hash(_KEY, ours.lower()), record.id, None))
            owner = "?" if ours else None
            for text in self._texts(record.fields):
                rows.extend(self._rows(text, record.id, owner))
        self._index.add(rows)

    def look_up(self, hubspot: Keyed, candidates: Sequence[Candidate]) -> None:
        """Ask HubSpot, by our key and by each unique match key, and remember what it has."""
        asked: dict[str, list[str]] = {}
        if self._ready.key and self._ready.has_key:
            asked[self._ready.key] = [candidate.identity for candidate in candidates]
        for key in self._keys:
            if key.unique and len(key.fields) == 1:
                name = key.fields[0]
                values = {candidate.draft.texts.get(name, "") for candidate in candidates}
                asked[name] = sorted(values - {""})
        for by, wanted in asked.items():
            for start in range(0, len(wanted), _FIND):
                part = wanted[start : start + _FIND]
                found = hubspot.find(self._stream, by, part, self.fields)
                self.add({record.id: record for record in found.values()}.values())

    def match(self, candidates: Sequence[Candidate], linked: TakenBy) -> list[Match]:
        """Decide each candidate, in order; what one takes or will hold, the next cannot have."""
        texts = [self._texts(candidate.draft.values) for candidate in candidates]
        rows = self._index.find(
            [self._hash(_KEY, candidate.identity) for candidate in candidates]
            + [digest for each in texts for text in each for digest in self._hashes(text)]
        )
        taken = self._taken({row.hubspot_id for found in rows.values() for row in found}, linked)
        matches: list[Match] = []
        new: list[Row] = []
        for candidate, each in zip(candidates, texts, strict=True):
            match = self._match_one(candidate, each, rows, taken)
            matches.append(match)
            if match.hubspot_id is not None:
                taken[match.hubspot_id] = candidate.system_id
                digest = self._hash(_TAKEN, match.hubspot_id)
                new.append(Row(_TAKEN, digest, match.hubspot_id, candidate.system_id))
            if match.question is None:
                for row in self._claims(candidate, each, match):
                    rows.setdefault(row.hash, []).append(row)
                    new.append(row)
        self._index.add(new)
        return matches

    def _taken(self, hubspot_ids: set[str], linked: TakenBy) -> dict[str, str]:
        """Return who holds some HubSpot records: by link, or by a match of this run."""
        hubspot_ids.discard("")
        found = self._index.find([self._hash(_TAKEN, each) for each in hubspot_ids])
        matched = {row.hubspot_id: row.taken_by or "" for rows in found.values() for row in rows}
        return {**matched, **linked(hubspot_ids)}

    def _match_one(
        self,
        candidate: Candidate,
        texts: Sequence[KeyText],
        rows: Mapping[bytes, list[Row]],
        taken: Mapping[str, str],
    ) -> Match:
        me = candidate.system_id
        own = rows.get(self._hash(_KEY, candidate.identity), ())
        if own:
            return Match(hubspot_id=own[0].hubspot_id)
        owners: dict[str, str] = {}
        found = [self._found(text, rows, owners, me) for text in texts]

        def is_taken(hubspot_id: str) -> bool:
            owner = owners.get(hubspot_id) or taken.get(hubspot_id)
            return owner is not None and owner != me

        return decide(found, is_taken)

    def _found(
        self,
        text: KeyText,
        rows: Mapping[bytes, Sequence[Row]],
        owners: dict[str, str],
        me: str,
    ) -> Found:
        plain, *confirming = self._hashes(text)
        ids: dict[str, None] = {}
        for row in rows.get(plain, ()):
            name = _name(row)
            if name == f"new:{me}":  # what it claimed itself, at an earlier sight
                continue
            ids[name] = None
            if row.taken_by is not None:
                owners[name] = row.taken_by
        if not text.confirm:
            return Found(text.key, tuple(ids))
        agreed = {_name(row) for digest in confirming for row in rows.get(digest, ())}
        return Found(text.key, tuple(ids), frozenset(ids.keys() - agreed))

    def _claims(
        self, candidate: Candidate, texts: Sequence[KeyText], match: Match
    ) -> Iterable[Row]:
        """Return rows that tell later records which unique values this one will hold."""
        if match.hubspot_id is None and (not candidate.values or self._ready.key is None):
            return
        for text in texts:
            if text.key.unique and not set(text.key.fields) & set(match.shared):
                yield from self._rows(text, match.hubspot_id or "", candidate.system_id)

    def _texts(self, values: Mapping[str, FieldValue]) -> list[KeyText]:
        return key_texts(self._keys, values, self._kinds, self._region)

    def _rows(self, text: KeyText, hubspot_id: str, taken_by: str | None) -> list[Row]:
        rows = [Row(text.key.name, self._hash(text.key.name, text.text), hubspot_id, taken_by)]
        if text.key.confirm:
            kind = f"{text.key.name}?"
            digest = self._hash(kind, f"{text.text}\x1f{text.confirm}")
            rows.append(Row(kind, digest, hubspot_id, taken_by))
        return rows

    def _hashes(self, text: KeyText) -> list[bytes]:
        hashes = [self._hash(text.key.name, text.text)]
        if text.key.confirm:
            kind = f"{text.key.name}?"
            hashes.append(self._hash(kind, f"{text.text}\x1f{text.confirm}"))
            hashes.append(self._hash(kind, f"{text.text}\x1f"))
        return hashes

    def _hash(self, kind: str, text: str) -> bytes:
        found = self._hashed.get((kind, text))
        if found is None:
            if len(self._hashed) >= _HASHED:
                self._hashed.clear()
            found = self._hashed[kind, text] = self._print(f"match\0{kind}", text)
        return found


def _name(row: Row) -> str:
    """Return a row's HubSpot record, or a stand-in for one that is yet to be made."""
    return row.hubspot_id or f"new:{row.taken_by}"
