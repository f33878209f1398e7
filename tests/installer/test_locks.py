"""The locked lists: whole, hashed, for all three systems, silent about where parts come from."""

import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.installer.projects import ROOT

USES = ("app", "dev", "licensing")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]


def group(name: str) -> list[str]:
    """Return what a group asks for, with what it includes."""
    found: list[str] = []
    for each in GROUPS[name]:
        found += [each] if isinstance(each, str) else group(each["include-group"])
    return found


DIRECT: dict[str, list[str]] = {
    "app": PROJECT["project"]["dependencies"],
    "dev": [*PROJECT["project"]["dependencies"], *group("dev")],
    "licensing": group("licensing"),
}
# In pieces, so that this file is not one that it finds.
ADDRESSES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + "hosted",
            "registry" + r"\.npmjs",
            r"https?://\S*/" + "simple",
            "deb" + r"\.debian\.org",
        )
    )
)
OPTIONS = re.compile(r"^\s*(-i|--index-url|--extra-index-url|-f|--find-links)\b", re.MULTILINE)


def lock(use: str) -> str:
    return (ROOT / "installer" / f"requirements-{use}.txt").read_text(encoding="utf-8")


def parts(use: str) -> dict[str, Requirement]:
    """Return what a list locks, by name."""
    lines = [line.rstrip("\\ ") for line in lock(use).splitlines() if line[:1].isalnum()]
    return {canonicalize_name(each.name): each for each in map(Requirement, lines)}


def places() -> Iterator[Mapping[str, str]]:
    """Yield what markers are asked about, on every system and Python that we run on."""
    for platform, system in SYSTEMS.items():
        for python in PYTHONS:
            yield {
                "sys_platform": platform,
                "platform_system": system,
                "os_name": "nt" if platform == "win32" else "posix",
                "python_version": python,
                "python_full_version": f"{python}.0",
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
            }


def wanted(each: Requirement, place: Mapping[str, str]) -> bool:
    return each.marker is None or each.marker.evaluate(dict(place))


@pytest.mark.parametrize("use", USES)
def test_what_pyproject_asks_for_is_locked_wherever_it_is_asked_for(use: str) -> None:
    locked = parts(use)
    for direct in map(Requirement, DIRECT[use]):
        part = locked[canonicalize_name(direct.name)]
        (pin,) = part.specifier
        assert direct.specifier.contains(pin.version, prereleases=True), direct
        for place in places():
            assert wanted(part, place) or not wanted(direct, place), (direct, place)


@pytest.mark.parametrize("use", USES)
def test_every_part_is_pinned_and_has_its_hashes(use: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", lock(use), flags=re.MULTILINE)[1:]
    assert len(entries) == len(parts(use))
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.+-]+( ;[^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", entry)


@pytest.mark.parametrize(
    ("part", "system"),
    [("tzdata", "win32"), ("pywin32-ctypes", "win32"), ("secretstorage", "linux")],
)
def test_what_one_system_alone_needs_is_in_the_list_and_only_there(part: str, system: str) -> None:
    locked = parts("app")[part]
    for place in places():
        assert wanted(locked, place) is (place["sys_platform"] == system)


def test_what_is_tested_is_what_is_shipped() -> None:
    app, dev = parts("app"), parts("dev")
    assert {name: str(part.specifier) for name, part in app.items()} == {
        name: str(dev[name].specifier) for name in app
    }


@pytest.mark.parametrize("use", USES)
def test_a_list_does_not_say_where_parts_come_from(use: str) -> None:
    assert OPTIONS.findall(lock(use)) == []


def test_nothing_here_names_the_host_of_a_package_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a checkout of git")
    named = [
        name
        for name in listed.stdout.split("\0")
        if name and (ROOT / name).is_file() and ADDRESSES.search(text_of(ROOT / name))
    ]
    assert named == []


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
