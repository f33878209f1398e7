"""The sync's memory: what makes a run continue where the last one ended.

`settle` is one transaction: a checkpoint is never ahead of the links that it stands for (P2).
"""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, select, tuple_, update

from core.connector import Cursor
from core.draft import Print
from core.errors import Code
from core.jobs import Clock
from core.links import Link, PackedBase, tag
from core.records import Side
from core.store import issues
from core.store.among import among, these
from core.store.changes import settle_changes
from core.store.database import Store
from core.store.match_index import MatchIndex
from core.store.never import NeverList
from core.store.settings import keep, value
from core.store.settlement import OpenTie, Problem, Settlement
from core.store.settling import (
    settle_issues,
    settle_links,
    settle_retries,
    settle_ties,
)
from core.store.stopped import OF_A_STOPPED_LINK, settle_stopped, stopped_among
from core.store.tables import checkpoints, hubspot_checkpoints, intents, links, retries, ties
from core.store.tables import issues as issues_table
from core.store.times import stored
from core.store.upsert import upsert

__all__ = ["Ledger", "OpenTie", "Problem", "Settlement"]

_WALKED = "walked version"  # name of a setting, before the pair's
_SCAN = 2000  # links read at once
_PAIR = links.c.pair == bindparam("the_pair")
_BY_SYSTEM = and_(_PAIR, among(links.c.system_id))
_BY_HUBSPOT = and_(_PAIR, among(links.c.hubspot_id))
_IDS = select(links.c.system_id, links.c.hubspot_id)
_LINKS = _IDS.add_columns(links.c.base).where(_BY_SYSTEM)
_HUBSPOT_IDS, _SYSTEM_IDS = _IDS.where(_BY_SYSTEM), _IDS.where(_BY_HUBSPOT)
_FORGET_BASES = update(links).where(_BY_SYSTEM).values(base=b"")


class Ledger:
    """Links, checkpoints, ties, intents and retries, by pair."""

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self._store = store
        self._clock = clock or Clock()

    @property
    def store(self) -> Store:
        return self._store

    def match_index(self, pair: str) -> MatchIndex:
        return MatchIndex(self._store, pair)

    def never(self, fingerprint: Print) -> NeverList:
        return NeverList(self._store, fingerprint, self._clock)

    def stopped(self, pair: str, system_ids: Collection[str]) -> frozenset[str]:
        """Return which of some system records have a link that is kept and not synced."""
        return stopped_among(self._store, pair, system_ids)

    # -- links and checkpoints ----------------------------------------------------------------

    def checkpoint(self, pair: str) -> Cursor | None:
        """Return the cursor to go on with; None to begin at the beginning."""
        query = select(checkpoints.c.cursor).where(checkpoints.c.pair == pair)
        with self._store.read() as connection:
            cursor = connection.execute(query).scalar()
        return Cursor(cursor) if cursor else None  # "": core.store.replanning

    def hubspot_checkpoint(self, pair: str) -> Cursor | None:
        """Return the cursor to go on with in HubSpot's feed of a two-way pair."""
        query = select(hubspot_checkpoints.c.cursor).where(hubspot_checkpoints.c.pair == pair)
        with self._store.read() as connection:
            cursor = connection.execute(query).scalar()
        return None if cursor is None else Cursor(cursor)

    def is_whole(self, pair: str) -> bool:
        """Return whether every record of the pair was looked at since its beginning.

        An interrupted first run has a checkpoint to go on with, and is not whole.
        """
        query = select(checkpoints.c.whole).where(checkpoints.c.pair == pair)
        with self._store.read() as connection:
            return connection.execute(query).scalar() == 1

    def walked_version(self, pair: str) -> int | None:
        """Return the version of the mapping under which the pair was last walked to its end."""
        with self._store.read() as connection:
            kept = value(connection, f"{_WALKED} {pair}")
        return None if kept is None else int(kept)

    def keep_walked_version(self, pair: str, version: int) -> None:
        """Remember under which version of the mapping the pair came to its end."""
        if self.walked_version(pair) != version:
            with self._store.write() as connection:
                keep(connection, f"{_WALKED} {pair}", str(version))

    def forget_checkpoint(self, pair: str) -> None:
        """Look at every record in the next run."""
        with self._store.write() as connection:
            connection.execute(delete(checkpoints).where(checkpoints.c.pair == pair))

    def links(self, pair: str, system_ids: Sequence[str]) -> dict[str, Link]:
        """Return the links of some system records, by system id."""
        rows = self._some(_LINKS, pair, system_ids)
        return {row[0]: Link(row[0], row[1], PackedBase(row[2])) for row in rows}

    def links_by_hubspot(self, pair: str, hubspot_ids: Sequence[str]) -> dict[str, list[Link]]:
        """Return the links of some HubSpot records: more than one after a merge there."""
        # In two steps: SQLite would read the whole pair for a column that its index lacks.
        ids = [row[0] for row in self._some(_SYSTEM_IDS, pair, hubspot_ids)]
        found: dict[str, list[Link]] = {}
        for link in self.links(pair, ids).values():
            found.setdefault(link.hubspot_id, []).append(link)
        return found

    def hubspot_ids(self, pair: str, system_ids: Collection[str]) -> dict[str, str]:
        """Return system id -> HubSpot id, of those that are linked."""
        return {row[0]: row[1] for row in self._some(_HUBSPOT_IDS, pair, system_ids)}

    def system_ids(self, pair: str, hubspot_ids: Collection[str]) -> dict[str, str]:
        """Return HubSpot id -> system id, of those that are linked."""
        return {row[1]: row[0] for row in self._some(_SYSTEM_IDS, pair, hubspot_ids)}

    def all_links(self, pair: str, size: int) -> Iterator[list[Link]]:
        """Yield all links of a pair, `size` together; the ledger may be written in between."""
        after = ""
        query = (
            select(links.c.system_id, links.c.hubspot_id, links.c.base)
            .where(links.c.pair == pair, links.c.system_id > bindparam("after"))
            .order_by(links.c.system_id)
            .limit(size)
        )
        while True:
            with self._store.read() as connection:
                rows = connection.execute(query, {"after": after}).all()
            if not rows:
                return
            yield [Link(row[0], row[1], PackedBase(row[2])) for row in rows]
            after = rows[-1][0]

    def linked_with(
        self, pair: str, prints: Collection[tuple[str, bytes]]
    ) -> dict[tuple[str, bytes], str]:
        """Return which linked system records hold some values, by (property, fingerprint).

        Reads the pair's links through once: for all the new records of a page together.
        """
        wanted = {(tag(key), value): (key, value) for key, value in prints}
        tags = {mark for mark, _value in wanted}
        found: dict[tuple[str, bytes], str] = {}
        query = select(links.c.system_id, links.c.base).where(links.c.pair == pair)
        with self._store.read() as connection:
            rows = connection.execution_options(yield_per=_SCAN).execute(query)
            for system_id, packed in rows:
                base = PackedBase(packed)
                for mark in tags:
                    place = wanted.get((mark, base.system_by_tag(mark) or b""))
                    if place is not None:
                        found.setdefault(place, system_id)
        return found

    def asked_about(self, pair: str) -> frozenset[str]:
        """Return the HubSpot ids that open questions name: somebody is asked whose they are."""
        query = select(issues_table.c.candidates).where(
            issues_table.c.pair == pair,
            issues_table.c.state == "open",
            issues_table.c.candidates.is_not(None),
        )
        with self._store.read() as connection:
            texts = connection.execute(query).scalars().all()
        return frozenset(each for text in texts for each in json.loads(text))

    def pending_deletes(self, pair: str) -> frozenset[tuple[str, str]]:
        """Return (system id, side on which it was gone) of deletes that wait for a person."""
        query = select(issues_table.c.system_id, issues_table.c.field).where(
            issues_table.c.pair == pair,
            issues_table.c.state == "open",
            issues_table.c.code == Code.PENDING_DELETE.value,
        )
        with self._store.read() as connection:
            return frozenset((row[0], row[1]) for row in connection.execute(query))

    def linked(self, pair: str) -> int:
        """Count the links of a pair."""
        query = select(func.count()).select_from(links).where(links.c.pair == pair)
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    # -- what is open -------------------------------------------------------------------------

    def due_retries(self, pair: str, now: datetime, *, everything: bool = False) -> list[str]:
        """Return the ids of records to fetch again by now, or all that wait."""
        query = select(retries.c.system_id).where(retries.c.pair == pair)
        if not everything:
            query = query.where(retries.c.next_at <= stored(now))
        with self._store.read() as connection:
            return list(connection.execute(query.order_by(retries.c.system_id)).scalars())

    def retry_now(self, pair: str, system_id: str, code: Code) -> None:
        """Fetch a record again on the next run: a person answered for it, or asked for it."""
        row = {"pair": pair, "system_id": system_id, "code": code.value, "tries": 0}
        with self._store.write() as connection:
            upsert(connection, retries, [{**row, "next_at": stored(self._clock.now())}])

    def open_ties(self, pair: str, limit: int, after: OpenTie | None) -> list[OpenTie]:
        """Return ties that are to be made or undone, in a fixed order, after a given one.

        Those of a record whose link is stopped stay as they are.
        """
        order = (ties.c.reference, ties.c.system_id, ties.c.other_id)
        query = (
            select(*order, ties.c.state)
            .where(ties.c.pair == pair, ties.c.state.in_(("wanted", "unwanted")))
            .where(~OF_A_STOPPED_LINK)
            .order_by(*order)
            .limit(limit)
        )
        if after is not None:
            place = tuple_(after.reference, after.system_id, after.other_id)
            query = query.where(tuple_(*order) > place)
        with self._store.read() as connection:
            return [
                OpenTie(row[0], row[1], row[2], remove=row[3] == "unwanted")
                for row in connection.execute(query)
            ]

    def ties_of(
        self, pair: str, reference: str, system_ids: Collection[str]
    ) -> dict[str, dict[str, str]]:
        """Return the ties of one reference of some records: system id -> other id -> state."""
        query = select(ties.c.system_id, ties.c.other_id, ties.c.state).where(
            ties.c.pair == bindparam("the_pair"),
            ties.c.reference == reference,
            among(ties.c.system_id),
        )
        found: dict[str, dict[str, str]] = {}
        for system_id, other_id, state in self._some(query, pair, system_ids):
            found.setdefault(system_id, {})[other_id] = state
        return found

    def open_issues(self) -> dict[Code, int]:
        """Count the open issues by code, most first."""
        return issues.counts(self._store)

    # -- intents ------------------------------------------------------------------------------

    def intend(self, pair: str, markers: dict[str, str]) -> None:
        """Note, before they are tried, creates at the system: HubSpot id -> marker (P2)."""
        at = stored(self._clock.now())
        rows = [
            {"pair": pair, "hubspot_id": hubspot_id, "marker": marker, "made_at": at}
            for hubspot_id, marker in markers.items()
        ]
        with self._store.write() as connection:
            upsert(connection, intents, rows)

    def intents(self, pair: str) -> dict[str, str]:
        """Return the creates whose outcome is unknown: HubSpot id -> marker, oldest first."""
        query = (
            select(intents.c.hubspot_id, intents.c.marker)
            .where(intents.c.pair == pair)
            .order_by(intents.c.made_at, intents.c.hubspot_id)
        )
        with self._store.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    # -- settling -----------------------------------------------------------------------------

    def settle(
        self,
        pair: str,
        done: Settlement,
        cursor: Cursor | None,
        *,
        whole: bool = False,
        side: Side = Side.SYSTEM,
        run: str | None = None,
    ) -> None:
        """Keep what was settled and, if given, the cursor behind it: all, or nothing.

        The cursor is of the feed of `side`; what was written is kept as that of `run`, if told.
        `whole` says that with this cursor a reading of the system from the beginning ended.
        """
        at = stored(self._clock.now())
        with self._store.write() as connection:
            settle_links(connection, pair, done)
            settle_stopped(connection, pair, done)
            settle_ties(connection, pair, done)
            settle_issues(connection, pair, done, at)
            settle_retries(connection, pair, done, at)
            if run is not None:
                settle_changes(connection, run, pair, done.wrote)
            if cursor is not None and side is Side.HUBSPOT:
                upsert(connection, hubspot_checkpoints, [{"pair": pair, "cursor": cursor}])
            elif cursor is not None:
                row = {"pair": pair, "cursor": cursor, "whole": int(whole)}
                upsert(connection, checkpoints, [row])

    def forget_bases(self, pair: str, system_ids: Sequence[str]) -> None:
        """Keep links, but forget what both sides agreed on: every field is compared afresh."""
        with self._store.write() as connection:
            connection.execute(_FORGET_BASES, these(pair, system_ids))

    def _some(self, query: Select[Any], pair: str, ids: Collection[str]) -> Sequence[Any]:
        if not ids:
            return ()
        with self._store.read() as connection:
            return connection.execute(query, these(pair, ids)).all()
