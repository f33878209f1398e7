"""Sealing secrets, and fingerprinting values: all that is done with the master key (P11).

A sealed value opens only with the key that sealed it and only where it was put: table, row,
column and key version are part of what is authenticated.
"""

import hashlib
import hmac
import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Code, UserActionError
from core.keys import KEY_SIZE, KeyHolder

if TYPE_CHECKING:
    from core.store.database import Store

Where = tuple[str, str, str]
"""Table, row and column of a sealed value."""

_FORMAT = b"\x01"
_VERSION = 4  # bytes of a key version
_NONCE = 12  # bytes; random, so that one key version must stay far below 2**32 seals
_PRINT = 8  # bytes of a fingerprint
_BLOCK = 64  # bytes of SHA-256's block, which HMAC pads its key to


class Vault:
    """The master key at work. Every purpose has a key of its own."""

    __slots__ = ("_master", "_sealing", "version")

    def __init__(self, master: bytes, version: int = 1) -> None:
        if len(master) != KEY_SIZE:
            raise UserActionError(Code.WRONG_KEY)
        self._master = master
        self._sealing: dict[tuple[str, int], AESGCM] = {}
        self.version = version  # of the keys that seal from now on; older ones still open

    def key(self, purpose: str) -> bytes:
        """Return the 32-byte key of a purpose; it is the same for all key versions."""
        return self._derive(f"300sync key {purpose}")

    @property
    def check(self) -> str:
        """A value that tells this master key from another, and nothing else."""
        return self._derive("300sync check").hex()[:32]

    def seal(self, purpose: str, where: Where, plain: bytes) -> bytes:
        """Encrypt a value for one place."""
        nonce = os.urandom(_NONCE)
        version = self.version
        sealed = self._cipher(purpose, version).encrypt(nonce, plain, _bound(where, version))
        return _FORMAT + version.to_bytes(_VERSION) + nonce + sealed

    def open(self, purpose: str, where: Where, sealed: bytes) -> bytes:
        """Decrypt what was sealed here. Raises UserActionError(SEAL_BROKEN) if it was changed,
        cut short, or moved from elsewhere.
        """
        if sealed[:1] != _FORMAT:
            raise UserActionError(Code.SEAL_BROKEN, detail=where[0])
        version = int.from_bytes(sealed[1 : 1 + _VERSION])
        nonce, rest = sealed[1 + _VERSION :][:_NONCE], sealed[1 + _VERSION + _NONCE :]
        try:
            return self._cipher(purpose, version).decrypt(nonce, rest, _bound(where, version))
        except (InvalidTag, ValueError):  # ValueError: the nonce or the tag is cut short
            raise UserActionError(Code.SEAL_BROKEN, detail=where[0]) from None

    def fingerprinter(self) -> "Fingerprinter":
        return Fingerprinter(self.key("fingerprint"))

    def at_version(self, version: int) -> "Vault":
        """Return this vault sealing with another version of its keys."""
        return Vault(self._master, version)

    def _cipher(self, purpose: str, version: int) -> AESGCM:
        found = self._sealing.get((purpose, version))
        if found is None:
            found = AESGCM(self._derive(f"300sync seal {version} {purpose}"))
            self._sealing[purpose, version] = found
        return found

    def _derive(self, info: str) -> bytes:
        return HKDF(SHA256(), KEY_SIZE, salt=None, info=info.encode()).derive(self._master)


def _bound(where: Where, version: int) -> bytes:
    """Spell a place so that no two are alike: each part carries its length."""
    parts = [name.encode() for name in where]
    return b"".join([version.to_bytes(_VERSION), *(len(part).to_bytes(4) + part for part in parts)])


class Fingerprinter:
    """Keyed fingerprints: HMAC-SHA-256, cut to 8 bytes.

    HMAC is written out, as the hash of a hash, each begun beforehand with the padded key and the
    field's name: it is called for each field of each record, and the standard library's takes
    twice as long.
    """

    __slots__ = ("_fields", "_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        if len(key) > _BLOCK:
            key = hashlib.sha256(key).digest()
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))
        self._fields: dict[str, hashlib._Hash] = {}

    def of(self, text: str | bytes) -> bytes:
        """Return the fingerprint of a text."""
        return self._end(self._inner, text.encode() if isinstance(text, str) else text)

    def of_field(self, field: str, text: str) -> bytes:
        """Return the fingerprint of a field's value: equal values of two fields differ."""
        begun = self._fields.get(field)
        if begun is None:
            begun = self._inner.copy()
            begun.update(field_prefix(field))
            self._fields[field] = begun
        return self._end(begun, text.encode())

    def _end(self, begun: "hashlib._Hash", data: bytes) -> bytes:
        inner, outer = begun.copy(), self._outer.copy()
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()[:_PRINT]


def field_prefix(field: str) -> bytes:
    """Return what stands before a value, so that no two pairs of field and value are alike."""
    name = field.encode()
    return len(name).to_bytes(2) + name


def unlock(store: "Store", keys: KeyHolder) -> Vault:
    """Return the vault of this database; on the very first start, make its key.

    Raises UserActionError(WRONG_KEY) if the holder has another key than the one that sealed this
    database, or has none any more: never makes a new one then.
    """
    from core.store import installation
    from core.store.locks import exclusive

    seal = installation.seal(store)
    key = keys.load()
    if seal is None:
        with exclusive(store.folder / "first-key.lock"):  # two first starts must not make two keys
            seal, key = installation.seal(store), keys.load()
            if seal is None:
                if key is None:
                    key = os.urandom(KEY_SIZE)
                    keys.save(key)
                seal = installation.keep_seal(store, Vault(key).check, keys.label)
    if key is None:
        raise UserActionError(Code.WRONG_KEY)
    vault = Vault(key, seal.version)
    if not hmac.compare_digest(vault.check, seal.check):
        raise UserActionError(Code.WRONG_KEY)
    return vault
