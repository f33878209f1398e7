"""The licence file: what the endpoint grants one installation, in the bytes that it signed.

One line of text, `kid.payload.signature`: the id of the signing key, the payload (UTF-8 JSON) and
the 64 bytes of an Ed25519 signature, the last two in URL-safe base 64 without padding. What is
signed is PREFIX, the kid, a full stop and the payload, byte by byte as they stand in the file.
There is no choice of algorithm in it: a file that names one is a file that we do not know.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PREFIX = b"300sync licence 1\n"  # what is signed with this prefix is a licence, and nothing else
LONGEST = 16_384  # characters of a licence file
SIGNATURE = 64  # bytes
_KID = re.compile(r"[a-z0-9-]{1,32}")
_SHAPE = re.compile(r"([a-z0-9-]{1,32})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")

PublicKeys = Mapping[str, bytes]
"""The 32 bytes of each key that may have signed, by key id."""


class Subscription(Enum):
    """How the office's subscription stands: the words are Stripe's, and REVOKED is ours."""

    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"  # a payment failed and is tried again
    UNPAID = "unpaid"
    PAUSED = "paused"
    CANCELED = "canceled"
    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    REVOKED = "revoked"


class Flaw(Enum):
    """Why a file is not taken for a licence of this installation."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    OTHER_MACHINE = "other_machine"
    OTHER_INSTALL = "other_install"
    REPLAYED = "replayed"  # it answers another question than ours


class LicenceError(Exception):
    """A licence file that says nothing. Holds no part of it."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """What one installation may do, and for how long. Times are aware, and in UTC.

    From `refresh_after` on a new one is asked for; with one that is older than `expires_at` the
    office goes on until `grace_until`, where the endpoint cannot be reached.
    """

    licence: str
    install: str
    machine: str  # keyed fingerprint of the PC
    nonce: str  # of the question that it answers
    plan: str
    state: Subscription
    entitlements: frozenset[str]
    records: int | None  # a month, all portals together; None: as many as there are
    portals: int
    machines: int
    issued_at: datetime
    refresh_after: datetime
    expires_at: datetime
    grace_until: datetime

    def __post_init__(self) -> None:
        times = (self.issued_at, self.refresh_after, self.expires_at, self.grace_until)
        if any(each.utcoffset() is None for each in times) or list(times) != sorted(times):
            raise ValueError("times of a licence are aware and in order")
        if min(self.portals, self.machines, self.records or 0) < 0:
            raise ValueError("a licence grants no less than nothing")


def payload_of(licence: Licence) -> bytes:
    """Return the bytes to sign."""
    return msgspec.json.encode(licence, order="deterministic")


def message(kid: str, payload: bytes) -> bytes:
    """Return what the signature is made over."""
    return PREFIX + kid.encode("ascii") + b"." + payload


def written(kid: str, payload: bytes, signature: bytes) -> str:
    """Return the text of a licence file."""
    if not _KID.fullmatch(kid):
        raise ValueError("a key id is of small letters, digits and hyphens")
    return f"{kid}.{_text(payload)}.{_text(signature)}"


def read(text: str, keys: PublicKeys, *, machine: str, install: str, nonce: str = "") -> Licence:
    """Return what a licence file grants this installation on this PC.

    Nothing of it is looked at before its signature holds. `nonce` is that of the question just
    asked; "" takes a file that was kept from an earlier one. Raises LicenceError.
    """
    kid, payload, signature = _parts(text)
    key = keys.get(kid)
    if key is None:
        raise LicenceError(Flaw.UNKNOWN_KEY)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message(kid, payload))
    except InvalidSignature:
        raise LicenceError(Flaw.FORGED) from None
    try:
        licence = msgspec.json.decode(payload, type=Licence)
    except msgspec.MsgspecError:
        raise LicenceError(Flaw.MALFORMED) from None
    if licence.machine != machine:
        raise LicenceError(Flaw.OTHER_MACHINE)
    if licence.install != install:
        raise LicenceError(Flaw.OTHER_INSTALL)
    if nonce and licence.nonce != nonce:
        raise LicenceError(Flaw.REPLAYED)
    return licence


def _parts(text: str) -> tuple[str, bytes, bytes]:
    found = _SHAPE.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        raise LicenceError(Flaw.MALFORMED)
    try:
        payload, signature = (_bytes(each) for each in found.groups()[1:])
    except (NotBase64, ValueError):
        raise LicenceError(Flaw.MALFORMED) from None
    if len(signature) != SIGNATURE:
        raise LicenceError(Flaw.MALFORMED)
    return found[1], payload, signature


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    """Return what was encoded; of the several texts that mean the same only ours is taken."""
    content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(content) != text:
        raise ValueError("not as it was written")
    return content
