"""Only what may travel is asked for and sent (P10), and no record content stays anywhere (P9)."""

import base64
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory.account import Changes
from core.draft import Draft, Drafter
from core.errors import Code, Refusal, SyncError, TransientError
from core.mapping import CompiledMapping, compile_mapping
from core.records import Record
from core.schema import DataClass
from tests.core.engine.world import PERSON_RULES, World, acting, line, one

WITH_NOTE = (*PERSON_RULES.fields, line("note", "note"), line("fee", "fee"))


def test_p10_only_mapped_fields_that_may_travel_are_asked_for(world: World) -> None:
    world.rules = [replace(PERSON_RULES, fields=WITH_NOTE)]
    world.person("p1", first="Ana", note="private", fee=None)
    result = world.run()
    assert world.firm.fields_asked == {"first", "last", "mail", "tel", "town", "kind"}
    assert result.reasons == {"setup.field_blocked": 2}
    (contact,) = world.portal.records("contacts").values()
    assert contact.fields["note"] is None


def test_p10_an_opt_in_field_travels_only_once_a_manager_switched_it_on(world: World) -> None:
    world.rules = [replace(PERSON_RULES, fields=WITH_NOTE, opted_in=("fee",))]
    world.person("p1", first="Ana", note="private")
    world.run()
    assert "fee" in world.firm.fields_asked
    assert "note" not in world.firm.fields_asked


def telling_unasked(world: World, *names: str) -> None:
    """Make a vendor of the firm that answers more than it was asked."""
    shown = world.firm.changes

    def more(stream: str, since: int, after: int, fields: Collection[str]) -> Changes:
        return shown(stream, since, after, [*fields, *names])

    world.firm.changes = more  # type: ignore[method-assign]


def test_p10_what_a_system_tells_unasked_goes_no_further_than_the_first_gate(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Record] = []

    def look(drafter: Drafter, record: Record) -> Draft:
        seen.append(record)
        return draft(drafter, record)

    draft = Drafter.draft
    monkeypatch.setattr(Drafter, "draft", look)
    telling_unasked(world, "note")
    world.person("p1", first="Ana", note="private")
    world.run()
    assert [record.fields.get("note") for record in seen] == [None]
    assert "note" not in seen[0].fields


@pytest.mark.parametrize("healthcare", [True, False])
def test_p10_the_last_gate_stops_a_run_that_the_first_let_through(
    world: World, monkeypatch: pytest.MonkeyPatch, healthcare: bool
) -> None:
    def careless(*given: object, **more: object) -> CompiledMapping:
        return compile_mapping(*given, **{**more, "allowed": {"first", "note"}})  # type: ignore[arg-type]

    monkeypatch.setattr("core.engine.setup.compile_mapping", careless)
    world.healthcare = healthcare
    world.rules = [replace(PERSON_RULES, fields=(line("first", "firstname"), line("note", "note")))]
    world.person("p1", first="Ana", note="private")
    monkeypatch.setattr("core.privacy.Gate.admit", lambda _gate, record: record)
    monkeypatch.setattr("core.engine.setup.PairSetup.mark", lambda *_: b"12345678")
    telling_unasked(world, "note")
    with pytest.raises(SyncError) as caught:
        world.run()
    assert (caught.value.code, caught.value.detail) == (Code.FIELD_BLOCKED, "note")
    assert world.portal.applied == []


def test_p10_an_unclassified_field_of_a_healthcare_system_is_never_asked_for(world: World) -> None:
    world.healthcare = True
    odd = one("town", data_class=DataClass.UNCLASSIFIED)
    world.firm.set_field("persons", odd)
    world.person("p1", first="Ana", town="Denver")
    result = world.run()
    assert "town" not in world.firm.fields_asked
    assert result.reasons == {"setup.field_blocked": 1}


def files(world: World) -> list[Path]:
    return [file for file in world.store.folder.rglob("*") if file.is_file()]


CANARIES = ("Quetzalcoatl", "Xanthippe", "canary.bird@example.com", "3035550177", "Ouagadougou")


def test_p9_no_value_is_in_the_database_after_runs_of_every_kind(world: World) -> None:
    first, last, mail, phone, town = CANARIES
    world.people(3)
    person = {"first": first, "last": last, "mail": mail, "tel": phone, "town": town}
    world.person("c1", **person)
    world.person("c2", **person)  # shares everything
    world.person("c3", **{**person, "first": "Zeno", "kind": town})
    world.contact(firstname=first, lastname=last, phone=phone)
    world.contact(firstname=first, lastname=last, phone=phone)

    def fail() -> None:
        raise TransientError(Code.UNAVAILABLE)

    world.portal.refuse = lambda write: (
        Refusal(Code.VALUE_INVALID, field="city") if write.values.get("city") == town else None
    )
    with acting(world.portal, "write", fail), pytest.raises(TransientError) as caught:
        world.run()
    found = [str(caught.value), repr(caught.value)]
    world.run()
    world.clock.forward(days=2)
    world.run(full=True)
    world.store.checkpoint()
    kept = b"".join(file.read_bytes() for file in files(world))
    assert b"persons-contacts" in kept
    for canary in CANARIES:
        for form in (canary, canary.lower(), canary.upper()):
            for spelled in (
                form.encode(),
                form.encode("utf-16-le"),
                base64.b64encode(form.encode()),
            ):
                assert spelled.rstrip(b"=") not in kept, canary
            assert not any(form in text for text in found)


def test_p9_the_database_holds_no_value_in_the_middle_of_a_run_either(world: World) -> None:
    world.people(2)
    world.contact(email="canary.bird@example.com", firstname="Quetzalcoatl")

    def look() -> None:
        for file in files(world):
            assert b"canary.bird" not in file.read_bytes()
            assert b"quetzalcoatl" not in file.read_bytes().lower()

    with acting(world.portal, "write", look):
        world.run()
