"""What is known of HubSpot's records that are not linked yet: keyed hashes of their match keys.

On a pair's first run the whole portal is listed once; later only what might match the new
records of a page is looked up. Both fill the same scratch table, so matching has one path. The
table is emptied when the run ends.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.connector import Keyed
from core.mapping import CompiledMapping, MatchKey
from core.matching import Found, KeyText, Match, decide, key_texts
from core.plan import Draft, Print
from core.records import FieldValue, Record
from core.schema import FieldType
from core.store.match_index import MatchIndex, Row

_KEY = "key"  # the kind of rows that hold our own identity

TakenBy = Callable[[Collection[str]], Mapping[str, str]]
"""Tells which of some HubSpot ids are linked, and to which system id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unlinked system record: its draft and its identity at HubSpot."""

    draft: Draft
    identity: str


class Portal:
    """The match index of one pair, in words of records and matches."""

    def __init__(
        self,
        index: MatchIndex,
        mapping: CompiledMapping,
        key_property: str,
        fingerprint: Print,
        region: str,
    ) -> None:
        self._index = index
        self._mapping = mapping
        self._keys: Sequence[MatchKey] = mapping.mapping.match
        self._key_property = key_property
        self._print = fingerprint
        self._region = region
        self._kinds: Mapping[str, FieldType] = {line.key: line.kind for line in mapping.lines}

    @property
    def fields(self) -> frozenset[str]:
        """The properties that a listing must have."""
        names = {name for key in self._keys for name in key.fields}
        names |= {key.confirm for key in self._keys if key.confirm}
        return frozenset(names & self._mapping.hubspot_fields) | {self._key_property}

    def add(self, records: Iterable[Record]) -> None:
        """Remember HubSpot records. One that bears a key of ours can only match by that key."""
        rows: list[Row] = []
        for record in records:
            ours = record.fields.get(self._key_property)
            if isinstance(ours, str) and ours:
                rows.append(Row(_KEY, self._hash(_KEY, ours.lower()), record.id, None))
            owner = "?" if ours else None
            for text in self._texts(record.fields):
                rows.extend(self._rows(text, record.id, owner))
        self._index.add(rows)

    def claim(self, candidate: Candidate, fields: Mapping[str, FieldValue]) -> None:
        """Remember that a record about to be created will hold these unique values."""
        rows = [
            row
            for text in self._texts(fields)
            if text.key.unique
            for row in self._rows(text, "", candidate.draft.record.id)
        ]
        self._index.add(rows)

    def look_up(self, hubspot: Keyed, candidates: Sequence[Candidate]) -> None:
        """Ask HubSpot, by our key and by each unique match key, and remember what it has."""
        stream = self._mapping.mapping.hubspot_stream
        asked: dict[str, list[str]] = {
            self._key_property: [candidate.identity for candidate in candidates]
        }
        for key in self._keys:
            if key.unique and len(key.fields) == 1:
                name = key.fields[0]
                values = {candidate.draft.texts.get(name, "") for candidate in candidates}
                asked[name] = sorted(values - {""})
        for by, wanted in asked.items():
            for start in range(0, len(wanted), 100):
                found = hubspot.find(stream, by, wanted[start : start + 100], self.fields)
                self.add({record.id: record for record in found.values()}.values())

    def match(
        self, candidates: Sequence[Candidate], linked: TakenBy, claimed: Mapping[str, str]
    ) -> list[Match]:
        """Decide each candidate, in order. `claimed` are HubSpot ids promised in this run."""
        texts = [self._texts(candidate.draft.values) for candidate in candidates]
        rows = self._index.find(
            [self._hash(_KEY, candidate.identity) for candidate in candidates]
            + [digest for each in texts for text in each for digest in self._hashes(text)]
        )
        taken = linked({row.hubspot_id for found in rows.values() for row in found})
        promised = dict(claimed)
        matches: list[Match] = []
        for candidate, each in zip(candidates, texts, strict=True):
            match = self._match_one(candidate, each, rows, taken, promised)
            if match.hubspot_id is not None:
                promised[match.hubspot_id] = candidate.draft.record.id
            elif match.question is None:
                self._promise(candidate, each, match, rows)
            matches.append(match)
        return matches

    def _match_one(
        self,
        candidate: Candidate,
        texts: Sequence[KeyText],
        rows: Mapping[bytes, list[Row]],
        taken: Mapping[str, str],
        promised: Mapping[str, str],
    ) -> Match:
        me = candidate.draft.record.id
        own = rows.get(self._hash(_KEY, candidate.identity), ())
        if own:
            return Match(hubspot_id=own[0].hubspot_id)
        owners: dict[str, str] = {}
        found = [self._found(text, rows, owners) for text in texts]

        def is_taken(hubspot_id: str) -> bool:
            owner = owners.get(hubspot_id) or taken.get(hubspot_id) or promised.get(hubspot_id)
            return owner is not None and owner != me

        return decide(found, is_taken)

    def _found(
        self, text: KeyText, rows: Mapping[bytes, Sequence[Row]], owners: dict[str, str]
    ) -> Found:
        plain, *confirming = self._hashes(text)
        ids: dict[str, None] = {}
        for row in rows.get(plain, ()):
            name = row.hubspot_id or f"new:{row.taken_by}"
            ids[name] = None
            if row.taken_by is not None:
                owners[name] = row.taken_by
        if not text.confirm:
            return Found(text.key, tuple(ids))
        agreed = {row.hubspot_id for digest in confirming for row in rows.get(digest, ())}
        return Found(text.key, tuple(ids), frozenset(ids.keys() - agreed))

    def _promise(
        self,
        candidate: Candidate,
        texts: Sequence[KeyText],
        match: Match,
        rows: dict[bytes, list[Row]],
    ) -> None:
        """Let later records of the same page see what this new one will hold."""
        for text in texts:
            if text.key.unique and not set(text.key.fields) & set(match.shared):
                for row in self._rows(text, "", candidate.draft.record.id):
                    rows.setdefault(row.hash, []).append(row)

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
        return self._print(f"match\0{kind}", text)
