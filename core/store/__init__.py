"""All that is kept: in SQLite (or PostgreSQL), through SQLAlchemy Core."""
