"""What this installation is: its id, which key seals it, and what its office agreed to."""

import uuid
from datetime import datetime

import msgspec

from core.store.audit import Act, note
from core.store.database import Store
from core.store.settings import keep, value

SEAL = "seal"
_ID, _CONSENT = "installation", "consent"


class Seal(msgspec.Struct, frozen=True):
    """What tells whether a key is the one that sealed this database."""

    check: str
    version: int  # of the sealing keys
    holder: str  # the key holder's label, to know where to look for a lost key


class Consent(msgspec.Struct, frozen=True):
    """Which policy the office accepted, and when."""

    policy: str  # its version
    at: datetime


def installation_id(store: Store) -> str:
    """Return a random id; made when first asked for, and gone with the database."""
    with store.read() as connection:
        found = value(connection, _ID)
    if found is None:
        with store.write() as connection:
            found = value(connection, _ID)  # another process may have been first
            if found is None:
                found = str(uuid.uuid4())
                keep(connection, _ID, found)
    return found


def seal(store: Store) -> Seal | None:
    """Return what is known of the key; None on the very first start."""
    with store.read() as connection:
        found = value(connection, SEAL)
    return None if found is None else msgspec.json.decode(found, type=Seal)


def keep_seal(store: Store, check: str, holder: str, version: int = 1) -> Seal:
    made = Seal(check, version, holder)
    with store.write() as connection:
        keep(connection, SEAL, msgspec.json.encode(made).decode())
    return made


def consent(store: Store) -> Consent | None:
    """Return what the office accepted last; None if nothing yet."""
    with store.read() as connection:
        found = value(connection, _CONSENT)
    return None if found is None else msgspec.json.decode(found, type=Consent)


def give_consent(store: Store, policy: str, now: datetime) -> None:
    """Note that the office accepted a version of the policy."""
    with store.write() as connection:
        keep(connection, _CONSENT, msgspec.json.encode(Consent(policy, now)).decode())
        note(connection, now, Act.CONSENTED, policy)
