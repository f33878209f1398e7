"""What is known of HubSpot's records that are not linked yet: keyed hashes of their match keys.

On a pair's first run the whole portal is listed once; later only what might match the new
records of a page is looked up. Both fill the same scratch table, so matching has one path. What a
run has matched or will create is noted there too, so that a preview decides as a run does. The
table is emptied when the run ends.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.answers import UNASKED, Answers, decide_answered
from core.connector import Keyed, Source
from core.draft import Draft, Print
from core.engine.setup import Ready
from core.mapping import MatchKey, Strength
from core.matching import Found, KeyText, Match, key_texts
from core.records import FieldValue, Record
from core.schema import FieldType
from core.store.match_index import MatchIndex, Row

_KEY = "key"  # the kind of rows that hold our own identity
_TAKEN = "taken"  # the kind of rows that tell who matched a HubSpot record in this run
_FIND = 100  # values that one request looks up

NO_ANSWERS: Mapping[str, Answers] = {}

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


class _Probe(NamedTuple):
    """One match key of one record, and its hash."""

    text: KeyText
    hash: bytes
    agreeing: tuple[bytes, ...]  # of the key with the first name


class Portal:
    """The match index of one pair, in words of records and matches."""

    def __init__(self, index: MatchIndex, ready: Ready, fingerprint: Print) -> None:
        self._index = index
        self._ready = ready
        self._stream = ready.mapping.mapping.hubspot_stream
        self._keys: Sequence[MatchKey] = ready.mapping.mapping.match
        self._print = fingerprint
        self._there: set[str] = set()  # kinds of rows that the index has: others are not asked for
        self._forms = {
            line.key: line.normal
            for line in ready.mapping.lines
            if line.kind in (FieldType.EMAIL, FieldType.PHONE)
        }
        names = ready.mapping.mapping.match_fields() & ready.mapping.hubspot_fields
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
            for text in key_texts(self._keys, record.fields, self._forms):
                digest = self._hash(text.key.name, text.text)
                rows.append(Row(text.key.name, digest, record.id, owner))
                if text.key.confirm and owner is None:
                    kind, named = _confirming(text.key), self._named(text, text.confirm)
                    rows.append(Row(kind, named, record.id, owner))
        self._add(rows)

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

    def recall(self, hubspot: Source, hubspot_ids: Collection[str]) -> None:
        """Read records that a question offered before, as no key finds them again (P2)."""
        if hubspot_ids:
            found = hubspot.fetch(self._stream, sorted(hubspot_ids), self.fields)
            there = {record.id: record for record in found.values() if not record.archived}
            self.add(there.values())

    def match(
        self,
        candidates: Sequence[Candidate],
        linked: TakenBy,
        answers: Mapping[str, Answers] = NO_ANSWERS,
    ) -> list[Match]:
        """Decide each candidate, in order; what one takes or will hold, the next cannot have."""
        keys = [key for key in self._keys if key.unique or key.name in self._there]
        probes = [self._probes(keys, candidate.draft.values) for candidate in candidates]
        rows = self._index.find(
            [each for found in probes for probe in found for each in self._asked(probe)]
            + [self._own(candidate) for candidate in candidates if _KEY in self._there]
        )
        chosen = {each.link for each in answers.values() if each.link is not None}
        there = {row.hubspot_id for found in rows.values() for row in found} | chosen
        taken = self._taken(there, linked)
        matches: list[Match] = []
        new: list[Row] = []
        for candidate, found in zip(candidates, probes, strict=True):
            answered = answers.get(candidate.system_id, UNASKED)
            match = self._match_one(candidate, found, rows, taken, answered)
            matches.append(match)
            if match.hubspot_id is not None:
                taken[match.hubspot_id] = candidate.system_id
                digest = self._hash(_TAKEN, match.hubspot_id)
                new.append(Row(_TAKEN, digest, match.hubspot_id, candidate.system_id))
            if match.question is None:
                for row in self._claims(candidate, found, match):
                    rows.setdefault(row.hash, []).append(row)
                    new.append(row)
        self._add(new)
        return matches

    def agreeing(
        self, mine: Mapping[str, FieldValue], theirs: Mapping[str, FieldValue]
    ) -> MatchKey | None:
        """Return the first key, the exact ones before, that says the same in two records."""
        ours = {each.key.name: each.text for each in key_texts(self._keys, mine, self._forms)}
        same = [
            each.key
            for each in key_texts(self._keys, theirs, self._forms)
            if ours.get(each.key.name) == each.text
        ]
        return min(same, key=lambda key: key.strength is not Strength.EXACT, default=None)

    def _taken(self, hubspot_ids: set[str], linked: TakenBy) -> dict[str, str]:
        """Return who holds some HubSpot records: by link, or by a match of this run."""
        hubspot_ids.discard("")
        if not hubspot_ids:
            return {}
        found = self._index.find([self._hash(_TAKEN, each) for each in hubspot_ids])
        matched = {row.hubspot_id: row.taken_by or "" for rows in found.values() for row in rows}
        return {**matched, **linked(hubspot_ids)}

    def _match_one(
        self,
        candidate: Candidate,
        probes: Sequence[_Probe],
        rows: Mapping[bytes, list[Row]],
        taken: Mapping[str, str],
        answers: Answers,
    ) -> Match:
        me = candidate.system_id
        own = rows.get(self._own(candidate), []) if _KEY in self._there else []
        owners: dict[str, str] = {}
        found = [self._found(probe, rows, owners, me) for probe in probes if probe.hash in rows]
        if not (found or own or answers.link):
            return _NOBODY

        def is_taken(hubspot_id: str) -> bool:
            owner = owners.get(hubspot_id) or taken.get(hubspot_id)
            return owner is not None and owner != me

        return decide_answered(answers, [row.hubspot_id for row in own], found, is_taken)

    def _found(
        self, probe: _Probe, rows: Mapping[bytes, Sequence[Row]], owners: dict[str, str], me: str
    ) -> Found:
        """Return whom a probe finds; note in `owners` who holds them."""
        ids: dict[str, None] = {}
        for row in rows[probe.hash]:
            name = _name(row)
            if name == f"new:{me}":  # what it claimed itself, at an earlier sight
                continue
            ids[name] = None
            if row.taken_by is not None:
                owners[name] = row.taken_by
        if not probe.agreeing:
            return Found(probe.text.key, tuple(ids))
        agreed = {_name(row) for digest in probe.agreeing for row in rows.get(digest, ())}
        return Found(probe.text.key, tuple(ids), frozenset(ids.keys() - agreed))

    def _claims(
        self, candidate: Candidate, probes: Sequence[_Probe], match: Match
    ) -> Iterable[Row]:
        """Return rows that tell later records which unique values this one will hold."""
        if match.hubspot_id is None and (not candidate.values or self._ready.key is None):
            return
        for probe in probes:
            key = probe.text.key
            if key.unique and not set(key.fields) & set(match.shared):
                yield Row(key.name, probe.hash, match.hubspot_id or "", candidate.system_id)

    def _add(self, rows: Sequence[Row]) -> None:
        self._there.update(row.kind for row in rows)
        self._index.add(rows)

    def _asked(self, probe: _Probe) -> Sequence[bytes]:
        """Return the hashes to look up for a probe: none of a kind that no row is of."""
        if probe.text.key.name not in self._there:
            return ()
        return (probe.hash, *probe.agreeing)

    def _own(self, candidate: Candidate) -> bytes:
        return self._hash(_KEY, candidate.identity)

    def _probes(self, keys: Sequence[MatchKey], values: Mapping[str, FieldValue]) -> list[_Probe]:
        texts = key_texts(keys, values, self._forms)
        return [
            _Probe(text, self._hash(text.key.name, text.text), self._confirming(text))
            for text in texts
        ]

    def _confirming(self, text: KeyText) -> tuple[bytes, ...]:
        """Return the hashes of those whose first name does not contradict; () if all are such.

        Where no row tells a first name, those that are known are another record's already.
        """
        if not text.confirm or _confirming(text.key) not in self._there:
            return ()
        return self._named(text, text.confirm), self._named(text, "")

    def _named(self, text: KeyText, first_name: str) -> bytes:
        return self._hash(_confirming(text.key), f"{text.text}\x1f{first_name}")

    def _hash(self, kind: str, text: str) -> bytes:
        return self._print(f"match\0{kind}", text)


_NOBODY = Match()


def _confirming(key: MatchKey) -> str:
    """Return the kind of rows that tell a key together with the first name."""
    return f"{key.name}?"


def _name(row: Row) -> str:
    """Return a row's HubSpot record, or a stand-in for one that is yet to be made."""
    return row.hubspot_id or f"new:{row.taken_by}"
