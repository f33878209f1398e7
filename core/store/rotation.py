"""Rotating the sealing keys: everything sealed is sealed anew, in one transaction."""

from datetime import datetime

import msgspec
from sqlalchemy import select, update

from core.store.audit import Act, note
from core.store.credentials import PURPOSE, place
from core.store.database import Store
from core.store.installation import SEAL, Seal
from core.store.settings import keep, value
from core.store.tables import credentials
from core.vault import Vault


def rotate(store: Store, vault: Vault, now: datetime) -> Vault:
    """Seal every secret with the next version of the keys; return the vault that seals so.

    The master key stays where it is, and with it fingerprints and identities. Vaults that are
    still in use open what was sealed anew.
    """
    with store.write() as connection:
        kept = msgspec.json.decode(value(connection, SEAL) or "", type=Seal)
        following = vault.at_version(kept.version + 1)
        rows = connection.execute(select(credentials.c.connection, credentials.c.sealed)).all()
        for connection_id, sealed in rows:
            plain = vault.open(PURPOSE, place(connection_id), sealed)
            # Its `version` stays: a renewal under way must still be able to save its tokens.
            connection.execute(
                update(credentials)
                .where(credentials.c.connection == connection_id)
                .values(sealed=following.seal(PURPOSE, place(connection_id), plain))
            )
        made = Seal(kept.check, following.version, kept.holder)
        keep(connection, SEAL, msgspec.json.encode(made).decode())
        note(connection, now, Act.KEYS_ROTATED, str(following.version))
    store.checkpoint()  # nothing sealed with the old keys is left in the log
    return following
