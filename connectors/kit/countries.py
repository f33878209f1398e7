"""Countries to choose from, for phone numbers that are written without a country code.

Codes and English names are those of the time zone database, which is part of the system or, on
Windows, of the package tzdata. Whatever it does not name is not offered.
"""

import zoneinfo
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

TABLE = "iso3166.tab"  # code, tab, name; lines of comment begin with "#"
WITHOUT_PHONES = frozenset({"AQ", "BV", "GS", "HM", "PN", "TF", "UM"})  # no numbers of their own

Country = tuple[str, str]
"""Two-letter code, name."""


def countries(first: Sequence[Country]) -> tuple[Country, ...]:
    """Return `first`, under the names given here, and then all others by name."""
    named = dict(first)
    others = [
        (code, name)
        for code, name in _read(_table())
        if code not in named and code not in WITHOUT_PHONES
    ]
    return (*first, *sorted(others, key=lambda country: country[1]))


def _read(table: str) -> Iterator[Country]:
    for line in table.splitlines():
        code, tab, name = line.partition("\t")
        if tab and len(code) == 2 and code.isalpha():
            yield code, name.strip()


def _table() -> str:
    """Return the table's text; none where neither the system nor a package has one."""
    for folder in zoneinfo.TZPATH:
        try:
            return (Path(folder) / TABLE).read_text(encoding="utf-8")
        except OSError:
            continue
    try:
        return (files("tzdata.zoneinfo") / TABLE).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return ""
