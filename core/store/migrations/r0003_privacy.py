"""0003: what the office decided about privacy, and the audit of it and of what went where."""

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, Integer, Text
from sqlalchemy import PrimaryKeyConstraint as Key


def upgrade(op: Operations) -> None:
    op.create_table(
        "attestations",
        _text("system"),
        _text("account"),
        _text("document"),
        Key("system", "account", name="pk_attestations"),
    )
    op.create_table(
        "switches",
        _text("system"),
        _text("account"),
        _text("kind"),
        _text("stream"),
        _text("field"),
        Column("data_class", Text),
        _text("reason"),
        _text("who"),
        Column("made_at", BigInteger, nullable=False),
        Key("system", "account", "kind", "stream", "field", name="pk_switches"),
    )
    op.create_table(
        "privacy_audit",
        Column("number", Integer, nullable=False),
        Column("at", BigInteger, nullable=False),
        _text("kind"),
        _text("document"),
        _text("hash"),
        Key("number", name="pk_privacy_audit"),
    )


def _text(name: str) -> "Column[str]":
    return Column(name, Text, nullable=False)
