"""A version of our own for records that Buildium gives none: a keyed digest of all that it says of
one. The key dies with the connection, so that a digest tells nobody anything later.
"""

import hashlib
import secrets

import msgspec

from connectors.buildium.wire import Row

NOT_THE_TENANTS = "Leases"  # change by themselves, and no write of ours can erase them


class Versions:
    """The versions of one connection's records."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, row: Row) -> str:
        """Return the version of a record, the same as long as nothing of it changes."""
        own = {key: value for key, value in row.items() if key != NOT_THE_TENANTS}
        text = msgspec.json.encode(own, order="sorted")
        return hashlib.blake2b(text, key=self._key, digest_size=16).hexdigest()
