"""The versions of each pair's mapping: draft, publish, look back, restore."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from core.errors import Code, UserActionError
from core.mapping import Mapping, from_json, to_json
from core.mapping_check import same_streams
from core.mapping_diff import replan
from core.store.audit import Act, note
from core.store.database import Store
from core.store.replanning import forget
from core.store.tables import mappings
from core.store.times import loaded, stored

_DRAFT = 0  # its version


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of a pair's mapping."""

    version: int
    published_at: datetime
    in_force: bool


def published(store: Store, connection_id: str) -> Sequence[Mapping]:
    """Return the mappings in force, parents before children."""
    query = (
        select(mappings.c.document)
        .where(mappings.c.connection == connection_id, mappings.c.state == "published")
        .order_by(mappings.c.position)
    )
    with store.read() as connection:
        return [from_json(text.encode()) for text in connection.execute(query).scalars()]


def publish(store: Store, connection_id: str, mapping: Mapping, now: datetime) -> int:
    """Put a mapping in force; return its version. The one before is kept.

    A draft that is published is no draft any more; another one stays. Restoring an old version is
    publishing it again. What links agreed on is forgotten for the fields that changed, and for no
    others. Raises UserActionError(MAPPING_INVALID) if the pair would be about other records: its
    links would then be of strangers.
    """
    mine = _of(connection_id, mapping.pair)
    with store.write() as connection:
        before = _in_force(connection, mine)
        if before is not None:
            flaw = same_streams(before, mapping)
            if flaw is not None:
                raise UserActionError(flaw.code, detail=flaw.place)
            forget(connection, mapping.pair, replan(before, mapping))
        place = _position(connection, connection_id, mapping.pair)
        last = connection.execute(select(func.max(mappings.c.version)).where(mine)).scalar()
        version = (last or _DRAFT) + 1
        published_draft = to_json(replace(mapping, version=_DRAFT)).decode()
        connection.execute(
            delete(mappings).where(
                mine, mappings.c.version == _DRAFT, mappings.c.document == published_draft
            )
        )
        connection.execute(
            update(mappings).where(mine, mappings.c.state == "published").values(state="replaced")
        )
        _insert(connection, connection_id, replace(mapping, version=version), place, now)
        note(connection, now, Act.PUBLISHED, f"{mapping.pair} {version}")
    return version


def draft(store: Store, connection_id: str, pair: str) -> Mapping | None:
    """Return the mapping that is being edited; None if there is none."""
    return _document(store, connection_id, pair, _DRAFT)


def save_draft(store: Store, connection_id: str, mapping: Mapping, now: datetime) -> None:
    """Keep a mapping that is not in force yet, in place of an earlier draft."""
    mine = _of(connection_id, mapping.pair)
    with store.write() as connection:
        place = _position(connection, connection_id, mapping.pair)
        connection.execute(delete(mappings).where(mine, mappings.c.version == _DRAFT))
        _insert(connection, connection_id, replace(mapping, version=_DRAFT), place, now)


def discard_draft(store: Store, connection_id: str, pair: str) -> bool:
    """Drop what was not published; return whether there was anything."""
    mine = _of(connection_id, pair)
    with store.write() as connection:
        gone = connection.execute(delete(mappings).where(mine, mappings.c.version == _DRAFT))
    return gone.rowcount > 0


def drafted(store: Store, connection_id: str) -> Sequence[str]:
    """Return the pairs that have a draft, in the order of runs."""
    query = (
        select(mappings.c.pair)
        .where(mappings.c.connection == connection_id, mappings.c.version == _DRAFT)
        .order_by(mappings.c.position)
    )
    with store.read() as connection:
        return connection.execute(query).scalars().all()


def versions(store: Store, connection_id: str, pair: str) -> list[Version]:
    """Return what was published, the newest first."""
    query = (
        select(mappings.c.version, mappings.c.made_at, mappings.c.state)
        .where(_of(connection_id, pair), mappings.c.version != _DRAFT)
        .order_by(mappings.c.version.desc())
    )
    with store.read() as connection:
        return [
            Version(row.version, loaded(row.made_at), row.state == "published")
            for row in connection.execute(query)
        ]


def at_version(store: Store, connection_id: str, pair: str, version: int) -> Mapping:
    """Return a published version. Raises UserActionError(VERSION_UNKNOWN) if there is none."""
    found = None if version == _DRAFT else _document(store, connection_id, pair, version)
    if found is None:
        raise UserActionError(Code.VERSION_UNKNOWN, detail=f"{pair} {version}")
    return found


def in_force(store: Store, connection_id: str, pair: str) -> Mapping | None:
    """Return the mapping that runs go by; None if the pair has none yet."""
    with store.read() as connection:
        return _in_force(connection, _of(connection_id, pair))


def _in_force(connection: Connection, mine: ColumnElement[bool]) -> Mapping | None:
    query = select(mappings.c.document).where(mine, mappings.c.state == "published")
    text = connection.execute(query).scalar()
    return None if text is None else from_json(text.encode())


def _document(store: Store, connection_id: str, pair: str, version: int) -> Mapping | None:
    query = select(mappings.c.document).where(
        _of(connection_id, pair), mappings.c.version == version
    )
    with store.read() as connection:
        text = connection.execute(query).scalar()
    return None if text is None else from_json(text.encode())


def _of(connection_id: str, pair: str) -> ColumnElement[bool]:
    return and_(mappings.c.connection == connection_id, mappings.c.pair == pair)


def _position(connection: Connection, connection_id: str, pair: str) -> int:
    """Return a pair's place in the order of runs: where it is, else after all others."""
    mine = select(func.min(mappings.c.position)).where(_of(connection_id, pair))
    place = connection.execute(mine).scalar()
    if place is None:
        others = select(func.max(mappings.c.position)).where(mappings.c.connection == connection_id)
        last = connection.execute(others).scalar()
        place = 0 if last is None else last + 1
    return int(place)


def _insert(
    connection: Connection, connection_id: str, mapping: Mapping, place: int, now: datetime
) -> None:
    connection.execute(
        insert(mappings).values(
            connection=connection_id,
            pair=mapping.pair,
            version=mapping.version,
            state="draft" if mapping.version == _DRAFT else "published",
            position=place,
            document=to_json(mapping).decode(),
            made_at=stored(now),
        )
    )
