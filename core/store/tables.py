"""All tables. Times are integer milliseconds since 1970, UTC; JSON is text.

No column holds record content: ids, fingerprints, codes and counts only (P9). The one secret,
`credentials.sealed`, is encrypted by core.vault.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),  # uuid
    Column("connector", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("account_name", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("settings", Text, nullable=False),  # JSON
    Column("state", Text, nullable=False),  # as in core.summary, or "removed"
    Column("code", Text),
    Column("connected_at", BigInteger, nullable=False),
    Column("last_contact_at", BigInteger),
)

credentials = Table(
    "credentials",
    metadata,
    Column(
        "connection",
        Text,
        ForeignKey("connections.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),  # grows with every change: compare and swap
)

mappings = Table(
    "mappings",
    metadata,
    Column("connection", Text, primary_key=True),
    Column("pair", Text, primary_key=True),
    Column("version", Integer, primary_key=True),  # 0 is the draft
    Column("state", Text, nullable=False),  # "draft" | "published" | "replaced"
    Column("position", Integer, nullable=False),  # parents before children
    Column("document", Text, nullable=False),  # JSON
    Column("made_at", BigInteger, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("system_id", Text, primary_key=True),
    Column("hubspot_id", Text, nullable=False),
    Column("base", LargeBinary, nullable=False),  # core.links
    # Not unique: a merge at HubSpot makes two links point to one record until a person looked.
    Index(None, "pair", "hubspot_id"),
    sqlite_with_rowid=False,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("whole", Integer, nullable=False),  # 1 once a reading from the beginning has ended
)

hubspot_checkpoints = Table(
    "hubspot_checkpoints",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
)

stopped = Table(  # links that are kept and not synced: their record left the filter
    "stopped",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("system_id", Text, primary_key=True),
)

decisions = Table(  # a person's answers about who is who
    "decisions",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("system_id", Text, primary_key=True),
    Column("hubspot_id", Text, primary_key=True),
    Column("answer", Text, nullable=False),  # "link" | "apart"
    Column("made_at", BigInteger, nullable=False),
)

never = Table(
    "never",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("side", Text, primary_key=True),
    Column("hash", Text, primary_key=True),  # keyed, of the record's id; in hexadecimal
    Column("made_at", BigInteger, nullable=False),
)

brakes = Table(
    "brakes",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),  # of changes: what a person types
    Column("cause", Text, nullable=False),  # JSON: core.brake.Cause
    Column("state", Text, nullable=False),  # "on" | "let through"
    Column("made_at", BigInteger, nullable=False),
)

changes = Table(  # what a run wrote at HubSpot, to undo it
    "changes",
    metadata,
    Column("run", Text, primary_key=True),
    Column("pair", Text, primary_key=True),
    Column("hubspot_id", Text, primary_key=True),
    Column("created", Integer, nullable=False),  # 0 or 1
    Column("prints", LargeBinary, nullable=False),  # core.links: of what was written, by property
    sqlite_with_rowid=False,
)

ties = Table(
    "ties",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("system_id", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("other_id", Text, primary_key=True),
    Column("state", Text, nullable=False),  # "wanted" | "made" | "unwanted"
    Index(None, "pair", "state"),
    sqlite_with_rowid=False,
)

match_index = Table(
    "match_index",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pair", Text, nullable=False),
    Column("hash", Text, nullable=False),  # in hexadecimal
    Column("kind", Text, nullable=False),
    Column("hubspot_id", Text, nullable=False),
    Column("taken_by", Text),
    Index(None, "pair", "hash"),
)

intents = Table(
    "intents",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("hubspot_id", Text, primary_key=True),
    Column("marker", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)

issues = Table(
    "issues",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("system_id", Text, primary_key=True),  # "" for an issue of the whole pair
    Column("code", Text, primary_key=True),
    Column("field", Text, primary_key=True),  # "" for none
    Column("hubspot_id", Text),
    Column("reference", Text),
    Column("candidates", Text),  # JSON list of HubSpot ids
    Column("state", Text, nullable=False),  # "open" | "resolved" | "dismissed"
    Column("opened_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Index(None, "state", "code"),
)

retries = Table(
    "retries",
    metadata,
    Column("pair", Text, primary_key=True),
    Column("system_id", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),  # uuid
    Column("number", Integer, nullable=False),  # their order, whatever the PC's clock did
    Column("connection", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("preview", Integer, nullable=False),  # 0 or 1
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("result", Text, nullable=False),
    Column("code", Text),
    Column("reference", Text),
    Column("pairs", Text, nullable=False),  # JSON: core.summary.PairRun
    Column("requests", Text, nullable=False),  # JSON: connector -> requests
    Column("milliseconds", BigInteger, nullable=False),
    Index(None, "started_at"),
)

leases = Table(
    "leases",
    metadata,
    Column("connection", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)

usage = Table(
    "usage",
    metadata,
    Column("month", Text, primary_key=True),  # "2026-11"
    Column("portal", Text, primary_key=True),
    Column("records", BigInteger, nullable=False),
    Column("requests", Text, nullable=False),  # JSON: connector -> requests
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),  # an id or a name of ours
)

attestations = Table(  # by whom the office's system is: what it said before anything is written
    "attestations",
    metadata,
    Column("system", Text, primary_key=True),  # ConnectorSpec.name
    Column("account", Text, primary_key=True),
    Column("document", Text, nullable=False),  # JSON: core.privacy.decisions.Attestation
)

switches = Table(
    "switches",
    metadata,
    Column("system", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # "on" | "class"
    Column("stream", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("data_class", Text),  # of "class": the office's own field's
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)

privacy_audit = Table(  # each entry's hash covers the one before
    "privacy_audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("document", Text, nullable=False),  # JSON: names, classes, counts; never a value
    Column("hash", Text, nullable=False),  # SHA-256, in hexadecimal
)
