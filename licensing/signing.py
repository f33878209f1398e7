"""The keys that sign licences. They live in files that only the service may read."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.licensing.licence import Licence, PublicKeys, message, payload_of, written

_CURRENT = "current"  # names the key that signs
_END = ".key"


@dataclass(frozen=True, slots=True)
class Signer:
    """One key at work."""

    kid: str
    key: Ed25519PrivateKey

    def signed(self, licence: Licence) -> str:
        """Return the licence file."""
        payload = payload_of(licence)
        return written(self.kid, payload, self.key.sign(message(self.kid, payload)))


def signer_of(folder: Path) -> Signer:
    """Read the key that signs. The program must know its public half before it is the current."""
    kid = (folder / _CURRENT).read_text(encoding="ascii").strip()
    private = (folder / f"{kid}{_END}").read_bytes()
    return Signer(kid, Ed25519PrivateKey.from_private_bytes(private))


def public_keys(folder: Path) -> PublicKeys:
    """Return the public half of every key, by key id: what the program is built with."""
    found: dict[str, bytes] = {}
    for file in sorted(folder.glob(f"*{_END}")):
        key = Ed25519PrivateKey.from_private_bytes(file.read_bytes())
        found[file.stem] = key.public_key().public_bytes_raw()
    return found


def make_key(folder: Path, kid: str) -> bytes:
    """Make a key; return its public half. It signs once it is used, or at once as the first.

    Raises FileExistsError where there is one of that id.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    file = folder / f"{kid}{_END}"
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(key.private_bytes_raw())
    if not (folder / _CURRENT).exists():
        use_key(folder, kid)
    return key.public_key().public_bytes_raw()


def use_key(folder: Path, kid: str) -> None:
    """Have a key sign from the next start on."""
    if not (folder / f"{kid}{_END}").exists():
        raise FileNotFoundError(f"{kid}{_END}")
    fresh = folder / f"{_CURRENT}.new"
    fresh.write_text(kid, encoding="ascii")
    fresh.replace(folder / _CURRENT)
