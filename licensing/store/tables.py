"""The tables. Times are whole seconds since 1970, UTC; keys, codes and tokens are kept as prints.

What is here of a person is an e-mail address, and of an office which portals it syncs, how many
records, and from how many PCs.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

customers = Table(
    "customers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("email", String(320), unique=True),  # NULL once erased
    Column("stripe_customer", String(64), unique=True),
    Column("restricted", Boolean, nullable=False),  # asked that nothing but the licence be served
    Column("created_at", BigInteger, nullable=False),
    Column("erase_at", BigInteger),  # asked to be erased: by then it is done
)

plans = Table(  # as Stripe's products say; read again when they change
    "plans",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("product", String(64), nullable=False, unique=True),
    Column("prices", Text, nullable=False),  # JSON: lookup key -> price id
    Column("entitlements", Text, nullable=False),  # JSON list
    Column("records", Integer),  # a month; NULL: no limit
    Column("portals", Integer, nullable=False),
    Column("machines", Integer, nullable=False),
)

licences = Table(
    "licences",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("customer", ForeignKey("customers.id"), index=True),  # NULL: a trial, nobody's yet
    Column("key_print", String(64), unique=True),  # NULL: a trial
    Column("plan", String(40), nullable=False),
    Column("state", String(24), nullable=False),  # as in core.licensing.Subscription
    Column("entitlements", Text, nullable=False),  # JSON list
    Column("records", Integer),
    Column("portals", Integer, nullable=False),
    Column("machines", Integer, nullable=False),
    Column("subscription", String(64), unique=True),  # Stripe's
    Column("paid_until", BigInteger),  # NULL: as long as the subscription goes
    Column("told_at", BigInteger, nullable=False),  # by Stripe's clock: older news is no news
    Column("created_at", BigInteger, nullable=False),
)

installs = Table(  # a PC that has, or had, a seat
    "installs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("licence", ForeignKey("licences.id"), nullable=False, index=True),
    Column("machine", String(64), nullable=False),  # keyed fingerprint
    Column("token_print", String(64), nullable=False, unique=True),
    Column("app_version", String(32), nullable=False),
    Column("portals", Text, nullable=False),  # JSON list of HubSpot portal ids
    Column("first_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("released_at", BigInteger),
)

trials = Table(  # one a machine, ever
    "trials",
    metadata,
    Column("machine", String(64), primary_key=True),
    Column("licence", ForeignKey("licences.id"), nullable=False),
)

usage = Table(
    "usage",
    metadata,
    Column("install", ForeignKey("installs.id"), primary_key=True),
    Column("period", String(7), primary_key=True),  # "2026-11"
    Column("portal", String(32), primary_key=True),
    Column("records", Integer, nullable=False),
    Column("requests", Text, nullable=False),  # JSON: system -> number
    Column("features", Text, nullable=False),  # JSON list
    Column("told_at", BigInteger, nullable=False),
)

events = Table(  # of webhooks, so that each takes effect once
    "events",
    metadata,
    Column("source", String(16), primary_key=True),
    Column("id", String(255), primary_key=True),
    Column("received_at", BigInteger, nullable=False, index=True),
)

instructions = Table(  # what an office's program has to do at its next refresh
    "instructions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("portal", String(32), nullable=False, index=True),
    Column("kind", String(24), nullable=False),  # "uninstalled" or "forget_contact"
    Column("object", String(32), nullable=False),  # a HubSpot id, or ""
    Column("made_at", BigInteger, nullable=False),
)

fetched = Table(
    "fetched",
    metadata,
    Column("instruction", ForeignKey("instructions.id"), primary_key=True),
    Column("install", ForeignKey("installs.id"), primary_key=True),
    Column("done_at", BigInteger, nullable=False),
)

codes = Table(  # mailed to somebody who asks for their own data
    "codes",
    metadata,
    Column("customer", ForeignKey("customers.id"), primary_key=True),
    Column("code_print", String(64), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
)

hits = Table(  # of the rate limits
    "hits",
    metadata,
    Column("who", String(80), primary_key=True),  # what is limited, and the print of whom
    Column("window", BigInteger, primary_key=True),  # when it began
    Column("count", Integer, nullable=False),
)

operators = Table(
    "operators",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),  # "support" or "admin"
    Column("created_at", BigInteger, nullable=False),
)

audit = Table(  # acts of operators, of customers on their own data, and of retention
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", String(80), nullable=False),  # an id, never a name
)

Index("ix_installs_seats", installs.c.licence, installs.c.released_at)
