"""The office's mappings over time, with a firm and a portal in memory."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import Code, TransientError, UserActionError
from core.mapping import Mapping, to_json
from core.office.versions import Published, Versions
from core.store import runs
from tests.core.engine.world import PERSON_RULES, PERSONS, line
from tests.core.test_office import TOKEN, Desk, job

CITY = replace(
    PERSON_RULES,
    fields=tuple(x for x in PERSON_RULES.fields if x.hubspot != "city"),
    ties=(),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.connect_both()
    yield made
    made.close()


@pytest.fixture
def versions(desk: Desk) -> Versions:
    return desk.office.versions


def taken_in(versions: Versions, rules: Mapping, **changes: Any) -> Any:
    document = {**json.loads(to_json(rules)), **changes}
    return versions.take_in(json.dumps(document).encode(), job())


def code(caught: pytest.ExceptionInfo[UserActionError]) -> tuple[Code, str | None]:
    return caught.value.code, caught.value.detail


def test_an_export_is_taken_in_as_a_draft_and_changes_nothing_until_it_is_published(
    desk: Desk, versions: Versions
) -> None:
    made = taken_in(versions, CITY)
    assert (made.pair, made.flaws) == (PERSONS, ())
    assert [each.hubspot for each in made.differences.lines] == ["city"]
    assert versions.of(PERSONS).draft == replace(CITY, version=0)
    assert versions.mapping(PERSONS) == PERSON_RULES
    assert versions.differences(PERSONS) == made.differences
    assert versions.publish(PERSONS) == Published(2, made.differences)
    assert desk.office.mappings() == [replace(CITY, version=2)]
    assert versions.of(PERSONS).draft is None


def test_what_is_published_is_what_the_next_run_goes_by(desk: Desk, versions: Versions) -> None:
    desk.people(3)
    desk.sync()
    desk.portal.applied.clear()
    rules = replace(CITY, fields=(*CITY.fields, line("last", "city")))
    desk.firm.put("persons", {"last": "Ruiz"}, id="1")
    desk.sync()
    desk.portal.applied.clear()
    taken_in(versions, rules)
    versions.publish(PERSONS)
    desk.sync()
    assert [dict(write.values) for write in desk.portal.applied] == [{"city": "Ruiz"}]


def test_an_old_version_is_restored_under_a_new_number_and_the_draft_stays(
    versions: Versions,
) -> None:
    taken_in(versions, CITY)
    versions.publish(PERSONS)
    taken_in(versions, CITY, require_any=["email"])
    assert [each.hubspot for each in versions.differences(PERSONS, 1).lines] == ["city"]
    assert versions.restore(PERSONS, 1).version == 3
    assert versions.mapping(PERSONS) == replace(PERSON_RULES, version=3)
    kept = versions.of(PERSONS)
    assert [(each.version, each.in_force) for each in kept.published] == [
        (3, True),
        (2, False),
        (1, False),
    ]
    assert kept.draft is not None
    assert kept.draft.require_any == ("email",)


def test_what_differs_in_nothing_is_not_published(versions: Versions) -> None:
    versions.save_draft(PERSON_RULES)
    assert versions.publish(PERSONS).version == 1
    assert versions.of(PERSONS).draft is None
    assert versions.restore(PERSONS, 1).version == 1
    assert len(versions.of(PERSONS).published) == 1


def test_a_pair_that_is_new_is_only_drafted_until_it_is_published(versions: Versions) -> None:
    made = taken_in(versions, replace(CITY, pair="people-contacts"))
    assert len(made.differences.lines) == len(CITY.fields)
    assert versions.pairs() == [PERSONS, "people-contacts"]
    assert versions.mapping("people-contacts").version == 0
    assert versions.publish("people-contacts").version == 1


@pytest.mark.parametrize(
    ("changes", "found", "place"),
    [
        ({"polcy": 1}, Code.MAPPING_INVALID, "$.polcy"),
        ({"system_stream": "companies"}, Code.MAPPING_INVALID, "$.system_stream"),
        ({"pair": "new", "system_stream": "x"}, Code.MAPPING_INVALID, "$.system_stream"),
        ({"pair": "new", "hubspot_stream": "x"}, Code.MAPPING_INVALID, "$.hubspot_stream"),
        (
            {"fields": [{"system": ["x"], "hubspot": "city"}]},
            Code.FIELD_UNKNOWN,
            "$.fields[0].system",
        ),
        (
            {"filter": {"conditions": [{"field": "kind", "operator": "within", "days": 3}]}},
            Code.FILTER_INVALID,
            "$.filter.conditions[0]",
        ),
    ],
)
def test_a_document_that_does_not_fit_is_told_by_place_and_makes_no_draft(
    versions: Versions, changes: dict[str, Any], found: Code, place: str
) -> None:
    made = taken_in(versions, CITY, **changes)
    assert [(flaw.code, flaw.place) for flaw in made.flaws] == [(found, place)]
    assert versions.pairs() == [PERSONS]
    assert versions.of(PERSONS).draft is None


def test_p10_no_document_switches_on_a_field_that_privacy_holds_back(versions: Versions) -> None:
    fee = replace(CITY, fields=(*CITY.fields, line("fee", "fee")), opted_in=("fee",))
    (flaw,) = taken_in(versions, fee).flaws
    assert (flaw.code, flaw.name) == (Code.FIELD_BLOCKED, "fee")
    versions.save_draft(fee)  # as where a manager did, with the reason before them
    versions.publish(PERSONS)
    assert taken_in(versions, replace(fee, require_any=("email",))).flaws == ()
    versions.save_draft(replace(CITY, opted_in=()))
    versions.publish(PERSONS)
    versions.restore(PERSONS, 2)
    assert versions.mapping(PERSONS).opted_in == ()


def test_p9_an_export_holds_no_secret_and_no_record_content(desk: Desk, versions: Versions) -> None:
    desk.people(2)
    desk.sync()
    text = versions.export(PERSONS)
    assert TOKEN.encode() not in text
    assert b"example.com" not in text
    assert b"4482019" not in text


def test_nothing_is_published_while_a_run_goes_on(desk: Desk, versions: Versions) -> None:
    """The run goes by the version before, and would have its links remember it."""
    taken_in(versions, CITY)
    system = next(c for c in desk.office.summary().connections if c.connector == "books")
    with (
        runs.claimed(desk.store, system.id, desk.clock.now()),
        pytest.raises(TransientError) as caught,
    ):
        versions.publish(PERSONS)
    assert caught.value.code is Code.DATABASE_BUSY
    assert versions.publish(PERSONS).version == 2


def test_what_is_not_there_is_told(desk: Desk, versions: Versions) -> None:
    for ask in (versions.of, versions.mapping, versions.export, versions.publish, versions.discard):
        with pytest.raises(UserActionError) as caught:
            ask("nobody")
        assert code(caught) == (Code.PAIR_UNKNOWN, "nobody")
    for number in (0, 7):
        with pytest.raises(UserActionError) as caught:
            versions.restore(PERSONS, number)
        assert code(caught) == (Code.VERSION_UNKNOWN, f"{PERSONS} {number}")
    for compare in (versions.publish, versions.differences):
        with pytest.raises(UserActionError) as caught:
            compare(PERSONS)
        assert code(caught) == (Code.NO_DRAFT, PERSONS)
    assert not versions.discard(PERSONS)


def test_without_a_system_there_are_no_mappings(tmp_path: Path) -> None:
    made = Desk(tmp_path)
    with pytest.raises(UserActionError) as caught:
        made.office.versions.pairs()
    assert code(caught) == (Code.NOT_CONNECTED, "system")
    made.close()
