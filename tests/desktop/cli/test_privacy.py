"""`300sync privacy`: what is said, and the exit codes that scripts build on."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.cli.arguments import parser
from desktop.cli.commands import guarded
from desktop.cli.privacy import privacy
from tests.core.privacy.test_office import Practice
from tests.desktop.cli.conftest import Screen, screen

ATTEST = ("attest", "--contact", "Ana Ruiz", "--agreement", "2026-01-02", "--agreement-by", "Bea")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Practice]:
    made = Practice(tmp_path)
    made.connect_both()
    yield made
    made.close()


def run(desk: Practice, shown: Screen, *words: str) -> int:
    given: argparse.Namespace = parser("0").parse_args(["privacy", *words])
    return guarded(shown.terminal, lambda: privacy(desk.office, given, shown.terminal))


def test_the_report_says_what_leaves_and_what_is_missing_first(desk: Practice) -> None:
    shown = screen()
    assert run(desk, shown) == 0
    assert "Nothing is attested" in shown.out.getvalue()
    assert run(desk, shown, *ATTEST) == 0
    assert run(desk, shown, "report") == 0
    assert "the office is a covered entity" in shown.out.getvalue()
    assert "firstname" in shown.out.getvalue()


def test_an_attestation_that_is_not_enough_needs_a_person(desk: Practice) -> None:
    shown = screen()
    assert run(desk, shown, "attest", "--contact", "Ana Ruiz") == 3
    assert "agreement" in shown.err.getvalue()


def test_machines_get_the_whole_report(desk: Practice) -> None:
    run(desk, screen(), *ATTEST)
    run(desk, screen(), "allow", "persons", "fee", "--reason", "the owner wants it")
    shown = screen(json=True)
    assert run(desk, shown, "report") == 0
    told = json.loads(shown.out.getvalue())
    assert told["attestation"]["contact"] == "Ana Ruiz"
    assert told["may_write"] is True
    assert told["switched_on"][0]["reason"] == "the owner wants it"
    assert {"note"} <= {each["field"] for each in told["blocked"]}
    assert told["rules"]


def test_what_cannot_be_switched_on_needs_a_person_and_says_why(desk: Practice) -> None:
    shown = screen()
    assert run(desk, shown, "allow", "persons", "note", "--reason", "please") == 3
    assert "never leave the office" in shown.err.getvalue()


def test_the_audit_is_listed_and_verified(desk: Practice) -> None:
    run(desk, screen(), *ATTEST)
    shown = screen(json=True)
    assert run(desk, shown, "audit") == 0
    assert run(desk, shown, "audit", "--verify") == 0
    listed, verified = map(json.loads, shown.out.getvalue().splitlines())
    assert listed["entries"][0]["kind"] == "attested"
    assert verified == {"result": "ok", "entries": 1}
