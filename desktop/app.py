"""The composition root: makes paths, store, vault, registry and office, and joins them.

The only module of the program, with the demo starter, that knows which connectors exist. Imports
are late: a command loads what it needs, and the window is painted before the store is opened.
"""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Code, UserActionError
from core.registry import ConnectorSpec, Registry, Secrets

if TYPE_CHECKING:
    from core.keys import KeyHolder
    from core.log import EventLog
    from core.mapping import Mapping
    from core.office import Office, SignInRequest
    from core.paths import Paths
    from desktop.erasing import Erased

VERSION = "0.1.0"
WORKERS = 6  # one reader, four writers, one to spare


def registry(only: Collection[str] = ()) -> Registry:
    """Return the connectors of this program; or only some of them, by name."""
    from connectors import ALL

    return Registry([spec for spec in ALL if not only or spec.name in only])


def make_office(
    paths: "Paths",
    keys: "KeyHolder",
    *,
    workers: Callable[[], Executor] | None = None,
    transports: dict[str, object] | None = None,
    log: "EventLog | None" = None,
) -> "Office":
    """Open the store, unlock the vault and return the office.

    Raises UserActionError for what only a person can mend: no keyring, a locked one, the wrong
    key, a read-only or full folder, a corrupt or newer database.
    """
    from connectors.kit.http import check_base_url
    from core.office import Office, Outside
    from core.store.database import open_store
    from core.vault import unlock

    log = log or open_log(paths)
    store = open_store(paths)
    try:
        vault = unlock(store, keys)
    except BaseException:
        store.close()
        raise
    outside = Outside(
        workers=workers or pool,
        sign_in=browse,
        check_base_url=check_base_url,
        starter=starter,
        transports=transports,
    )
    return Office(
        store,
        vault,
        registry(),
        outside,
        log,
        key_holder=keys.label,
        data_folder=str(paths.data),
    )


def open_log(paths: "Paths") -> "EventLog":
    """Make the program's folders and return its log. Raises UserActionError as `prepare` does."""
    from core.log import EventLog

    paths.prepare()
    return EventLog(paths.log)


def pool() -> Executor:
    """Return the threads of one run on the command line; the window has its own pool."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="sync")


def browse(request: "SignInRequest") -> Secrets:
    """Walk a person through the browser."""
    from connectors.kit.oauth import sign_in

    return sign_in(
        request.oauth,
        host=request.host,
        client_id=request.client_id,
        client_secret=request.client_secret,
        open_browser=request.show_link,
        job=request.job,
        base_url=request.base_url,
    )


def starter(spec: ConnectorSpec) -> "Sequence[Mapping]":
    """Return the mappings that a newcomer begins with, from the connector's own folder."""
    import msgspec

    from core.mapping import from_json

    if spec.starter is None:
        return ()
    text = (resources.files(f"connectors.{spec.name}") / spec.starter).read_bytes()
    return [from_json(bytes(raw)) for raw in msgspec.json.decode(text, type=list[msgspec.Raw])]


def paths_for(folder: Path | None) -> "Paths":
    """Return where everything is kept: under `folder`, or where this system keeps such things."""
    from core.paths import Paths

    return Paths.under(folder) if folder is not None else Paths.standard()


def keys_for(paths: "Paths", ask: Callable[[], str] | None = None) -> "KeyHolder":
    """Return the holder of the master key: the system's keyring, else the office's passphrase.

    The choice is made once and remembered: a passphrase file beside the database means that an
    office chose it (`choose_passphrase`). `ask` is called for it, on the terminal if None.
    """
    from core.keys import KeyringKeys, PassphraseKeys

    if PassphraseKeys.exists(paths.data):
        return PassphraseKeys(paths.data, ask or ask_passphrase)
    return KeyringKeys(paths.data)


def choose_passphrase(
    paths: "Paths", ask_old: Callable[[], str], ask_new: Callable[[], str]
) -> None:
    """Have a passphrase protect the key from now on; or change the one that does.

    A key that lies in the system's keyring moves: it is wrapped, and erased there. Where there is
    neither keyring nor database yet, a new key is made. Raises UserActionError: PASSPHRASE_WRONG,
    SETTING_INVALID if the new one is too short, WRONG_KEY if a database is there whose key is not.
    """
    from core.keys import KeyringKeys, PassphraseKeys
    from core.store import installation
    from core.store.database import open_store
    from core.vault import unlock

    if PassphraseKeys.exists(paths.data):
        PassphraseKeys(paths.data, ask_old).change(ask_new)
        return
    paths.prepare()
    chosen, keyring = PassphraseKeys(paths.data, ask_new), KeyringKeys(paths.data)
    key = _in_keyring(keyring)
    with closing(open_store(paths)) as store:
        if key is None:
            unlock(store, chosen)
            return
        vault = unlock(store, keyring)
        chosen.save(key)
        installation.keep_seal(store, vault.check, chosen.label, vault.version)
        keyring.erase()


def _in_keyring(keyring: "KeyHolder") -> bytes | None:
    """Return the key that the system's keyring has; None also where there is no keyring."""
    try:
        return keyring.load()
    except UserActionError as error:
        if error.code is Code.NO_KEYRING:
            return None
        raise


def erase(paths: "Paths", keys: "KeyHolder") -> "Erased":
    """Erase everything that is kept on this PC; return the receipt. Raises as `make_office`."""
    from core.jobs import JobContext
    from desktop.erasing import erase_everything

    return erase_everything(make_office(paths, keys), paths, keys, JobContext())


def begin_afresh(paths: "Paths", now: datetime, *, forget_passphrase: bool = False) -> Path | None:
    """Put a database aside that cannot be used, and with it a forgotten passphrase.

    Nothing is deleted. Returns where the database is now; None if there was none.
    """
    from core.store.database import set_aside

    aside = set_aside(paths, now)
    passphrase = paths.data / "passphrase.json"
    if forget_passphrase and passphrase.exists():
        passphrase.rename(passphrase.with_name(f"passphrase.forgotten-{now:%Y%m%dT%H%M%S}.json"))
    return aside


def ask_passphrase(prompt: str = "Passphrase: ") -> str:
    """Ask on the terminal, or read a line that is piped in; with neither there is nobody to ask."""
    import getpass
    import sys

    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(prompt)
    passphrase = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
    if not passphrase:
        raise UserActionError(Code.KEYRING_LOCKED)
    return passphrase
