"""The tokens of requests: "Basic", base64 of the key and of a signature over the time."""

import base64
import binascii
import hmac
from datetime import datetime

from connectors.boulevard.simulator.profile import API_KEY, API_SECRET, BUSINESS_ID

PREFIX = "blvd-admin-v1"
SIGNATURE = 44  # characters: base64 of 32 bytes


def signed(
    at: datetime, key: str = API_KEY, secret: str = API_SECRET, business: str = BUSINESS_ID
) -> str:
    """Return a header that is good at that time."""
    payload = f"{PREFIX}{business}{int(at.timestamp())}"
    raw = base64.b64decode(secret)
    signature = base64.b64encode(hmac.new(raw, payload.encode(), "sha256").digest()).decode()
    return "Basic " + base64.b64encode(f"{key}:{signature}{payload}".encode()).decode()


def is_good(header: str, keys: dict[str, str], business: str, now: datetime, lifetime: int) -> bool:
    """Return whether a header is signed with one of `keys` (key to secret), and is fresh."""
    scheme, _, text = header.partition(" ")
    try:
        key, colon, token = base64.b64decode(text, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    signature, payload = token[:SIGNATURE], token[SIGNATURE:]
    begin = f"{PREFIX}{business}"
    moment = payload.removeprefix(begin)
    if scheme != "Basic" or not colon or key not in keys or not payload.startswith(begin):
        return False
    if not moment.isdecimal() or abs(now.timestamp() - int(moment)) > lifetime:
        return False
    raw = base64.b64decode(keys[key])
    wanted = base64.b64encode(hmac.new(raw, payload.encode(), "sha256").digest()).decode()
    return hmac.compare_digest(signature, wanted)
