"""As a new user walks it in three terminals, on an empty data folder (Shows 6; P4, P8, P9, P11)."""

import json
import signal
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e import browser
from tests.e2e.leaks import leaks
from tests.e2e.program import Done, Program

pytestmark = pytest.mark.usefixtures("browser_ports")

PEOPLE = 40
CONTACTS = "/crm/objects/2026-09/contacts"


@dataclass(frozen=True, slots=True)
class Terminals:
    """Terminal 1 with the simulators running; the others run one command after another."""

    pc: Program
    ends: Mapping[str, Any]  # what `simulators --json` said

    def run(self, *arguments: str, stdin: str = "") -> Done:
        return self.pc.run(*arguments, "--data-dir", str(self.pc.data), "--json", stdin=stdin)

    def contacts(self) -> list[Mapping[str, Any]]:
        """Ask HubSpot for all its contacts, as anybody with a key may."""
        hubspot = self.ends["hubspot"]
        headers = {"Authorization": f"Bearer {hubspot['credentials']['token']}"}
        found: list[Mapping[str, Any]] = []
        params = {"limit": "100", "properties": "email,sync300_clio_key"}
        with httpx.Client(base_url=hubspot["address"], headers=headers) as client:
            while True:
                page = client.get(CONTACTS, params=params).raise_for_status().json()
                found.extend(page["results"])
                if "paging" not in page:
                    return found
                params["after"] = page["paging"]["next"]["after"]

    def connect_clio(self) -> Done:
        clio = self.ends["clio"]
        command = ("connect", "clio", "--no-browser", "--base-url", clio["address"])
        where = ("--data-dir", str(self.pc.data), "--json")
        answers = {"client_id": clio["sign_in"]["client id"]}
        settings = [f"--set={name}={value}" for name, value in answers.items()]
        stdin = clio["sign_in"]["client secret"] + "\n"
        with self.pc.running(*command, *settings, *where, stdin=stdin) as process:
            shown = browser.sign_in(process)
            assert shown.status == 200, shown.text
            assert "signed in" in shown.text
            out, err = process.communicate(timeout=60)
        return Done(process.returncode, out, err)


@pytest.fixture(scope="module")
def terminals(
    tmp_path_factory: pytest.TempPathFactory, keyring: Mapping[str, str]
) -> Iterator[Terminals]:
    folder = tmp_path_factory.mktemp("by-hand")
    pc = Program(folder / "pc", keyring)
    arguments = ("simulators", "--json", "--people", str(PEOPLE), "--world", str(folder / "world"))
    with Program(folder / "vendors").running(*arguments) as simulators:
        assert simulators.stdout is not None
        yield Terminals(pc, json.loads(simulators.stdout.readline()))
        simulators.send_signal(signal.SIGTERM)
        assert simulators.wait(timeout=30) == 0
        assert (folder / "world" / "world.json").exists()


@pytest.fixture(scope="module")
def hubspot(terminals: Terminals) -> Done:
    end = terminals.ends["hubspot"]
    command = ("connect", "hubspot", "--keys", "--base-url", end["address"])
    return terminals.run(*command, stdin=end["credentials"]["token"] + "\n")


@pytest.fixture(scope="module")
def clio(terminals: Terminals, hubspot: Done) -> Done:
    return terminals.connect_clio()


@pytest.fixture(scope="module")
def preview(terminals: Terminals, clio: Done) -> tuple[Done, list[Mapping[str, Any]]]:
    """A preview, and HubSpot's contacts right after it."""
    return terminals.run("sync", "--preview"), terminals.contacts()


@pytest.fixture(scope="module")
def synced(terminals: Terminals, preview: object) -> Done:
    return terminals.run("sync")


def test_before_anything_is_connected_the_program_says_how_to_begin(pc: Program) -> None:
    done = pc.run("status", "--data-dir", str(pc.data))
    assert done.code == 0, done.err
    assert "300sync connect hubspot" in done.out


def test_hubspot_is_connected_with_a_key_from_standard_input(hubspot: Done) -> None:
    assert hubspot.code == 0, hubspot.err
    assert hubspot.last["connector"] == "hubspot"


def test_clio_is_connected_through_the_browser(clio: Done) -> None:
    assert clio.code == 0, clio.err
    assert clio.last["connector"] == "clio"


def test_a_preview_counts_everything_and_writes_nothing(
    preview: tuple[Done, list[Mapping[str, Any]]],
) -> None:
    done, contacts = preview
    assert done.code == 0, done.err
    assert done.last["preview"]
    assert done.last["totals"]["created"] > 0
    assert not [c for c in contacts if c["properties"].get("sync300_clio_key")]


def test_the_sync_does_what_the_preview_said(
    terminals: Terminals, preview: tuple[Done, object], synced: Done
) -> None:
    assert synced.code == 0, synced.err
    assert synced.last["totals"] == preview[0].last["totals"]
    persons = next(p for p in synced.last["pairs"] if p["pair"] == "persons-contacts")
    assert persons["read"] == PEOPLE
    keys = [c["properties"].get("sync300_clio_key") for c in terminals.contacts()]
    ours = [key for key in keys if key]
    assert len(ours) == len(set(ours)) == persons["created"] + persons["updated"]


def test_the_next_sync_writes_nothing(terminals: Terminals, synced: Done) -> None:
    again = terminals.run("sync")
    assert again.code == 0, again.err
    assert again.last["totals"]["created"] == again.last["totals"]["updated"] == 0


def test_a_record_is_explained_without_its_values_for_machines(
    terminals: Terminals, synced: Done
) -> None:
    """(P9)"""
    there = next(c for c in terminals.contacts() if c["properties"].get("sync300_clio_key"))
    told = terminals.run("explain", "persons-contacts", str(there["id"]))
    assert told.code == 0, told.err
    assert (told.last["given"], told.last["found_by"]) == ("hubspot", "link")
    again = terminals.run("explain", "persons-contacts", told.last["hubspot"]["address"])
    assert again.last == told.last
    assert str(there["properties"]["email"]) not in told.out + told.err


def test_all_records_are_compared_and_one_is_synced_by_itself(
    terminals: Terminals, synced: Done
) -> None:
    there = next(c for c in terminals.contacts() if c["properties"].get("sync300_clio_key"))
    one = terminals.run("sync", "--pair", "persons-contacts", "--only", str(there["id"]))
    assert (one.code, one.last["totals"]["read"]) == (0, 1), one.err
    compared = terminals.run("reconcile")
    assert compared.code == 0, compared.err
    assert compared.last["pairs"][0]["compared"]["gone_here"] == 0


def test_status_tells_what_is_connected_linked_and_waiting(
    terminals: Terminals, synced: Done
) -> None:
    status = terminals.run("status")
    assert status.code == 0, status.err
    assert {c["connector"]: c["state"] for c in status.last["connections"]} == {
        "hubspot": "working",
        "clio": "working",
    }
    persons = next(p for p in synced.last["pairs"] if p["pair"] == "persons-contacts")
    linked = {pair["pair"]: pair["linked"] for pair in status.last["pairs"]}
    assert linked["persons-contacts"] == persons["created"] + persons["updated"]


def test_the_mappings_are_shown_field_by_field(terminals: Terminals, synced: Done) -> None:
    done = terminals.run("mappings")
    assert done.code == 0, done.err
    found = {mapping["pair"]: mapping["fields"] for mapping in done.last["mappings"]}
    assert {"from": ["email"], "to": "email"} in found["persons-contacts"]


def test_every_mapping_is_exported_and_fits_the_two_systems_that_it_is_for(
    terminals: Terminals, synced: Done, tmp_path: Path
) -> None:
    for mapping in terminals.run("mappings").last["mappings"]:
        pair, file = mapping["pair"], str(tmp_path / f"{mapping['pair']}.json")
        assert terminals.run("mappings", "export", pair, file).code == 0
        taken_in = terminals.run("mappings", "import", file)
        assert taken_in.last == {
            "pair": pair,
            "draft": True,
            "problems": [],
            "lines": [],
            "settings": [],
        }
        assert terminals.run("mappings", "discard", pair).last["discarded"]


def test_a_line_that_is_changed_by_hand_is_all_that_the_next_sync_writes(
    terminals: Terminals, synced: Done, tmp_path: Path
) -> None:
    pair, file = "persons-contacts", tmp_path / "mapping.json"
    terminals.run("mappings", "export", pair, str(file))
    document = json.loads(file.read_text())
    (line,) = (each for each in document["fields"] if each["hubspot"] == "city")
    line["system"] = ["province"]
    file.write_text(json.dumps(document))
    terminals.run("mappings", "import", str(file))
    published = terminals.run("mappings", "publish", pair)
    assert published.code == 0, published.err
    assert [(x["hubspot"], x["parts"]) for x in published.last["lines"]] == [("city", ["system"])]
    run = terminals.run("sync")
    (persons,) = (each for each in run.last["pairs"] if each["pair"] == pair)
    assert persons["updated"] > 0
    assert persons["created"] == 0
    assert terminals.run("sync").last["totals"]["updated"] == 0
    assert terminals.run("mappings", "restore", pair, "1").last["version"] == 3
    assert terminals.run("sync").last["totals"]["updated"] == persons["updated"]


def test_the_doctor_finds_keyring_folder_and_database_well(
    terminals: Terminals, synced: Done
) -> None:
    done = terminals.run("doctor")
    checks = {check["name"]: check for check in done.last["checks"]}
    for name in ("Versions", "Data folder", "Keyring", "Database", "TLS"):
        assert checks[name]["ok"], checks[name]
    assert "Secret Service" in checks["Keyring"]["text"]


def test_p9_neither_values_nor_credentials_lie_in_the_folders(
    terminals: Terminals, synced: Done
) -> None:
    secrets = [
        *terminals.ends["hubspot"]["credentials"].values(),
        terminals.ends["clio"]["credentials"]["client_secret"],
    ]
    emails = [c["properties"].get("email") for c in terminals.contacts()]
    known = [email for email in emails if email]
    assert len(known) > PEOPLE / 2
    assert leaks(terminals.pc.folder, [*secrets, *known]) == []


def test_no_secret_is_taken_from_the_arguments(terminals: Terminals, clio: Done) -> None:
    secret = terminals.ends["clio"]["sign_in"]["client secret"]
    done = terminals.run("connect", "clio", f"--set=client_secret={secret}")
    assert done.code == 2
    assert "never given as an argument" in done.err
    assert secret not in done.out + done.err


@pytest.mark.parametrize("address", ["https://example.com", "http://192.0.2.7:8080"])
def test_no_other_address_than_the_vendors_or_this_pc_is_taken(
    terminals: Terminals, clio: Done, address: str
) -> None:
    done = terminals.run("connect", "hubspot", "--keys", "--base-url", address, stdin="key\n")
    assert done.code == 3
    assert done.last["error"]["code"] == "pc.address_refused"


def test_p11_disconnecting_deletes_the_credentials_at_once(
    terminals: Terminals, synced: Done
) -> None:
    before = _sealed(terminals.pc.data)
    assert len(before) == 2
    for name in ("clio", "hubspot"):
        done = terminals.run("disconnect", name)
        assert done.code == 0, done.err
    files = [f.read_bytes() for f in terminals.pc.data.rglob("*") if f.is_file()]
    assert not [sealed for sealed in before if any(sealed in content for content in files)]
    after = terminals.run("sync")
    assert after.code == 3
    assert after.last["error"]["code"] == "auth.not_connected"


def _sealed(data: Path) -> list[bytes]:
    """Return the sealed credentials, as their bytes lie in the database."""
    (file,) = data.glob("*.db")
    with closing(sqlite3.connect(file)) as database:
        return [bytes(row[0]) for row in database.execute("SELECT sealed FROM credentials")]
