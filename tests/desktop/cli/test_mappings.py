"""`300sync mappings` and `300sync never`, on an office with a firm and a portal in memory."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import Code
from core.filters import Condition, Filter, Operator
from core.mapping import Mapping, to_json
from desktop.cli import mappings, never
from desktop.cli.arguments import parser
from desktop.cli.commands import guarded
from tests.core.engine.world import PERSON_RULES, PERSONS
from tests.core.test_office import TOKEN, Desk
from tests.desktop.cli.conftest import Screen, screen

CITY = replace(
    PERSON_RULES,
    fields=tuple(line for line in PERSON_RULES.fields if line.hubspot != "city"),
    ties=(),
    filter=Filter(
        conditions=(
            Condition(field="kind", operator=Operator.IS, values=("client", "other")),
            Condition(field="modified_at", operator=Operator.WITHIN, days=365),
        )
    ),
)
Typed = Callable[..., tuple[int, Screen]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "office")
    made.connect_both()
    yield made
    made.close()


@pytest.fixture
def typed(desk: Desk) -> Typed:
    """Return a function that carries out `300sync mappings …` or `never …`, as it is typed."""

    def carry_out(*words: str, json: bool = False) -> tuple[int, Screen]:
        arguments = parser("0").parse_args(words)
        shown = screen(json=json)
        command = {"mappings": mappings.mappings, "never": never.never}[arguments.command]
        code = guarded(shown.terminal, lambda: _call(command, desk, arguments, shown))
        return code, shown

    return carry_out


def _call(command: Any, desk: Desk, arguments: argparse.Namespace, shown: Screen) -> int:
    code: int = command(desk.office, arguments, shown.terminal)
    return code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mapping.json"


def said(shown: Screen) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(shown.out.getvalue().splitlines()[-1])
    return value


def written(file: Path, rules: Mapping = CITY, **changes: Any) -> str:
    file.write_text(json.dumps({**json.loads(to_json(rules)), **changes}))
    return str(file)


# -- looking --------------------------------------------------------------------------------------


def test_without_an_act_all_mappings_are_listed(typed: Typed) -> None:
    code, shown = typed("mappings")
    assert code == 0
    assert "Persons to Contacts (version 1)" in shown.out.getvalue()
    _, shown = typed("mappings", json=True)
    (listed,) = said(shown)["mappings"]
    assert (listed["pair"], listed["version"]) == (PERSONS, 1)
    assert {"from": ["town"], "to": "city"} in listed["fields"]


def test_one_pair_is_shown_with_its_filter_and_its_versions(typed: Typed, file: Path) -> None:
    typed("mappings", "import", written(file))
    typed("mappings", "publish", PERSONS)
    code, shown = typed("mappings", "show", PERSONS)
    assert code == 0
    text = shown.out.getvalue()
    assert "kind is client or other, and modified_at is no longer than 365 days ago" in text
    assert "in force" in text
    _, shown = typed("mappings", "show", PERSONS, "--version", "1", json=True)
    found = said(shown)
    assert [line["hubspot"] for line in found["mapping"]["fields"]].count("city") == 1
    assert [(v["version"], v["in_force"]) for v in found["versions"]] == [(2, True), (1, False)]
    assert found["draft"] is False


# -- files ----------------------------------------------------------------------------------------


def test_what_is_exported_is_taken_in_again(typed: Typed, file: Path) -> None:
    typed("mappings", "import", written(file))
    typed("mappings", "publish", PERSONS)
    copy = file.with_name("copy.json")
    assert typed("mappings", "export", PERSONS, str(copy))[0] == 0
    assert TOKEN not in copy.read_text()
    code, shown = typed("mappings", "import", str(copy), json=True)
    assert code == 0
    assert said(shown) == {
        "pair": PERSONS,
        "draft": True,
        "problems": [],
        "lines": [],
        "settings": [],
    }


@pytest.mark.parametrize(
    ("changes", "code", "place", "says"),
    [
        ({"pair": 7}, Code.MAPPING_INVALID, "$.pair", "does not hold together: $.pair"),
        (
            {"fields": [{"system": ["size"], "hubspot": "city"}]},
            Code.FIELD_UNKNOWN,
            "$.fields[0].system",
            "books has no such field: size",
        ),
        (
            {"fields": [{"system": ["town"], "hubspot": "size"}]},
            Code.PROPERTY_MISSING,
            "$.fields[0].hubspot",
            "hubspot no longer has a field that is synced: size",
        ),
    ],
)
def test_bad_input_gets_a_code_a_sentence_and_the_place(
    typed: Typed, file: Path, changes: dict[str, Any], code: Code, place: str, says: str
) -> None:
    exit_code, shown = typed("mappings", "import", written(file, **changes), json=True)
    assert exit_code == 3
    (problem,) = said(shown)["problems"]
    assert (problem["code"], problem["place"]) == (code.value, place)
    assert says.casefold() in problem["says"].casefold()
    assert said(shown)["draft"] is False
    exit_code, shown = typed("mappings", "import", str(file))
    assert exit_code == 3
    assert shown.err.getvalue().startswith(f"{place}: ")
    assert typed("mappings", "diff", PERSONS)[0] == 3


def test_a_file_that_cannot_be_read_or_written_is_told(typed: Typed, tmp_path: Path) -> None:
    code, shown = typed("mappings", "import", str(tmp_path / "nowhere.json"))
    assert code == 2
    assert "cannot read" in shown.err.getvalue()
    code, shown = typed("mappings", "export", PERSONS, str(tmp_path / "no folder" / "x.json"))
    assert code == 2
    assert "cannot write" in shown.err.getvalue()


def test_a_file_that_is_far_too_large_is_not_even_read(typed: Typed, file: Path) -> None:
    with file.open("wb") as made:
        made.truncate(1 << 30)
    code, shown = typed("mappings", "import", str(file))
    assert code == 2
    assert "far too large" in shown.err.getvalue()


# -- from version to version ----------------------------------------------------------------------


def test_what_a_draft_changes_is_told_before_and_after_it_is_published(
    typed: Typed, file: Path
) -> None:
    lines = json.loads(to_json(CITY))["fields"]
    lines[0] = {**lines[0], "policy": "ask"}
    typed("mappings", "import", written(file, fields=lines))
    code, shown = typed("mappings", "diff", PERSONS)
    assert code == 0
    text = shown.out.getvalue()
    assert "- city  →  town" in text
    assert '~ firstname\n    policy: null to "ask"' in text
    assert "~ filter: " in text
    _, shown = typed("mappings", "diff", PERSONS, json=True)
    compared = said(shown)
    assert [(x["hubspot"], x["kind"]) for x in compared["lines"]] == [
        ("firstname", "changed"),
        ("city", "removed"),
    ]
    code, shown = typed("mappings", "publish", PERSONS, json=True)
    assert code == 0
    assert said(shown) == {**compared, "version": 2, "published": True}
    code, shown = typed("mappings", "publish", PERSONS)
    assert code == 3
    assert "waits to be published" in shown.err.getvalue()


def test_an_old_version_is_compared_and_restored(typed: Typed, file: Path, desk: Desk) -> None:
    typed("mappings", "import", written(file))
    typed("mappings", "publish", PERSONS)
    _, shown = typed("mappings", "diff", PERSONS, "--version", "1")
    assert "+ city" in shown.out.getvalue()
    code, shown = typed("mappings", "restore", PERSONS, "1")
    assert code == 0
    assert "Version 3 is in force." in shown.out.getvalue()
    assert "city" in {line.hubspot for line in desk.office.mappings()[0].fields}
    _, shown = typed("mappings", "restore", PERSONS, "3")
    assert "already" in shown.out.getvalue()


def test_a_draft_is_discarded(typed: Typed, file: Path) -> None:
    typed("mappings", "import", written(file))
    for there in (True, False):
        code, shown = typed("mappings", "discard", PERSONS, json=True)
        assert code == 0
        assert said(shown)["discarded"] is there


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("mappings", "show", "nobody"), Code.PAIR_UNKNOWN),
        (("mappings", "restore", PERSONS, "7"), Code.VERSION_UNKNOWN),
        (("mappings", "show", PERSONS, "--version", "7"), Code.VERSION_UNKNOWN),
        (("mappings", "publish", PERSONS), Code.NO_DRAFT),
        (("never", "add", "nobody", "1"), Code.PAIR_UNKNOWN),
    ],
)
def test_what_is_not_there_is_told_by_its_code(
    typed: Typed, words: tuple[str, ...], code: Code
) -> None:
    exit_code, shown = typed(*words, json=True)
    assert exit_code == 3
    assert said(shown)["error"]["code"] == code.value


def test_before_anything_is_connected_the_mappings_to_start_with_are_shown(
    tmp_path: Path,
) -> None:
    desk, shown = Desk(tmp_path / "office"), screen(json=True)
    arguments = parser("0").parse_args(["mappings"])
    assert mappings.mappings(desk.office, arguments, shown.terminal) == 0
    desk.close()
    assert "persons-contacts" in {each["pair"] for each in said(shown)["mappings"]}


# -- never ----------------------------------------------------------------------------------------


def test_a_record_is_left_alone_until_it_is_taken_off_the_list(typed: Typed, desk: Desk) -> None:
    desk.people(2)
    desk.sync()
    code, shown = typed("never", "add", PERSONS, "1", json=True)
    assert code == 0
    assert said(shown) == {
        "pair": PERSONS,
        "side": "system",
        "id": "1",
        "changed": True,
        "never": True,
    }
    assert typed("never", "add", PERSONS, "1", json=True)[1].out.getvalue().count("false") == 1
    code, shown = typed("never", "remove", PERSONS, "1", json=True)
    assert said(shown)["changed"] is True
    _, shown = typed("never", "remove", PERSONS, "1")
    assert "It was not on the list." in shown.out.getvalue()


def test_the_list_says_how_many_and_never_which(typed: Typed) -> None:
    typed("never", "add", PERSONS, "4711")
    typed("never", "add", PERSONS, "815", "--side", "hubspot")
    code, shown = typed("never", "list", PERSONS)
    assert code == 0
    text = shown.out.getvalue()
    assert f"2 records of {PERSONS} are left alone." in text
    assert "4711" not in text
    _, shown = typed("never", "list", PERSONS, json=True)
    assert said(shown)["counts"] == {"hubspot": 1, "system": 1}


@pytest.mark.parametrize(("side", "held"), [("system", True), ("hubspot", False)])
def test_of_one_record_that_is_named_the_list_tells_whether_it_holds_it(
    typed: Typed, side: str, held: bool
) -> None:
    typed("never", "add", PERSONS, "1")
    _, shown = typed("never", "list", PERSONS, "1", "--side", side, json=True)
    assert said(shown)["never"] is held
