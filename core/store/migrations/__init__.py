"""Migrations: one module each, never edited once released. Alembic's operations, run by us.

The modules are imported by name and not found as files, so that a frozen program has them.
"""

KNOWN = ("0001", "0002", "0003")
"""The revisions that this program knows, oldest first: to tell a newer database without alembic."""

HEAD = KNOWN[-1]
