"""0001: the first tables."""

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Integer, LargeBinary, Text
from sqlalchemy import PrimaryKeyConstraint as Key


def upgrade(op: Operations) -> None:
    _what_is_set_up(op)
    _what_is_synced(op)
    _what_was_done(op)


def _text(name: str, *, empty: bool = False) -> "Column[str]":
    return Column(name, Text, nullable=empty)


def _number(name: str) -> "Column[int]":
    return Column(name, Integer, nullable=False)


def _large(name: str, *, empty: bool = False) -> "Column[int]":
    return Column(name, BigInteger, nullable=empty)


def _blob(name: str) -> "Column[bytes]":
    return Column(name, LargeBinary, nullable=False)


def _what_is_set_up(op: Operations) -> None:
    op.create_table(
        "settings",
        _text("name"),
        _text("value"),
        Key("name", name="pk_settings"),
    )
    op.create_table(
        "connections",
        _text("id"),
        _text("connector"),
        _text("side"),
        _text("label"),
        _text("account_id"),
        _text("account_name"),
        _text("user"),
        _text("settings"),
        _text("state"),
        _text("code", empty=True),
        _large("connected_at"),
        _large("last_contact_at", empty=True),
        Key("id", name="pk_connections"),
    )
    op.create_table(
        "credentials",
        _text("connection"),
        _blob("sealed"),
        _number("version"),
        ForeignKeyConstraint(
            ["connection"],
            ["connections.id"],
            name="fk_credentials_connection_connections",
            ondelete="CASCADE",
        ),
        Key("connection", name="pk_credentials"),
    )
    op.create_table(
        "mappings",
        _text("connection"),
        _text("pair"),
        _number("version"),
        _text("state"),
        _number("position"),
        _text("document"),
        _large("made_at"),
        Key("connection", "pair", "version", name="pk_mappings"),
    )


def _what_is_synced(op: Operations) -> None:
    op.create_table(
        "links",
        _text("pair"),
        _text("system_id"),
        _text("hubspot_id"),
        _blob("base"),
        Key("pair", "system_id", name="pk_links"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_pair_hubspot_id", "links", ["pair", "hubspot_id"])
    op.create_table(
        "checkpoints",
        _text("pair"),
        _text("cursor"),
        _number("whole"),
        Key("pair", name="pk_checkpoints"),
    )
    op.create_table(
        "ties",
        _text("pair"),
        _text("system_id"),
        _text("reference"),
        _text("other_id"),
        _text("state"),
        Key("pair", "system_id", "reference", "other_id", name="pk_ties"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ties_pair_state", "ties", ["pair", "state"])
    op.create_table(
        "match_index",
        _number("id"),
        _text("pair"),
        _text("hash"),
        _text("kind"),
        _text("hubspot_id"),
        _text("taken_by", empty=True),
        Key("id", name="pk_match_index"),
    )
    op.create_index("ix_match_index_pair_hash", "match_index", ["pair", "hash"])
    op.create_table(
        "intents",
        _text("pair"),
        _text("hubspot_id"),
        _text("marker"),
        _large("made_at"),
        Key("pair", "hubspot_id", name="pk_intents"),
    )
    op.create_table(
        "issues",
        _text("pair"),
        _text("system_id"),
        _text("code"),
        _text("field"),
        _text("hubspot_id", empty=True),
        _text("reference", empty=True),
        _text("candidates", empty=True),
        _text("state"),
        _large("opened_at"),
        _large("seen_at"),
        Key("pair", "system_id", "code", "field", name="pk_issues"),
    )
    op.create_index("ix_issues_state_code", "issues", ["state", "code"])
    op.create_table(
        "retries",
        _text("pair"),
        _text("system_id"),
        _text("code"),
        _number("tries"),
        _large("next_at"),
        Key("pair", "system_id", name="pk_retries"),
    )


def _what_was_done(op: Operations) -> None:
    op.create_table(
        "runs",
        _text("id"),
        _number("number"),
        _text("connection"),
        _text("trigger"),
        _number("preview"),
        _large("started_at"),
        _large("ended_at", empty=True),
        _text("result"),
        _text("code", empty=True),
        _text("reference", empty=True),
        _text("pairs"),
        _text("requests"),
        _large("milliseconds"),
        Key("id", name="pk_runs"),
    )
    op.create_index("ix_runs_started_at", "runs", ["started_at"])
    op.create_table(
        "leases",
        _text("connection"),
        _text("holder"),
        _large("until"),
        Key("connection", name="pk_leases"),
    )
    op.create_table(
        "usage",
        _text("month"),
        _text("portal"),
        _large("records"),
        _text("requests"),
        Key("month", "portal", name="pk_usage"),
    )
    op.create_table(
        "audit",
        _number("id"),
        _large("at"),
        _text("what"),
        _text("subject"),
        Key("id", name="pk_audit"),
    )
