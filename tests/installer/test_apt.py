"""Debian's packages, with one of ours in front that writes down what it hears."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from installer import apt, parts

pytestmark = pytest.mark.skipif(os.name != "posix", reason="scripts of sh")


class Apt:
    """The folder in front on PATH, and what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.heard = folder, folder / "heard"

    def script(self, name: str, body: str) -> None:
        file = self.folder / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.heard}"\n{body}\n')
        file.chmod(0o755)

    def asked(self, verb: str) -> list[str]:
        lines = self.heard.read_text().splitlines() if self.heard.exists() else []
        return [line for line in lines if line.startswith(f"apt-get {verb}")]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apt:
    made = Apt(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    made.script("apt-get", "")
    made.script("apt-cache", "printf 'xvfb:\\n  Candidate: 2:21\\nnone:\\n  Candidate: (none)\\n'")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return made


def test_what_the_lists_have_is_installed_without_newer_lists(fake: Apt) -> None:
    assert apt.install(["xvfb"])
    assert fake.asked("update") == []
    assert len(fake.asked("install")) == 1
    assert fake.asked("install")[0].endswith(" xvfb")


def test_what_the_lists_lack_is_looked_for_in_newer_ones(fake: Apt) -> None:
    assert apt.install(["xvfb", "none"])
    assert len(fake.asked("update")) == 1


def test_an_old_list_that_names_what_is_gone_is_made_new(fake: Apt) -> None:
    fake.script("apt-get", '[ "$1" = update ] && touch "$0.new"; [ -e "$0.new" ]')
    assert apt.install(["xvfb"])
    assert len(fake.asked("install")) == 2


def test_what_cannot_be_had_is_no_success(fake: Apt) -> None:
    fake.script("apt-get", "exit 100")
    assert not apt.install(["xvfb"])


def test_only_root_may_install_without_asking(fake: Apt, monkeypatch: pytest.MonkeyPatch) -> None:
    assert apt.may_install()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not apt.may_install()


def test_parts_that_may_not_be_brought_are_one_line_to_copy(
    fake: Apt, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    parts.bring(["xvfb", "dbus"])
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == "  sudo apt-get install -y --no-install-recommends xvfb dbus"
    assert fake.asked("install") == []


def test_parts_that_are_there_are_not_brought(
    fake: Apt, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    parts.bring(parts.FOR_TESTS)
    assert capsys.readouterr().err == ""
    assert fake.asked("install") == []


def test_a_test_that_cannot_have_its_part_skips_with_the_line_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert parts.missing_part("openssl") == (
        "certificates to test TLS with is lacking: "
        "sudo apt-get install -y --no-install-recommends openssl"
    )
    monkeypatch.setattr(sys, "platform", "darwin")
    assert parts.missing_part("xvfb") == (
        "a display without a screen (Xvfb) is there on Linux only"
    )
