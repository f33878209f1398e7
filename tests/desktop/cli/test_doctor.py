"""The doctor looks at everything that a sync needs, and says what to do about what is amiss."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import doctor
from tests.desktop.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("cheap_keys")


reach = doctor._reach


@pytest.fixture(autouse=True)
def _network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the vendors answer: tests leave this PC for nothing."""
    monkeypatch.setattr(doctor, "_reach", lambda _host: (True, "answers"))


def checks(run: Run) -> dict[str, dict[str, Any]]:
    answer = run("doctor", "--json")
    return {each["name"]: each for each in json.loads(answer.out.splitlines()[-1])["checks"]}


def test_a_pc_that_is_fit_ends_with_0(run: Run) -> None:
    run("passphrase", stdin="correct horse\n")
    answer = run("doctor")
    assert answer.code == 0, answer.out
    assert all(line.startswith("ok") for line in answer.out.splitlines())


def test_each_thing_that_a_sync_needs_is_looked_at(run: Run) -> None:
    names = set(checks(run))
    assert names >= {"Versions", "Data folder", "Disk space", "Keyring", "Database", "TLS"}
    assert {name for name in names if name.startswith("Network")} >= {
        "Network, api.hubapi.com",
        "Network, app.clio.com",
    }


def test_without_a_keyring_the_line_says_what_to_do(run: Run) -> None:
    answer = run("doctor")
    assert answer.code == 3
    [line] = [line for line in answer.out.splitlines() if line.startswith("MEND")]
    assert "Keyring" in line
    assert "300sync passphrase" in line


def test_a_passphrase_is_not_asked_for(run: Run) -> None:
    run("passphrase", stdin="correct horse\n")
    assert checks(run)["Keyring"]["ok"]


def test_a_damaged_database_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "300sync.db").write_bytes(b"not a database" * 1000)
    assert not checks(run)["Database"]["ok"]


def test_a_full_disk_is_found_before_it_stops_a_run(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shutil import _ntuple_diskusage as usage

    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage(10**9, 10**9 - 10**7, 10**7))
    found = checks(run)["Disk space"]
    assert not found["ok"]
    assert "make room" in found["text"]


@pytest.mark.usefixtures("offline")
def test_a_vendor_that_cannot_be_reached_is_found() -> None:
    ok, text = reach("app.example.com")
    assert not ok
    assert "internet connection" in text
