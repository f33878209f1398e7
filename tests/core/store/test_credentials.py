"""Credentials: sealed, and renewed by one at a time (P11)."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from core.connector import Account, Cursor
from core.errors import Code, TransientError, UserActionError
from core.records import Side
from core.store import connections, installation
from core.store.connections import StoredCredentials
from core.store.credentials import lock_file
from core.store.database import Store
from core.store.ledger import Ledger, Settlement
from core.store.locks import exclusive
from core.store.rotation import rotate
from core.store.tables import credentials
from core.vault import Vault, unlock

ROOT = Path(__file__).resolve().parents[3]
Secrets = Mapping[str, str]


class Provider:
    """A vendor that rotates refresh tokens, and revokes everything when one is used twice."""

    def __init__(self) -> None:
        self.generation = 1
        self.reused = False

    def first(self) -> Secrets:
        return {"access_token": "at-1", "refresh_token": "rt-1"}

    def renew(self, secrets: Secrets) -> Secrets:
        if secrets["refresh_token"] != f"rt-{self.generation}":
            self.reused = True
        self.generation += 1
        n = self.generation
        return {"access_token": f"at-{n}", "refresh_token": f"rt-{n}"}


@pytest.fixture
def provider() -> Provider:
    return Provider()


def connect(store: Store, vault: Vault, now: datetime, secrets: Secrets) -> str:
    return connections.save(
        store,
        vault,
        now=now,
        connector="clio",
        side=Side.SYSTEM,
        label="Clio",
        account=Account("7001", "Example Law LLP"),
        settings={},
        secrets=secrets,
    ).id


@pytest.fixture
def box(store: Store, vault: Vault, now: datetime, provider: Provider) -> StoredCredentials:
    return StoredCredentials(store, vault, connect(store, vault, now, provider.first()))


def test_credentials_are_saved_and_loaded(box: StoredCredentials) -> None:
    box.save({"access_token": "at-9", "refresh_token": "rt-9"})
    assert box.load() == {"access_token": "at-9", "refresh_token": "rt-9"}


def test_a_renewal_is_saved_before_it_is_used(box: StoredCredentials, provider: Provider) -> None:
    assert box.exchange("at-1", provider.renew)["access_token"] == "at-2"
    assert box.load() == {"access_token": "at-2", "refresh_token": "rt-2"}


def test_keys_that_have_no_token_yet_are_exchanged_for_the_first(
    box: StoredCredentials, provider: Provider
) -> None:
    box.save({"client_id": "acme", "refresh_token": "rt-1"})
    assert box.exchange("", provider.renew)["access_token"] == "at-2"
    assert box.load()["access_token"] == "at-2"


def test_who_comes_second_gets_what_the_first_renewed(
    box: StoredCredentials, provider: Provider
) -> None:
    box.exchange("at-1", provider.renew)
    assert box.exchange("at-1", provider.renew)["access_token"] == "at-2"
    assert provider.generation == 2


def test_threads_that_meet_a_stale_token_renew_it_once(
    store: Store, vault: Vault, box: StoredCredentials, provider: Provider
) -> None:
    boxes = [StoredCredentials(store, vault, box._id) for _ in range(8)]
    gate = threading.Barrier(8)

    def meet(mine: StoredCredentials) -> Secrets:
        gate.wait()
        return mine.exchange("at-1", provider.renew)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(meet, boxes))
    assert provider.generation == 2
    assert not provider.reused
    assert {each["access_token"] for each in found} == {"at-2"}


RENEW_IN_ANOTHER_PROCESS = """
import json, sys
from pathlib import Path
from core.paths import Paths
from core.store.connections import StoredCredentials
from core.store.database import open_store
from core.vault import Vault

folder, connection, tokens = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
box = StoredCredentials(
    open_store(Paths.under(folder)), Vault(bytes(range(32))), connection
)

def renew(secrets):
    with tokens.open("a") as log:
        log.write(secrets["refresh_token"] + "\\n")
    n = int(secrets["refresh_token"].split("-")[1]) + 1
    return {"access_token": f"at-{n}", "refresh_token": f"rt-{n}"}

print("ready", flush=True)
sys.stdin.readline()
print(json.dumps(box.exchange("at-1", renew)), flush=True)
"""


def test_processes_that_meet_a_stale_token_renew_it_once(
    store: Store, box: StoredCredentials, tmp_path: Path
) -> None:
    spent = tmp_path / "spent"
    command = [
        sys.executable,
        "-c",
        RENEW_IN_ANOTHER_PROCESS,
        str(store.folder),
        box._id,
        str(spent),
    ]
    children = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    answers = [json.loads(child.communicate()[0]) for child in children]
    assert spent.read_text() == "rt-1\n"
    assert {answer["access_token"] for answer in answers} == {"at-2"}


def test_others_can_write_while_a_vendor_is_slow_to_renew(
    store: Store, box: StoredCredentials, provider: Provider
) -> None:
    def renew_while_a_run_settles(secrets: Secrets) -> Secrets:
        Ledger(store).settle("persons-contacts", Settlement(), Cursor("c1"))
        return provider.renew(secrets)

    box.exchange("at-1", renew_while_a_run_settles)
    assert Ledger(store).checkpoint("persons-contacts") == "c1"


def test_who_waits_too_long_for_anothers_renewal_may_try_again_later(
    store: Store, box: StoredCredentials, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.locks.PATIENCE", 0.0)
    with exclusive(lock_file(store, box._id)), pytest.raises(TransientError):
        box.exchange("at-1", provider.renew)
    assert provider.generation == 1


def test_a_renewal_that_the_vendor_refuses_changes_nothing(
    box: StoredCredentials, provider: Provider
) -> None:
    def refuse(_secrets: Secrets) -> Secrets:
        raise UserActionError(Code.SIGN_IN_ENDED)

    with pytest.raises(UserActionError):
        box.exchange("at-1", refuse)
    assert box.load() == provider.first()
    assert box.exchange("at-1", provider.renew)["access_token"] == "at-2"


def test_a_new_sign_in_during_a_renewal_stands(box: StoredCredentials, provider: Provider) -> None:
    signed_in = {"access_token": "at-new", "refresh_token": "rt-new"}

    def renew_late(secrets: Secrets) -> Secrets:
        box.save(signed_in)
        return provider.renew(secrets)

    assert box.exchange("at-1", renew_late) == signed_in
    assert box.load() == signed_in


def test_p11_a_disconnection_during_a_renewal_stands(
    store: Store, box: StoredCredentials, provider: Provider, now: datetime
) -> None:
    def renew_late(secrets: Secrets) -> Secrets:
        connections.remove(store, box._id, now)
        return provider.renew(secrets)

    with pytest.raises(UserActionError) as caught:
        box.exchange("at-1", renew_late)
    assert caught.value.code is Code.NOT_CONNECTED
    with pytest.raises(UserActionError):
        box.load()


def test_what_was_renewed_is_saved_also_if_the_database_is_busy_at_first(
    store: Store, box: StoredCredentials, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, refusals = store.write, [2]

    def busy_at_first():  # type: ignore[no-untyped-def]
        if provider.generation == 2 and refusals[0]:
            refusals[0] -= 1
            raise TransientError(Code.DATABASE_BUSY)
        return write()

    monkeypatch.setattr(store, "write", busy_at_first)
    box.exchange("at-1", provider.renew)
    assert box.load()["refresh_token"] == "rt-2"
    assert refusals == [0]


def test_nothing_is_renewed_that_could_not_be_saved(
    store: Store, box: StoredCredentials, provider: Provider
) -> None:
    """A refresh token is spent once: the disk is proven to take a write before that."""
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(UserActionError) as caught:
            _with_only(store, box, provider)
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    assert caught.value.code is Code.FOLDER_READ_ONLY
    assert provider.generation == 1


def _with_only(store: Store, box: StoredCredentials, provider: Provider) -> None:
    from sqlalchemy import event

    def read_only(connection, _record, _proxy) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA query_only=ON")

    event.listen(store.engine, "checkout", read_only)
    try:
        box.exchange("at-1", provider.renew)
    finally:
        event.remove(store.engine, "checkout", read_only)
        store.engine.dispose()


def test_p11_credentials_that_were_changed_or_moved_do_not_open(
    store: Store, vault: Vault, box: StoredCredentials, now: datetime
) -> None:
    other = connect(store, vault, now, {"access_token": "other"})
    with store.write() as connection:
        stolen = connection.exec_driver_sql(
            "SELECT sealed FROM credentials WHERE connection = ?", (box._id,)
        ).scalar_one()
        mine = credentials.c.connection == other
        connection.execute(update(credentials).where(mine).values(sealed=stolen))
    with pytest.raises(UserActionError) as caught:
        StoredCredentials(store, vault, other).load()
    assert caught.value.code is Code.SEAL_BROKEN


# -- the key --------------------------------------------------------------------------------------


class MemoryKeys:
    """A key holder in memory."""

    label = "memory"

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key

    def load(self) -> bytes | None:
        return self.key

    def save(self, key: bytes) -> None:
        self.key = key

    def erase(self) -> None:
        self.key = None


def test_p11_the_first_start_makes_a_random_key(store: Store) -> None:
    keys = MemoryKeys()
    first = unlock(store, keys)
    assert keys.key is not None
    assert len(keys.key) == 32
    assert unlock(store, keys).check == first.check
    assert unlock(store, MemoryKeys(keys.key)).check == first.check


def test_a_new_database_takes_up_the_key_that_is_there(store: Store) -> None:
    keys = MemoryKeys(bytes(range(32)))
    assert unlock(store, keys).key("identity") == Vault(bytes(range(32))).key("identity")
    assert keys.key == bytes(range(32))


@pytest.mark.parametrize("key", [None, bytes(32), b"short"])
def test_another_key_or_none_is_told_and_replaced_by_nothing(
    store: Store, key: bytes | None
) -> None:
    unlock(store, MemoryKeys(bytes(range(32))))
    other = MemoryKeys(key)
    with pytest.raises(UserActionError) as caught:
        unlock(store, other)
    assert caught.value.code is Code.WRONG_KEY
    assert other.key == key


def test_while_a_first_start_makes_its_key_another_waits_for_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.locks.PATIENCE", 0.0)
    others = MemoryKeys()

    class SlowKeys(MemoryKeys):
        def save(self, key: bytes) -> None:
            with pytest.raises(TransientError):
                unlock(store, others)
            super().save(key)

    unlock(store, SlowKeys())
    assert others.key is None


def test_two_first_starts_at_once_agree_on_one_key(store: Store) -> None:
    keys, gate = MemoryKeys(), threading.Barrier(4)

    def start(_: int) -> str:
        gate.wait()
        return unlock(store, keys).check

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1


def test_p11_rotation_seals_everything_anew_and_keeps_identities(
    store: Store, now: datetime
) -> None:
    keys = MemoryKeys()
    vault = unlock(store, keys)
    ids = [connect(store, vault, now, {"access_token": f"at-{n}"}) for n in range(3)]
    before = _sealed(store)
    newer = rotate(store, vault, now)
    after = _sealed(store)
    assert all(before[each] != after[each] for each in ids)
    assert {sealed[1:5] for sealed in after.values()} == {b"\0\0\0\2"}
    assert newer.key("identity") == vault.key("identity")
    assert unlock(store, keys).version == newer.version == 2
    for n, connection_id in enumerate(ids):
        for opener in (vault, newer, unlock(store, keys)):
            box = StoredCredentials(store, opener, connection_id)
            assert box.load() == {"access_token": f"at-{n}"}
    found = installation.seal(store)
    assert found is not None
    assert found.holder == "memory"


def test_p11_rotation_changes_all_or_nothing(store: Store, now: datetime) -> None:
    vault = unlock(store, MemoryKeys())
    for n in range(3):
        connect(store, vault, now, {"access_token": f"at-{n}"})
    with store.write() as connection:
        last = max(_sealed(store))
        mine = credentials.c.connection == last
        connection.execute(update(credentials).where(mine).values(sealed=b"\1damaged"))
    before = _sealed(store)
    with pytest.raises(UserActionError) as caught:
        rotate(store, vault, now)
    assert caught.value.code is Code.SEAL_BROKEN
    assert _sealed(store) == before


def test_a_renewal_under_way_survives_a_rotation(
    store: Store, vault: Vault, now: datetime, provider: Provider
) -> None:
    keys = MemoryKeys()
    vault = unlock(store, keys)
    box = StoredCredentials(store, vault, connect(store, vault, now, provider.first()))

    def renew_late(secrets: Secrets) -> Secrets:
        rotate(store, vault, now)
        return provider.renew(secrets)

    assert box.exchange("at-1", renew_late)["access_token"] == "at-2"
    assert StoredCredentials(store, unlock(store, keys), box._id).load() == box.load()
    assert box.load()["refresh_token"] == "rt-2"


def _sealed(store: Store) -> dict[str, bytes]:
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT connection, sealed FROM credentials")
        return {row[0]: row[1] for row in rows}
