"""Mappings: draft, publish, look back, restore."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import Code, UserActionError
from core.mapping import Mapping
from core.store import mappings
from core.store.database import Store
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
    assert caught.value.code is Code.MAPPING_INVALID
