"""Mappings: draft, publish, look back, restore."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.connector import Cursor
from core.errors import Code, UserActionError
from core.mapping import Direction, FieldMapping, Mapping
from core.store import mappings, replanning
from core.store.database import Store
from core.store.ledger import Ledger, Settlement
from core.store.mappings import Version


def test_a_published_mapping_is_in_force_and_the_one_before_is_kept(
    store: Store, mapping: Mapping, now: datetime
) -> None:
    assert mappings.publish(store, "c1", mapping, now) == 1
    later = now + timedelta(days=1)
    changed = replace(mapping, require_any=("email",))
    assert mappings.publish(store, "c1", changed, later) == 2
    assert mappings.published(store, "c1") == [replace(changed, version=2)]
    assert mappings.versions(store, "c1", mapping.pair) == [
        Version(2, later, in_force=True),
        Version(1, now, in_force=False),
    ]
    assert mappings.published(store, "c2") == []


def test_an_old_version_can_be_restored(store: Store, mapping: Mapping, now: datetime) -> None:
    mappings.publish(store, "c1", mapping, now)
    mappings.publish(store, "c1", replace(mapping, require_any=("email",)), now)
    old = mappings.at_version(store, "c1", mapping.pair, 1)
    assert mappings.publish(store, "c1", old, now) == 3
    assert mappings.published(store, "c1") == [replace(mapping, version=3)]


def test_a_draft_is_not_in_force_until_it_is_published(
    store: Store, mapping: Mapping, now: datetime
) -> None:
    mappings.publish(store, "c1", mapping, now)
    draft = replace(mapping, require_any=("email",))
    mappings.save_draft(store, "c1", mapping, now)
    mappings.save_draft(store, "c1", draft, now)
    assert mappings.draft(store, "c1", mapping.pair) == replace(draft, version=0)
    assert mappings.published(store, "c1") == [replace(mapping, version=1)]
    mappings.publish(store, "c1", draft, now)
    assert mappings.draft(store, "c1", mapping.pair) is None
    assert mappings.published(store, "c1") == [replace(draft, version=2)]


def test_a_draft_can_be_discarded(store: Store, mapping: Mapping, now: datetime) -> None:
    mappings.save_draft(store, "c1", mapping, now)
    mappings.discard_draft(store, "c1", mapping.pair)
    assert mappings.draft(store, "c1", mapping.pair) is None


def test_pairs_keep_their_order_when_published_again(
    store: Store, mapping: Mapping, now: datetime
) -> None:
    names = ["companies-companies", "persons-contacts", "matters-deals"]
    for name in names:
        mappings.publish(store, "c1", replace(mapping, pair=name), now)
    mappings.publish(store, "c1", replace(mapping, pair=names[0]), now)
    assert [each.pair for each in mappings.published(store, "c1")] == names


@pytest.mark.parametrize("version", [0, 7])
def test_a_version_that_was_never_published_is_told(
    store: Store, mapping: Mapping, now: datetime, version: int
) -> None:
    mappings.save_draft(store, "c1", mapping, now)
    with pytest.raises(UserActionError) as caught:
        mappings.at_version(store, "c1", mapping.pair, version)
    assert caught.value.code is Code.VERSION_UNKNOWN


# -- what links forget when a version takes the place of another -------------------------------

SHORT, LONG = b"12345678", b"87654321"


@pytest.fixture
def agreed(store: Store, ledger: Ledger, mapping: Mapping, now: datetime) -> Mapping:
    """Return a mapping in force, by which two records agreed on two fields; one differs in one."""
    lines = (*mapping.fields, FieldMapping(system=("tel",), hubspot="phone"))
    rules = replace(mapping, fields=lines)
    mappings.publish(store, "c1", rules, now)
    done = Settlement()
    done.link("p1", "7", {"email": SHORT, "phone": SHORT}, {})
    done.link("p2", "8", {"email": SHORT, "phone": SHORT}, {"phone": LONG})
    ledger.settle(rules.pair, done, Cursor("9"), whole=True)
    return rules


def with_phone(rules: Mapping, **changes: Any) -> Mapping:
    email, phone = rules.fields
    return replace(rules, fields=(email, replace(phone, **changes)))


def known(ledger: Ledger, rules: Mapping) -> dict[str, list[str]]:
    """Return which fields each link still knows."""
    links = ledger.links(rules.pair, ["p1", "p2"])
    names = ("email", "phone")
    return {key: [n for n in names if link.base.system(n)] for key, link in links.items()}


def test_links_forget_the_fields_that_carry_another_value_now_and_no_others(
    store: Store, ledger: Ledger, agreed: Mapping, now: datetime
) -> None:
    mappings.publish(store, "c1", with_phone(agreed, system=("mobile",)), now)
    assert known(ledger, agreed) == {"p1": ["email"], "p2": ["email"]}


def test_another_rule_decides_anew_only_what_the_old_one_left_different(
    store: Store, ledger: Ledger, agreed: Mapping, now: datetime
) -> None:
    """P5: who changes what both had agreed on is still known."""
    mappings.publish(store, "c1", with_phone(agreed, direction=Direction.BOTH), now)
    assert known(ledger, agreed) == {"p1": ["email", "phone"], "p2": ["email"]}


def test_every_record_is_looked_at_again_unless_only_a_name_changed(
    store: Store, ledger: Ledger, agreed: Mapping, now: datetime
) -> None:
    mappings.publish(store, "c1", replace(agreed, label="People"), now)
    assert ledger.checkpoint(agreed.pair) == "9"
    mappings.publish(store, "c1", replace(agreed, require_any=("email",)), now)
    assert ledger.checkpoint(agreed.pair) is None
    assert ledger.is_whole(agreed.pair)  # so that the brake judges what the version changes
    assert known(ledger, agreed) == {"p1": ["email", "phone"], "p2": ["email", "phone"]}


def test_links_of_other_pairs_forget_nothing(
    store: Store, ledger: Ledger, agreed: Mapping, now: datetime
) -> None:
    other = replace(agreed, pair="others-contacts")
    mappings.publish(store, "c1", other, now)
    mappings.publish(store, "c1", with_phone(other, system=("mobile",)), now)
    assert known(ledger, agreed) == {"p1": ["email", "phone"], "p2": ["email", "phone"]}
    assert ledger.checkpoint(agreed.pair) == "9"


def test_more_links_than_are_read_at_once_forget_all(
    store: Store, ledger: Ledger, agreed: Mapping, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replanning, "_SOME", replanning._SOME.limit(2))
    done = Settlement()
    for n in range(5):
        done.link(f"q{n}", str(n), {"email": SHORT, "phone": SHORT}, {})
    ledger.settle(agreed.pair, done, None)
    mappings.publish(store, "c1", with_phone(agreed, system=("mobile",)), now)
    links = ledger.links(agreed.pair, [f"q{n}" for n in range(5)])
    assert len(links) == 5
    assert all(link.base.system("phone") is None for link in links.values())


@pytest.mark.parametrize("name", ["system_stream", "hubspot_stream"])
def test_a_pair_never_comes_to_be_about_other_records(
    store: Store, ledger: Ledger, agreed: Mapping, now: datetime, name: str
) -> None:
    """Its links would be of strangers."""
    others: Any = {name: "others"}
    with pytest.raises(UserActionError) as caught:
        mappings.publish(store, "c1", replace(agreed, **others), now)
    assert (caught.value.code, caught.value.detail) == (Code.MAPPING_INVALID, f"$.{name}")
    assert mappings.in_force(store, "c1", agreed.pair) == agreed


# -- drafts beside what is published -------------------------------------------------------------


def test_a_draft_outlives_the_publishing_of_something_else(
    store: Store, agreed: Mapping, now: datetime
) -> None:
    draft = with_phone(agreed, system=("mobile",))
    mappings.save_draft(store, "c1", draft, now)
    assert mappings.drafted(store, "c1") == [agreed.pair]
    mappings.publish(store, "c1", replace(agreed, require_any=("email",)), now)
    assert mappings.draft(store, "c1", agreed.pair) == replace(draft, version=0)
    assert mappings.discard_draft(store, "c1", agreed.pair)
    assert not mappings.discard_draft(store, "c1", agreed.pair)
    assert mappings.drafted(store, "c1") == []
