"""Keys, tokens and codes: how they look, and what of them is kept."""

import hmac
import secrets
from hashlib import sha256

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
_GROUPS, _GROUP = 5, 5  # 30 letters to the 25th: 122 bits


def new_id(kind: str) -> str:
    """Return an id that says what it is of: "lic_…"."""
    return f"{kind}_{secrets.token_hex(12)}"


def new_token() -> str:
    """Return what an installation shows instead of its key."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return six digits, to be typed from an e-mail."""
    return f"{secrets.randbelow(1_000_000):06d}"


def told(key: str) -> str:
    """Return a licence key as it was made, however it was typed."""
    return "-".join(key.strip().upper().replace(" ", "").split("-"))


class Prints:
    """Keyed prints: who has the database, but not the pepper, can try no keys against it."""

    def __init__(self, pepper: bytes) -> None:
        if len(pepper) < 32:
            raise ValueError("a pepper has 32 bytes or more")
        self._pepper = pepper

    def of(self, purpose: str, secret: str) -> str:
        message = f"{purpose}\n{secret}".encode()
        return hmac.new(self._pepper, message, sha256).hexdigest()

    def key_of(self, licence: str) -> str:
        """Return the key of a licence, to be read out on the telephone.

        It is made of the pepper and the licence's id, so that it can be told again and need not
        be kept.
        """
        number = int(self.of("licence key", licence), 16)
        letters = []
        for _ in range(_GROUPS * _GROUP):
            number, letter = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[letter])
        groups = ("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))
        return "-".join(("S300", *groups))

    def same(self, purpose: str, secret: str, kept: str) -> bool:
        """Compare without telling by the time how much of it was right."""
        return hmac.compare_digest(self.of(purpose, secret), kept)
