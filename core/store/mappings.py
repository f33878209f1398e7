"""The versions of each pair's mapping: draft, publish, look back, restore."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from core.errors import Code, UserActionError
from core.mapping import Mapping, from_json, to_json
from core.store.audit import Act, note
from core.store.database import Store
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
    """Put a mapping in force; return its version. The one before is kept, the draft is not.

    Restoring an old version is publishing it again.
    """
    mine = _of(connection_id, mapping.pair)
    with store.write() as connection:
        place = _position(connection, connection_id, mapping.pair)
        last = connection.execute(select(func.max(mappings.c.version)).where(mine)).scalar()
        version = (last or _DRAFT) + 1
        connection.execute(delete(mappings).where(mine, mappings.c.version == _DRAFT))
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


def discard_draft(store: Store, connection_id: str, pair: str) -> None:
    mine = _of(connection_id, pair)
    with store.write() as connection:
        connection.execute(delete(mappings).where(mine, mappings.c.version == _DRAFT))


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
    """Return a published version. Raises UserActionError(MAPPING_INVALID) if there is none."""
    found = None if version == _DRAFT else _document(store, connection_id, pair, version)
    if found is None:
        raise UserActionError(Code.MAPPING_INVALID, detail=f"{pair} {version}")
    return found


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
