"""Our key on a HubSpot record: which record of which account it is, in one short text."""

import base64
import hmac
import re

_PLAIN = re.compile(r"[0-9a-z]+")


def property_name(connector: str) -> str:
    """Return the name of our unique property for one system.

    >>> property_name("clio")
    'sync300_clio_key'
    """
    return f"sync300_{connector}_key"


def identity(account: str, stream: str, id: str, secret: bytes | None = None) -> str:
    """Return the key of one record; equal keys are one record, whatever their case.

    Ids that capitals could tell apart are spelled in base 32. With `secret` (healthcare) the
    key is a keyed hash, which tells an outsider nothing.

    >>> identity("4482019", "persons", "71"), identity("4482019", "clients", "Z2lk")
    ('4482019.persons.71', '4482019.clients.x-lizgy2y')
    """
    if secret is not None:
        text = f"{account}\0{stream}\0{id}".encode()
        return "h-" + hmac.digest(secret, text, "sha256")[:16].hex()
    return ".".join((_spell(account), stream, _spell(id)))


def read_back(key: str, account: str, stream: str) -> str | None:
    """Return the id of the record that bears a key; None if it is another stream's, or a hash.

    >>> read_back("4482019.persons.71", "4482019", "persons")
    '71'
    >>> read_back("4482019.Clients.X-LIZGY2Y", "4482019", "clients")
    'Z2lk'
    >>> read_back("h-0a1b", "4482019", "persons") is None
    True
    """
    before = f"{_spell(account)}.{stream}.".casefold()
    key = key.casefold()
    if not key.startswith(before):
        return None
    spelled = key.removeprefix(before)
    if not spelled.startswith("x-"):
        return spelled
    text = spelled.removeprefix("x-").upper()
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8)).decode()
    except ValueError:
        return None


def _spell(id: str) -> str:
    if _PLAIN.fullmatch(id):
        return id
    return "x-" + base64.b32encode(id.encode()).decode().rstrip("=").lower()
