"""Where the master key lives: the system's keyring, or wrapped by a passphrase; never in clear."""

import base64
import binascii
import hashlib
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from core.errors import Code, UserActionError
from core.paths import Paths, disk_error, replace_file

SERVICE = "300Sync"
KEY_SIZE = 32  # bytes
COST = 2**17  # scrypt's n: 128 MiB and about half a second
_LEAST_COST, _MOST_COST = 2**14, 2**20  # what a file may ask of us
_LEAST_PASSPHRASE = 8  # characters
_FORMAT = 1
_LABELS = {"win32": "Windows Credential Manager", "darwin": "Keychain"}


class KeyHolder(Protocol):
    """Keeps the master key. Calls may block while the system asks its user: not on the Qt thread.

    All of them raise UserActionError: NO_KEYRING, KEYRING_LOCKED or PASSPHRASE_WRONG.
    """

    @property
    def label(self) -> str:
        """What the user calls it: "Windows Credential Manager"."""
        ...

    def load(self) -> bytes | None:
        """Return the key; None if there is none yet."""
        ...

    def save(self, key: bytes) -> None:
        """Keep the key, in place of another. When this returns, `load` returns it."""
        ...

    def erase(self) -> None:
        """Forget the key. Harmless to repeat."""
        ...


class KeyringKeys:
    """Keeps the key in the system's keyring, one for each data folder.

    The entry's name does not lie in the data folder: a lost database finds its key again, and
    with it the identities that it wrote. Only stores that encrypt are used, whatever keyring's
    own settings say. The entry is 44 characters: Windows takes no more than 1,280.
    """

    def __init__(self, folder: Path, backend: KeyringBackend | None = None) -> None:
        self._user = _entry(folder)
        self._backend = backend

    @property
    def label(self) -> str:
        if self._backend is not None and "kwallet" in type(self._backend).__module__:
            return "KDE Wallet"
        return _LABELS.get(sys.platform, "Secret Service")

    def load(self) -> bytes | None:
        with _keyring_errors():
            text = self._open().get_password(SERVICE, self._user)
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            raise UserActionError(Code.WRONG_KEY) from None

    def save(self, key: bytes) -> None:
        text = base64.b64encode(key).decode()
        with _keyring_errors():
            backend = self._open()
            backend.set_password(SERVICE, self._user, text)
            kept = backend.get_password(SERVICE, self._user)
        if kept != text:  # a keyring that forgets would cost the office its sign-ins
            raise UserActionError(Code.NO_KEYRING)

    def erase(self) -> None:
        with _keyring_errors():
            backend = self._open()
            try:
                backend.delete_password(SERVICE, self._user)
            except PasswordDeleteError:
                if backend.get_password(SERVICE, self._user) is not None:
                    raise

    def _open(self) -> KeyringBackend:
        if self._backend is None:
            self._backend = _best(_encrypting())
        return self._backend


def _entry(folder: Path) -> str:
    """Return the name of a data folder's entry; the user's own folder has a fixed one."""
    if folder == Paths.standard().data:
        return "office"
    return "office-" + hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]


def _encrypting() -> list[type[KeyringBackend]]:
    """Return the stores that this system may have and that we trust."""
    found: list[type[KeyringBackend]]
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        found = [WinVaultKeyring]
    elif sys.platform == "darwin":
        from keyring.backends.macOS import Keyring

        found = [Keyring]
    else:
        from keyring.backends import SecretService, kwallet, libsecret

        found = [SecretService.Keyring, libsecret.Keyring]
        found += [kwallet.DBusKeyring, kwallet.DBusKeyringKWallet4]
    return found


def _best(found: list[type[KeyringBackend]]) -> KeyringBackend:
    viable = [backend for backend in found if backend.viable]
    if not viable:
        raise UserActionError(Code.NO_KEYRING)
    chosen = max(viable, key=lambda backend: float(backend.priority))()
    if hasattr(chosen, "persist"):  # Windows would else let it roam with the domain's profile
        chosen.persist = "local machine"
    return chosen


@contextmanager
def _keyring_errors() -> Iterator[None]:
    """Turn what keyrings raise into two codes; their messages are not ours to pass on."""
    try:
        yield
    except UserActionError:
        raise
    except (InitError, KeyringLocked):
        raise UserActionError(Code.KEYRING_LOCKED) from None
    except Exception as error:
        locked = type(error).__name__ in ("LockedException", "PromptDismissedException")
        code = Code.KEYRING_LOCKED if locked else Code.NO_KEYRING
        raise UserActionError(code) from None


class _Wrapped(msgspec.Struct, frozen=True):
    """The passphrase file. Binary values are base 64."""

    format: int
    n: int
    r: int
    p: int
    salt: bytes
    nonce: bytes
    key: bytes


class PassphraseKeys:
    """Keeps the key in a file beside the database, wrapped by a passphrase that the office knows.

    The passphrase wraps the key and is not the key, so that it can be changed. `ask` is called
    each time it is needed.
    """

    label = "a passphrase"

    def __init__(self, folder: Path, ask: Callable[[], str], cost: int = COST) -> None:
        self._file = folder / "passphrase.json"
        self._ask = ask
        self._cost = cost

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """Return whether an office chose a passphrase for this data folder."""
        return (folder / "passphrase.json").exists()

    def load(self) -> bytes | None:
        try:
            text = self._file.read_bytes()
        except FileNotFoundError:
            return None
        try:
            kept = msgspec.json.decode(text, type=_Wrapped)
        except msgspec.DecodeError:
            raise UserActionError(Code.SEAL_BROKEN, detail=self._file.name) from None
        if kept.format != _FORMAT or not _bearable(kept):
            raise UserActionError(Code.SEAL_BROKEN, detail=self._file.name)
        wrapping = AESGCM(_stretched(self._ask(), kept.salt, kept.n, kept.r, kept.p))
        try:
            return wrapping.decrypt(kept.nonce, kept.key, _about(kept.n, kept.r, kept.p, kept.salt))
        except InvalidTag:
            raise UserActionError(Code.PASSPHRASE_WRONG) from None

    def save(self, key: bytes) -> None:
        self._wrap(key, self._ask())

    def change(self, ask_new: Callable[[], str]) -> None:
        """Wrap the key with another passphrase; asks for the old one first."""
        key = self.load()
        if key is None:
            raise UserActionError(Code.PASSPHRASE_WRONG)
        self._wrap(key, ask_new())

    def erase(self) -> None:
        self._file.unlink(missing_ok=True)

    def _wrap(self, key: bytes, passphrase: str) -> None:
        if len(passphrase) < _LEAST_PASSPHRASE:
            raise UserActionError(Code.SETTING_INVALID, detail="passphrase")
        salt, nonce = os.urandom(16), os.urandom(12)
        n, r, p = self._cost, 8, 1
        wrapping = AESGCM(_stretched(passphrase, salt, n, r, p))
        kept = _Wrapped(
            _FORMAT, n, r, p, salt, nonce, wrapping.encrypt(nonce, key, _about(n, r, p, salt))
        )
        try:
            replace_file(self._file, msgspec.json.encode(kept))
        except OSError as error:
            raise disk_error(error, self._file.parent) from None


def _bearable(kept: _Wrapped) -> bool:
    """Tell whether a file's parameters are ones that we would write, and not a trap."""
    power_of_two = kept.n & (kept.n - 1) == 0
    fair = _LEAST_COST <= kept.n <= _MOST_COST and power_of_two and (kept.r, kept.p) == (8, 1)
    return fair and len(kept.salt) >= 16 and len(kept.nonce) == 12


def _stretched(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # One passphrase may be typed as different code points on different keyboards.
    text = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=KEY_SIZE, n=n, r=r, p=p).derive(text)


def _about(n: int, r: int, p: int, salt: bytes) -> bytes:
    return f"300sync passphrase {_FORMAT} {n} {r} {p} ".encode() + salt
