"""A world is always the same, grows, and keeps what was written to it however it ends."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from connectors.demo import World
from connectors.kit.simulator import SimulatorClock
from core.errors import Code, UserActionError

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HOST = re.compile(r"(?:[\w.-]+\.)?example\.(?:com|net|org)")


def made(folder: Path | None = None, people: int | None = 60, seed: int | None = None) -> World:
    return World(folder, people=people, seed=seed, clock=SimulatorClock(START, rate=0.0))


def content(world: World) -> tuple[dict[str, object], dict[str, object]]:
    return world.simulator.dump(), world.hubspot.dump()


@pytest.fixture(scope="module")
def great() -> World:
    return World(None, people=1500)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "world"


def add_contact(world: World, **properties: str) -> None:
    """Write to HubSpot over the network, as the program does."""
    address = world.serve()["hubspot"]
    headers = {"Authorization": f"Bearer {world.credentials('hubspot')['token']}"}
    inputs = [{"properties": properties, "objectWriteTraceId": "1"}]
    with httpx.Client(base_url=address, headers=headers) as client:
        answer = client.post("/crm/objects/2026-09/contacts/batch/create", json={"inputs": inputs})
    world.close()
    assert answer.status_code == 201


def emails(world: World) -> list[str | None]:
    return [contact.get("email") for contact in world.hubspot.records("contacts")]


# -- always the same ------------------------------------------------------------------------------


def test_one_seed_makes_one_world() -> None:
    assert content(made(seed=7)) == content(made(seed=7))
    assert content(made(seed=7)) != content(made(seed=8))


def test_clio_holds_the_whole_firm(great: World) -> None:
    types = [contact.type for contact in great.simulator.account.contacts]
    assert (types.count("Person"), types.count("Company")) == (1500, 180)
    assert len(great.simulator.account.matters) == 360


def test_hubspot_may_begin_empty() -> None:
    world = World(None, people=60, empty_hubspot=True)
    assert not list(world.hubspot.records("contacts"))
    assert not list(world.hubspot.records("companies"))


# -- kept -----------------------------------------------------------------------------------------


def test_a_kept_world_comes_back_as_it_was(folder: Path) -> None:
    world = made(folder, seed=7)
    again = made(folder, people=None)
    assert (again.people, again.seed, again.started_at) == (60, 7, START)
    assert content(again) == content(world)


def test_what_was_written_comes_back_though_the_program_was_killed(folder: Path) -> None:
    world = made(folder)
    add_contact(world, email="late.arrival@example.com")
    add_contact(world, email="later.arrival@example.com")
    again = made(folder)  # nobody saved
    assert emails(again) == emails(world)
    assert {"late.arrival@example.com", "later.arrival@example.com"} <= set(emails(again))


def test_what_was_saved_is_not_written_a_second_time(folder: Path) -> None:
    world = made(folder)
    add_contact(world, firstname="Once")
    world.save()
    for _ in range(2):
        again = made(folder)
        names = [contact.get("firstname") for contact in again.hubspot.records("contacts")]
        assert names.count("Once") == 1


def test_a_line_that_a_kill_cut_off_spoils_nothing(folder: Path) -> None:
    world = made(folder)
    add_contact(world, email="whole@example.com")
    (journal,) = folder.glob("written-*.jsonl")
    journal.write_bytes(journal.read_bytes() + b'{"system":"hubspot","meth')
    assert "whole@example.com" in emails(made(folder))


def test_what_hubspot_refused_is_not_written_later(folder: Path) -> None:
    world = made(folder)
    address = world.serve()["hubspot"]
    answer = httpx.post(
        f"{address}/crm/objects/2026-09/contacts/batch/create",
        json={"inputs": [{"properties": {"email": "nobody@example.com"}}]},
        headers={"Authorization": "Bearer wrong"},
    )
    world.close()
    assert answer.status_code == 401
    assert "nobody@example.com" not in emails(made(folder))


def test_no_token_that_was_used_lies_in_the_journal(folder: Path) -> None:
    world = made(folder)
    add_contact(world, email="late.arrival@example.com")
    (journal,) = folder.glob("written-*.jsonl")
    assert world.credentials("hubspot")["token"].encode() not in journal.read_bytes()


def test_a_world_has_one_seed(folder: Path) -> None:
    made(folder, seed=7)
    made(folder, seed=7)
    with pytest.raises(UserActionError) as caught:
        made(folder, seed=8)
    assert caught.value.code is Code.SETTING_INVALID


def test_a_world_without_a_folder_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with made() as world:
        world.serve()
        world.save()
    assert not list(tmp_path.iterdir())


# -- growing --------------------------------------------------------------------------------------


def test_a_kept_world_grows_by_people_who_are_new_today(folder: Path) -> None:
    small = made(folder, people=60)
    clock = SimulatorClock(START.replace(day=26), rate=0.0)
    great = World(folder, people=150, clock=clock)
    old, rows = small.simulator.account, list(great.simulator.account.contacts)
    assert rows[: len(old.contacts)] == list(old.contacts)
    assert sum(row.type == "Person" for row in rows) == 150
    assert sum(row.type == "Company" for row in rows) == 18
    assert len(great.simulator.account.matters) == 36
    assert {row.updated_at for row in rows[len(old.contacts) :]} == {"2026-11-26T15:00:00Z"}


def test_a_grown_world_holds_the_people_of_one_that_was_made_as_large(folder: Path) -> None:
    made(folder, people=60)
    grown, whole = made(folder, people=150), made(people=150)
    for one, other in ((grown, whole), (whole, grown)):
        assert _names(one) == _names(other)
    assert sorted(map(str, emails(grown))) == sorted(map(str, emails(whole)))


def _names(world: World) -> list[tuple[str, str | None]]:
    rows = {row.id: row for row in world.simulator.account.contacts}
    employers = {row.id: rows.get(row.company_id or 0) for row in rows.values()}
    return sorted(
        (row.name, str(employer.name) if (employer := employers[row.id]) else "")
        for row in rows.values()
    )


def test_asking_for_fewer_people_takes_nobody_away(folder: Path) -> None:
    made(folder, people=60)
    assert made(folder, people=5).people == 60


# -- touching -------------------------------------------------------------------------------------


def test_the_touched_move_house_and_nobody_else_changes(folder: Path) -> None:
    world = made(folder)
    before = {row.id: row for row in world.simulator.account.contacts}
    touched = world.touch(5)
    changed = [row for row in world.simulator.account.contacts if row is not before[row.id]]
    assert sorted(str(row.id) for row in changed) == sorted(touched)
    for row in changed:
        old = {a.street for a in before[row.id].addresses if a.primary}
        assert {a.street for a in row.addresses if a.primary} != old


def test_others_are_touched_next_time(folder: Path) -> None:
    first = made(folder).touch(20)
    second = made(folder).touch(20)
    assert first != second


def test_no_more_are_touched_than_there_are() -> None:
    assert len(made(people=3).touch(10)) == 3


# -- fictional ------------------------------------------------------------------------------------


def test_every_address_is_one_that_nobody_can_have(great: World) -> None:
    text = json.dumps(content(great), ensure_ascii=False)
    hosts = re.findall(r"[^\s\"@]@([\w.-]+)", text) + re.findall(
        r"(?:https?://|www\.)([\w.-]+)", text
    )
    assert len(hosts) > 2000
    assert not [host for host in hosts if not HOST.fullmatch(host)]


def test_every_phone_number_is_one_that_nobody_has(great: World) -> None:
    numbers = [p.number for row in great.simulator.account.contacts for p in row.phone_numbers]
    for kind in ("contacts", "companies"):
        numbers += [each.get("phone") or "" for each in great.hubspot.records(kind)]
    found = [re.sub(r"\D", "", number.partition("x")[0]) for number in numbers]
    long = [digits for digits in found if len(digits) >= 7]
    assert len(long) > 2000
    assert not [digits for digits in long if not re.fullmatch(r"1?(\d{3})?55501\d\d", digits)]


# -- served ---------------------------------------------------------------------------------------


@pytest.fixture
def served() -> Iterator[World]:
    with made(people=3) as world:
        yield world


def test_both_are_served_on_this_pc_and_closed_again(served: World) -> None:
    addresses = served.serve()
    assert set(addresses) == {"hubspot", "clio"}
    assert all(url.startswith("http://127.0.0.1:") for url in addresses.values())
    assert served.serve() == addresses
    served.close()
    served.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(addresses["clio"])


def test_the_credentials_open_both(served: World) -> None:
    addresses = served.serve()
    for name, path in (
        ("hubspot", "/account-info/2026-09/details"),
        ("clio", "/api/v4/users/who_am_i.json"),
    ):
        secrets = served.credentials(name)
        token = secrets.get("access_token") or secrets["token"]
        answer = httpx.get(addresses[name] + path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, name
