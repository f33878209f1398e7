"""The composition root: makes paths, store, vault, registry and office, and joins them.

The only module of the program, with the demo starter, that knows which connectors exist. Imports
are late: a command loads what it needs, and the window is painted before the store is opened.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Code, UserActionError
from core.registry import ConnectorSpec, Registry, Secrets

if TYPE_CHECKING:
    from core.keys import KeyHolder
    from core.mapping import Mapping
    from core.office import Office, SignInRequest
    from core.paths import Paths

VERSION = "0.1.0"
WORKERS = 6  # one reader, four writers, one to spare


def registry() -> Registry:
    """Return the connectors of this program."""
    from connectors import ALL

    return Registry(ALL)


def make_office(
    paths: "Paths",
    keys: "KeyHolder",
    *,
    workers: Callable[[], Executor] | None = None,
    transports: dict[str, object] | None = None,
) -> "Office":
    """Open the store, unlock the vault and return the office.

    Raises UserActionError for what only a person can mend: no keyring, a locked one, the wrong
    key, a read-only or full folder, a corrupt or newer database.
    """
    from connectors.kit.http import check_base_url
    from core.log import EventLog
    from core.office import Office, Outside
    from core.store.database import open_store
    from core.vault import unlock

    paths.prepare()
    log = EventLog(paths.log)
    store = open_store(paths)
    vault = unlock(store, keys)
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


def keys_for(paths: "Paths") -> "KeyHolder":
    """Return the holder of the master key: the system's keyring, else the office's passphrase.

    The choice is made once and remembered: a passphrase file beside the database means that an
    office chose it where there was no keyring.
    """
    from core.keys import KeyringKeys, PassphraseKeys

    if PassphraseKeys.exists(paths.data):
        return PassphraseKeys(paths.data, ask_passphrase)
    return KeyringKeys(paths.data)


def ask_passphrase() -> str:
    """Ask on the terminal; without one there is nobody to ask."""
    import getpass
    import sys

    if sys.stdin is None or not sys.stdin.isatty():
        raise UserActionError(Code.KEYRING_LOCKED)
    return getpass.getpass("Passphrase: ")
