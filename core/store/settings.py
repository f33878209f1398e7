"""Small things to remember by name."""

from sqlalchemy import Connection, delete, insert, select

from core.store.tables import settings


def value(connection: Connection, name: str) -> str | None:
    """Return what was kept under a name; None if nothing was."""
    found: str | None = connection.execute(
        select(settings.c.value).where(settings.c.name == name)
    ).scalar()
    return found


def keep(connection: Connection, name: str, value: str | None) -> None:
    """Keep a value in place of the one before; None forgets it."""
    connection.execute(delete(settings).where(settings.c.name == name))
    if value is not None:
        connection.execute(insert(settings).values(name=name, value=value))
