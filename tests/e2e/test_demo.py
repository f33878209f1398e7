"""The straight road as a newcomer walks it: `300sync demo` (Shows 1; P2, P4, P8)."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.demo import World
from tests.e2e.program import Done, Program

PEOPLE = 120
BINS = ("created", "updated", "unchanged", "skipped", "held", "failed")
PAIRS = ["companies-companies", "persons-contacts", "matters-deals"]


class Demo:
    """A demo on folders of its own."""

    def __init__(self, folder: Path) -> None:
        self.world_folder = folder / "world"
        self._program = Program(folder / "pc")

    def run(self, *more: str) -> Done:
        where = ("--data-dir", str(self._program.data), "--world", str(self.world_folder))
        return self._program.run("demo", "--headless", "--json", *where, *more)

    @property
    def data(self) -> Path:
        return self._program.data

    def contacts(self) -> dict[str | None, Mapping[str, str | None]]:
        """Return HubSpot's contacts by id, as the simulator holds them."""
        world = World(self.world_folder)
        return {contact["hs_object_id"]: contact for contact in world.hubspot.records("contacts")}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demo that has been run once; tests of this module run it on, in their order."""
    return Demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def first(demo: Demo) -> Done:
    return demo.run("--people", str(PEOPLE))


def written(summary: dict[str, Any]) -> int:
    return int(summary["totals"]["created"] + summary["totals"]["updated"])


def test_the_demo_ends_with_one_object_for_machines(demo: Demo, first: Done) -> None:
    assert first.code == 0, first.err
    assert len(first.out.splitlines()) == 1
    last = first.last
    assert {"totals", "pairs", "requests", "seconds", "data_dir"} <= last.keys()
    assert [pair["pair"] for pair in last["pairs"]] == PAIRS
    assert set(last["requests"]) == {"clio", "hubspot"}
    assert last["data_dir"] == str(demo.data)
    assert "fictional" in first.err


def test_p8_every_record_that_was_read_is_accounted_for(first: Done) -> None:
    for part in (first.last["totals"], *first.last["pairs"]):
        assert part["read"] == sum(part[name] for name in BINS), part
    for name in ("read", *BINS):
        assert first.last["totals"][name] == sum(pair[name] for pair in first.last["pairs"])


def test_all_people_companies_and_matters_were_read(first: Done) -> None:
    assert [pair["read"] for pair in first.last["pairs"]] == [14, PEOPLE, 29]
    assert first.last["totals"]["failed"] == 0


def test_p2_hubspot_holds_every_person_once(demo: Demo, first: Done) -> None:
    keys = Counter(contact.get("sync300_clio_key") for contact in demo.contacts().values())
    del keys[None]
    persons = first.last["pairs"][1]
    assert len(keys) == persons["created"] + persons["updated"] + persons["unchanged"]
    assert set(keys.values()) == {1}


def test_people_who_were_in_hubspot_already_were_found_again(first: Done) -> None:
    persons = first.last["pairs"][1]
    assert 0.3 * PEOPLE < persons["updated"] < 0.55 * PEOPLE
    assert persons["held"] < 0.15 * PEOPLE


def test_p4_a_second_run_on_the_same_folders_writes_nothing(demo: Demo, first: Done) -> None:
    before = demo.contacts()
    again = demo.run()
    assert again.code == 0, again.err
    assert written(again.last) == 0
    assert demo.contacts() == before


def test_exactly_the_touched_are_written(demo: Demo, first: Done) -> None:
    before = demo.contacts()
    touched = demo.run("--touch", "12")
    assert touched.code == 0, touched.err
    persons = touched.last["pairs"][1]
    after = demo.contacts()
    assert sum(after[key] != before[key] for key in after) == persons["updated"]
    assert persons["updated"] + persons["held"] + persons["skipped"] == 12
    assert persons["created"] == 0
    assert written(demo.run().last) == 0


def test_more_people_are_only_added(demo: Demo, first: Done) -> None:
    before = demo.contacts()
    grown = demo.run("--people", str(PEOPLE + 30))
    assert grown.code == 0, grown.err
    persons = grown.last["pairs"][1]
    assert persons["created"] + persons["updated"] + persons["held"] + persons["skipped"] >= 30
    after = demo.contacts()
    assert after.keys() > before.keys()
    changed = sum(after[key] != before[key] for key in before)
    assert changed < 5  # who has a first matter now is a customer
    assert written(demo.run().last) == 0


def test_a_preview_writes_nothing_and_says_the_same_as_the_run(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    preview = demo.run("--people", "40", "--preview")
    assert preview.code == 0, preview.err
    assert not [c for c in demo.contacts().values() if c.get("sync300_clio_key")]
    run = demo.run()
    assert preview.last["totals"] == run.last["totals"]
    assert preview.last["preview"]
    assert not run.last["preview"]


def test_a_person_reads_a_summary(tmp_path: Path) -> None:
    program = Program(tmp_path / "pc")
    done = program.run(
        "demo",
        "--headless",
        "--people",
        "10",
        "--data-dir",
        str(program.data),
        "--world",
        str(tmp_path / "world"),
    )
    assert done.code == 0, done.err
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "Read Created Updated Unchanged Skipped Held Failed" in lines[1]
    assert any(line.startswith("People to Contacts 10 ") for line in lines)
    assert str(program.data) in done.out


def test_fresh_starts_the_demo_over(demo: Demo, first: Done) -> None:
    fresh = demo.run("--fresh", "--people", "10")
    assert fresh.code == 0, fresh.err
    assert fresh.last["pairs"][1]["read"] == 10
    assert written(fresh.last) > 0
