"""Countries to choose from: all that have phone numbers, the usual ones first."""

from pathlib import Path

import phonenumbers
import pytest

from connectors.kit.countries import countries

FIRST = (("US", "United States"), ("GB", "United Kingdom"))


def test_the_usual_ones_come_first_under_our_names_and_all_others_by_name() -> None:
    found = countries(FIRST)
    assert found[:2] == FIRST
    names = [name for _code, name in found[2:]]
    assert names == sorted(names)
    assert ("DE", "Germany") in found
    assert len({code for code, _name in found}) == len(found) > 200


def test_every_country_is_one_whose_phone_numbers_are_read() -> None:
    assert {code for code, _name in countries(())} <= phonenumbers.SUPPORTED_REGIONS


def test_none_is_missing_that_has_phone_numbers() -> None:
    """But for three that have no code of their own in ISO 3166: Ascension, Tristan, Kosovo."""
    offered = {code for code, _name in countries(())}
    assert phonenumbers.SUPPORTED_REGIONS - offered == {"AC", "TA", "XK"}


def test_the_package_serves_where_the_system_has_no_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("tzdata", reason="the package is Windows's; the system's table is used")
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path),))
    assert ("DE", "Germany") in countries(FIRST)


def test_without_any_table_the_usual_ones_are_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path),))
    monkeypatch.setattr("connectors.kit.countries.files", _no_package)
    assert countries(FIRST) == FIRST


def test_what_is_no_country_in_a_table_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = "#code\tname\nDE\tGermany\n\nDEU\tGermany\nnonsense\n1\t2\nAQ\tAntarctica\n"
    (tmp_path / "iso3166.tab").write_text(table, encoding="utf-8")
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path),))
    assert countries(FIRST) == (*FIRST, ("DE", "Germany"))


def _no_package(name: str) -> Path:
    raise ModuleNotFoundError(name)
