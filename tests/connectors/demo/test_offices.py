"""What holds for the fictional office of every system."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors import ALL
from connectors.demo import SYSTEMS, World
from connectors.demo import world as worlds
from connectors.demo.office import DemoOffice
from connectors.demo.offices import office_of
from connectors.kit.simulator import SimulatorClock
from core.errors import Code, UserActionError
from core.records import Side

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HOST = re.compile(r"(?:[\w-]+\.)*example\.(?:com|net|org)")
EMAIL = re.compile(r"[^\s\"@<>]@([\w.-]+)")
PHONE = re.compile(r"(?<![\w.-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?![\w.-])")
FICTIONAL = re.compile(r"1?(\d{3})55501\d\d")


def made(
    system: str, folder: Path | None = None, people: int | None = 60, seed: int | None = 7
) -> World:
    clock = SimulatorClock(START, rate=0.0)
    return World(folder, system, people=people, seed=seed, clock=clock)


def content(world: World) -> tuple[dict[str, object], dict[str, object]]:
    return world.simulator.dump(), world.hubspot.dump()


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=SYSTEMS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """One to look at; nothing is changed in it."""
    with made(str(request.param)) as one:
        yield one


def test_every_system_of_the_program_has_a_demo() -> None:
    assert set(SYSTEMS) == {spec.name for spec in ALL if spec.side is Side.SYSTEM}


def test_one_seed_makes_one_office(system: str) -> None:
    assert content(made(system)) == content(made(system))
    assert content(made(system)) != content(made(system, seed=8))


def test_a_kept_office_comes_back_as_it_was(system: str, tmp_path: Path) -> None:
    world = made(system, tmp_path)
    assert content(made(system, tmp_path, people=None, seed=None)) == content(world)


def test_an_office_without_anybody_is_one_too(system: str) -> None:
    assert made(system, people=0).people == 0


def test_a_kept_office_grows(system: str, tmp_path: Path) -> None:
    small = set(made(system, tmp_path).canaries())
    grown = made(system, tmp_path, people=90)
    assert grown.people == 90
    assert len(set(grown.canaries())) > 1.2 * len(small)


def test_the_touched_change_and_are_others_next_time(system: str, tmp_path: Path) -> None:
    world = made(system, tmp_path)
    before = world.simulator.dump()
    first = world.touch(5)
    assert len(set(first)) == 5
    assert all(isinstance(each, str) for each in first)
    assert world.simulator.dump() != before
    assert set(made(system, tmp_path).touch(5)) != set(first)


def test_half_of_the_people_are_in_hubspot(world: World) -> None:
    contacts = list(world.hubspot.records("contacts"))
    known = {email for row in contacts if (email := row.get("email"))}
    said = {text.lower() for text in world._office.canaries(world.simulator) if "@" in text}
    assert len(contacts) > 20
    assert len(known & said) > 0.5 * len(known)


def test_all_that_records_say_is_looked_for(world: World) -> None:
    assert len(set(world._office.canaries(world.simulator))) > 5 * world.people


def test_every_email_address_is_one_that_nobody_can_have(world: World) -> None:
    hosts = EMAIL.findall(json.dumps(content(world), ensure_ascii=False))
    assert len(hosts) > world.people
    assert not [host for host in hosts if not HOST.fullmatch(host)]


def test_every_phone_number_is_one_that_nobody_has(world: World) -> None:
    said = {text for text in world.canaries() if PHONE.fullmatch(text)}
    numbers = {re.sub(r"\D", "", text) for text in said}
    assert len(numbers) > world.people // 2
    assert not [digits for digits in numbers if not FICTIONAL.fullmatch(digits)]


def test_how_to_sign_in_is_told(world: World) -> None:
    for name in world.ends:
        assert world.sign_in_help(name)
        assert world.credentials(name)


# -- of one system, not of another ----------------------------------------------------------------


def test_a_folder_of_one_system_is_not_opened_as_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made("clio", tmp_path)
    before = (tmp_path / worlds.FILE).read_bytes()

    def bakery(system: str) -> DemoOffice[Any]:
        return replace(office_of("clio"), system=system)

    monkeypatch.setattr(worlds, "office_of", bakery)
    with pytest.raises(UserActionError) as caught:
        made("bakery", tmp_path)
    assert caught.value.code is Code.SETTING_INVALID
    assert "clio, not bakery" in str(caught.value.detail)
    assert (tmp_path / worlds.FILE).read_bytes() == before


def test_a_folder_of_another_version_says_how_to_start_over(tmp_path: Path) -> None:
    (tmp_path / worlds.FILE).write_text('{"format":1,"clio":{}}', "utf-8")
    with pytest.raises(UserActionError) as caught:
        made("clio", tmp_path)
    assert "--fresh" in str(caught.value.detail)
