"""A token for each request: the time, signed with the business's secret.

Boulevard takes a token for a short while only, by its own clock. Where this computer's is wrong,
the Date header of an answer says by how much, and what was turned away for it is signed again.
"""

import base64
import binascii
import hmac
from collections.abc import Generator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connectors.kit.hosting import Request, Response
from connectors.kit.keys import KeyAuth
from core.jobs import Clock
from core.registry import CredentialBox, Secrets

PREFIX = "blvd-admin-v1"
UNAUTHORIZED = 401
SMALL = timedelta(seconds=5)  # an error of a clock that is left as it is


def authorization(secrets: Secrets, business: str, at: datetime) -> str:
    """Return the header of a request that is made at that time. The secret is base64 of a key.

    Raises ValueError if a key is blank or mistyped.
    """
    key, secret = (secrets[name].strip() for name in ("api_key", "api_secret"))
    if not key or set(key) & set(": \t"):
        raise ValueError
    try:
        raw = base64.b64decode(secret, validate=True)
    except binascii.Error:
        raw = b""
    if not raw:
        raise ValueError
    payload = f"{PREFIX}{business}{int(at.timestamp())}"
    signature = base64.b64encode(hmac.digest(raw, payload.encode(), "sha256")).decode()
    return f"Basic {base64.b64encode(f'{key}:{signature}{payload}'.encode()).decode()}"


class VendorClock:
    """What time it is at Boulevard: this computer's, put right by what answers say."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._error = timedelta()

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return self._clock.now() + self._error

    def heard(self, headers: Mapping[str, str]) -> bool:
        """Look at an answer's Date; return whether the clock had been wrong, and now is right."""
        try:
            theirs = parsedate_to_datetime(headers.get("date", ""))
        except (TypeError, ValueError):
            return False
        if theirs.tzinfo is None:
            theirs = theirs.replace(tzinfo=UTC)
        if abs(theirs - self.now()) < SMALL:
            return False
        self._error = theirs - self._clock.now()
        return True


class SignedAuth(KeyAuth):
    """Signs each request anew, and once more if it was turned away for a wrong clock."""

    def __init__(self, box: CredentialBox, business: str, clock: VendorClock) -> None:
        def sign(secrets: Secrets) -> Mapping[str, str]:
            return {"authorization": authorization(secrets, business, clock.now())}

        super().__init__(box, sign)
        self._vendor_clock = clock

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        request.headers.update(self._headers())
        response = yield request
        was_wrong = self._vendor_clock.heard(response.headers)
        if response.status_code == UNAUTHORIZED and was_wrong:
            request.headers.update(self._headers())
            yield request
