"""connectors/memory plays both ends here: as strict as vendors where the engine must cope."""

import pytest

from connectors.memory import MemoryAccount, MemoryConnector
from core.connector import (
    Connector,
    Cursor,
    Keyed,
    NeededField,
    Outcome,
    Preparation,
    Write,
    WriteKind,
)
from core.errors import Code, RefusedError
from core.records import FieldValue
from tests.core.engine.world import KEY, PORTAL

NEEDED = Preparation(KEY, "Books key (300Sync)", fields=(NeededField("extra", "Extra"),))


@pytest.fixture
def portal() -> MemoryAccount:
    return MemoryAccount(PORTAL)


@pytest.fixture
def opened(portal: MemoryAccount) -> MemoryConnector:
    made = MemoryConnector(portal)
    made.prepare("contacts", NEEDED)
    return made


def create(opened: MemoryConnector, key: str, **values: FieldValue) -> Outcome:
    return opened.write([Write(WriteKind.CREATE, "contacts", values, key=key)])[0]


def code(outcome: Outcome) -> Code | None:
    return outcome.refusal.code if outcome.refusal else None


def test_it_has_both_roles(opened: MemoryConnector) -> None:
    connector: Connector = opened
    assert isinstance(connector, Keyed)


def test_a_cursor_is_inclusive_and_overlaps(portal: MemoryAccount, opened: MemoryConnector) -> None:
    made = [portal.put("contacts", {"city": str(n)}) for n in range(5)]
    portal.page_size = 2
    pages = list(opened.read("contacts", None, ["city"]))
    assert [record.id for page in pages for record in page.records] == made
    assert [page.total for page in pages] == [5, 5, 5]
    last = pages[-1].cursor
    assert [r.id for page in opened.read("contacts", last, []) for r in page.records] == made[-1:]
    portal.overlap = 1
    assert [r.id for page in opened.read("contacts", last, []) for r in page.records] == made[-2:]
    middle = pages[0].cursor
    again = [r.id for page in opened.read("contacts", middle, []) for r in page.records]
    assert again == made


def test_changes_tell_what_was_archived_and_deleted_and_a_beginning_does_not(
    portal: MemoryAccount, opened: MemoryConnector
) -> None:
    kept, archived, deleted = (portal.put("contacts", {}) for _ in range(3))
    portal.archive("contacts", archived)
    portal.delete("contacts", deleted)
    (first,) = opened.read("contacts", None, [])
    assert [record.id for record in first.records] == [kept]
    assert first.gone == []
    (changes,) = opened.read("contacts", Cursor("1"), [])
    assert [(r.id, r.archived) for r in changes.records] == [(kept, False), (archived, True)]
    assert changes.gone == [deleted]


def test_a_create_by_key_may_be_repeated_and_makes_one(opened: MemoryConnector) -> None:
    first = create(opened, "k.1", city="Denver")
    again = create(opened, "K.1", city="Boulder")
    assert (first.created, again.created) == (True, False)
    assert first.record is not None
    assert again.record is not None
    assert first.record.id == again.record.id


def test_unique_values_are_compared_without_case_and_name_who_holds_them(
    opened: MemoryConnector,
) -> None:
    first = create(opened, "k.1", email="Ana@example.com")
    second = create(opened, "k.2", email="ANA@example.com ")
    assert first.record is not None
    assert second.refusal is not None
    assert second.refusal.code is Code.CONFLICTING_ID
    assert second.refusal.existing_id == first.record.id
    found = opened.find("contacts", "email", ["ana@EXAMPLE.com"], ["email"])
    assert {asked: record.id for asked, record in found.items()} == {
        "ana@EXAMPLE.com": first.record.id
    }


def test_what_a_vendor_would_not_take_is_refused(opened: MemoryConnector) -> None:
    assert code(create(opened, "k.1", nonsense="x")) is Code.PROPERTY_MISSING
    assert code(create(opened, "k.1", kind="nobody")) is Code.OPTION_UNKNOWN
    update = Write(WriteKind.UPDATE, "contacts", {"city": "Denver"}, id="404")
    assert code(opened.write([update])[0]) is Code.NOT_FOUND
    twice = [Write(WriteKind.CREATE, "contacts", {}, key="k.1") for _ in range(2)]
    assert [code(each) for each in opened.write(twice)] == [None, Code.DUPLICATE_IN_BATCH]
    with pytest.raises(RefusedError):
        opened.find("contacts", "nonsense", ["x"], [])


def test_a_merged_record_is_found_under_its_old_ids(
    portal: MemoryAccount, opened: MemoryConnector
) -> None:
    one = portal.put("contacts", {"city": "Denver", "firstname": None})
    other = portal.put("contacts", {"city": "Golden", "firstname": "Ana"})
    new = portal.merge("contacts", one, other)
    found = opened.fetch("contacts", [one, other, "404"], ["city", "firstname"])
    assert {asked: record.id for asked, record in found.items()} == {one: new, other: new}
    assert dict(found[one].fields) == {"city": "Denver", "firstname": "Ana"}


def test_properties_are_made_and_a_full_portal_has_no_room_for_our_key(
    portal: MemoryAccount, opened: MemoryConnector
) -> None:
    assert portal.schema("contacts").fields["extra"].custom
    assert portal.schema("contacts").fields[KEY].unique
    portal.unique_limit = 1
    other = opened.prepare("contacts", Preparation("sync300_other_key", "Other"))
    assert not other.keyed
    assert [note.code for note in other.notes] == [Code.IDENTITY_FALLBACK]
