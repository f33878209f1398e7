"""Connections: kept, replaced, removed, and found again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.connector import Account, Cursor
from core.errors import Code, UserActionError
from core.mapping import Mapping as MappingDocument
from core.records import Side
from core.store import connections, erasing, mappings
from core.store.audit import Act, recent
from core.store.connections import Connection, StoredCredentials
from core.store.database import Store
from core.store.ledger import Ledger, Settlement
from core.vault import Vault

PAIR = "persons-contacts"
SECRETS = {"access_token": "at-1", "refresh_token": "rt-1"}


def save(store: Store, vault: Vault, now: datetime, **differs: Any) -> Connection:
    account = differs.pop("account", "7001")
    given: dict[str, Any] = {
        "connector": "clio",
        "side": Side.SYSTEM,
        "label": "Clio",
        "account": Account(account, "Example Law LLP", user="ann@example.com"),
        "settings": {"region": "us"},
        "secrets": SECRETS,
    }
    return connections.save(store, vault, now=now, **(given | differs))


def hubspot(store: Store, vault: Vault, now: datetime, account: str = "4001") -> Connection:
    return save(
        store, vault, now, connector="hubspot", side=Side.HUBSPOT, label="HubSpot", account=account
    )


def linked(store: Store) -> None:
    done = Settlement()
    done.link("71", "901", {"email": b"12345678"}, {})
    Ledger(store).settle(PAIR, done, Cursor("c1"))


def test_a_connection_is_kept_whole(store: Store, vault: Vault, now: datetime) -> None:
    kept = save(store, vault, now)
    assert connections.all(store) == [kept] == [connections.get(store, kept.id)]
    assert (kept.connector, kept.side, kept.account_id) == ("clio", Side.SYSTEM, "7001")
    assert (kept.settings, kept.state, kept.code) == ({"region": "us"}, "working", None)
    assert kept.connected_at == kept.last_contact_at == now
    assert StoredCredentials(store, vault, kept.id).load() == SECRETS


def test_a_reconnection_replaces_credentials_in_place(
    store: Store, vault: Vault, now: datetime
) -> None:
    kept = save(store, vault, now)
    later = now + timedelta(days=1)
    again = save(store, vault, later, existing=kept.id, secrets={"access_token": "at-2"})
    assert again.id == kept.id
    assert (again.connected_at, again.last_contact_at) == (now, later)
    assert StoredCredentials(store, vault, kept.id).load() == {"access_token": "at-2"}


def test_the_state_of_a_connection_is_noted(store: Store, vault: Vault, now: datetime) -> None:
    kept = save(store, vault, now)
    connections.set_state(store, kept.id, "signed_out", Code.SIGN_IN_ENDED, None)
    found = connections.get(store, kept.id)
    assert (found.state, found.code) == ("signed_out", Code.SIGN_IN_ENDED)
    assert found.last_contact_at == now
    connections.set_state(store, kept.id, "working", None, now + timedelta(hours=1))
    found = connections.get(store, kept.id)
    assert (found.state, found.code) == ("working", None)
    assert found.last_contact_at == now + timedelta(hours=1)


def test_p11_removing_deletes_the_credentials_at_once(
    store: Store, vault: Vault, now: datetime
) -> None:
    kept = save(store, vault, now)
    with store.read() as connection:
        sealed = connection.exec_driver_sql("SELECT sealed FROM credentials").scalar_one()
    connections.remove(store, kept.id, now)
    assert connections.all(store) == []
    for box in (StoredCredentials(store, vault, kept.id),):
        with pytest.raises(UserActionError) as caught:
            box.load()
        assert caught.value.code is Code.NOT_CONNECTED
    with pytest.raises(UserActionError):
        connections.get(store, kept.id)
    for file in store.folder.iterdir():
        if file.is_file():
            assert sealed[:24] not in file.read_bytes(), file.name


def test_nothing_shown_of_the_account_stays_after_removal(
    store: Store, vault: Vault, now: datetime
) -> None:
    connections.remove(store, save(store, vault, now).id, now)
    store.close()
    for file in store.folder.glob("300sync.db*"):
        assert b"ann@example.com" not in file.read_bytes()
        assert b"Example Law" not in file.read_bytes()


def test_p2_the_same_account_goes_on_where_it_left_off(
    store: Store, vault: Vault, now: datetime, mapping: MappingDocument
) -> None:
    kept = save(store, vault, now)
    mappings.publish(store, kept.id, mapping, now)
    linked(store)
    connections.remove(store, kept.id, now)
    again = save(store, vault, now)
    assert again.id == kept.id
    assert len(mappings.published(store, again.id)) == 1
    assert Ledger(store).linked(PAIR) == 1
    assert Ledger(store).checkpoint(PAIR) == "c1"


def test_another_account_in_its_place_begins_afresh(
    store: Store, vault: Vault, now: datetime, mapping: MappingDocument
) -> None:
    """Links of one account's ids would join another's records with strangers."""
    kept = save(store, vault, now)
    mappings.publish(store, kept.id, mapping, now)
    linked(store)
    connections.remove(store, kept.id, now)
    other = save(store, vault, now, account="7002")
    assert other.id != kept.id
    assert Ledger(store).linked(PAIR) == 0
    assert Ledger(store).checkpoint(PAIR) is None
    assert mappings.published(store, other.id) == []


def test_another_portal_begins_afresh_with_the_same_mappings(
    store: Store, vault: Vault, now: datetime, mapping: MappingDocument
) -> None:
    system = save(store, vault, now)
    mappings.publish(store, system.id, mapping, now)
    portal = hubspot(store, vault, now)
    linked(store)
    connections.remove(store, portal.id, now)
    hubspot(store, vault, now, account="4002")
    assert Ledger(store).linked(PAIR) == 0
    assert len(mappings.published(store, system.id)) == 1


def test_erasing_a_connection_forgets_all_of_it(
    store: Store, vault: Vault, now: datetime, mapping: MappingDocument
) -> None:
    system, portal = save(store, vault, now), hubspot(store, vault, now)
    mappings.publish(store, system.id, mapping, now)
    linked(store)
    erasing.erase_connection(store, system.id, now)
    erasing.erase_connection(store, system.id, now)
    assert [c.id for c in connections.all(store)] == [portal.id]
    assert Ledger(store).linked(PAIR) == 0
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM mappings").scalar() == 0


def test_what_was_done_is_written_down(store: Store, vault: Vault, now: datetime) -> None:
    kept = save(store, vault, now)
    save(store, vault, now, existing=kept.id)
    connections.remove(store, kept.id, now)
    acts = recent(store, 10)
    assert [entry.act for entry in acts] == [Act.DISCONNECTED, Act.RECONNECTED, Act.CONNECTED]
    assert {entry.subject for entry in acts} == {kept.id}
