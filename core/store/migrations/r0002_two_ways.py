"""0002: HubSpot's changes are read too; people answer, hold back, let through and undo."""

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text
from sqlalchemy import PrimaryKeyConstraint as Key


def upgrade(op: Operations) -> None:
    op.create_table(
        "hubspot_checkpoints",
        _text("pair"),
        _text("cursor"),
        Key("pair", name="pk_hubspot_checkpoints"),
    )
    op.create_table(
        "stopped",
        _text("pair"),
        _text("system_id"),
        Key("pair", "system_id", name="pk_stopped"),
    )
    op.create_table(
        "decisions",
        _text("pair"),
        _text("system_id"),
        _text("hubspot_id"),
        _text("answer"),
        _large("made_at"),
        Key("pair", "system_id", "hubspot_id", name="pk_decisions"),
    )
    op.create_table(
        "never",
        _text("pair"),
        _text("side"),
        _text("hash"),
        _large("made_at"),
        Key("pair", "side", "hash", name="pk_never"),
    )
    op.create_table(
        "brakes",
        _text("pair"),
        _large("number"),
        _text("cause"),
        _text("state"),
        _large("made_at"),
        Key("pair", name="pk_brakes"),
    )
    op.create_table(
        "changes",
        _text("run"),
        _text("pair"),
        _text("hubspot_id"),
        Column("created", Integer, nullable=False),
        Column("prints", LargeBinary, nullable=False),
        Key("run", "pair", "hubspot_id", name="pk_changes"),
        sqlite_with_rowid=False,
    )


def _text(name: str) -> "Column[str]":
    return Column(name, Text, nullable=False)


def _large(name: str) -> "Column[int]":
    return Column(name, BigInteger, nullable=False)
