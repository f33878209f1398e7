"""HubSpot's webhooks of our app: a portal that uninstalled it, a contact that is to be forgotten.

What is told becomes an instruction, which the offices that sync that portal fetch at their next
refresh. Signatures are version 3, over the raw body; what is not signed is not read.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from licensing.problems import ProblemError, Why
from licensing.store.database import Database
from licensing.store.tables import instructions

TOLERANCE_MS = 300_000
MOST = 100  # events that HubSpot sends at once
KINDS = {"app.uninstalled": "uninstalled", "contact.privacyDeletion": "forget_contact"}
_DECODED = {  # what HubSpot decodes of an address before it signs it, and nothing else
    "%3A": ":",
    "%2F": "/",
    "%3F": "?",
    "%40": "@",
    "%21": "!",
    "%24": "$",
    "%27": "'",
    "%28": "(",
    "%29": ")",
    "%2A": "*",
    "%2C": ",",
    "%3B": ";",
}


class HubSpotWebhook:
    """Takes HubSpot's events. `address` is ours as HubSpot calls it, whatever stands before us."""

    def __init__(
        self, database: Database, secret: str, address: str, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._secret = secret
        self._address = address
        self._now = now

    def take(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Take events in the bytes that were signed. Said twice they are one instruction."""
        if not self._secret or not self._is_signed(body, headers):
            raise ProblemError(Why.BAD_SIGNATURE)
        try:
            told = json.loads(body)
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise ProblemError(Why.BAD_BODY) from None
        if not isinstance(told, list) or len(told) > MOST:
            raise ProblemError(Why.BAD_BODY)
        rows = [row for each in told if (row := self._row(each)) is not None]
        if rows:
            with self._database.write() as connection:
                made = self._database.insert(instructions).values(rows)
                connection.execute(made.on_conflict_do_nothing())

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        at = headers.get("x-hubspot-request-timestamp", "")
        if not at.isascii() or not at.isdigit():
            return False
        if abs(int(self._now().timestamp() * 1_000) - int(at)) > TOLERANCE_MS:
            return False
        signed = f"POST{decoded(self._address)}".encode() + body + at.encode()
        mac = hmac.new(self._secret.encode(), signed, sha256).digest()
        return hmac.compare_digest(
            b64encode(mac), headers.get("x-hubspot-signature-v3", "").encode()
        )

    def _row(self, event: Any) -> dict[str, Any] | None:
        """Return the instruction that an event is; its id is made of what it says."""
        if not isinstance(event, dict):
            raise ProblemError(Why.BAD_BODY)
        kind, portal = KINDS.get(str(event.get("subscriptionType"))), event.get("portalId")
        one = event.get("objectId", "") if kind == "forget_contact" else ""
        if kind is None:
            return None
        if not isinstance(portal, int) or (one != "" and not isinstance(one, int)):
            raise ProblemError(Why.BAD_BODY)
        said = f"{kind} {portal} {one} {event.get('occurredAt', '')}"
        return {
            "id": f"ins_{sha256(said.encode()).hexdigest()[:24]}",
            "portal": str(portal),
            "kind": kind,
            "object": str(one),
            "made_at": int(self._now().timestamp()),
        }


def decoded(address: str) -> str:
    """Return an address as HubSpot signs it.

    >>> decoded("https://example.com/a%3Ab%20c")
    'https://example.com/a:b%20c'
    """
    for code, char in _DECODED.items():
        address = address.replace(code, char).replace(code.lower(), char)
    return address
