"""The merge base: packed fingerprints, found again by the field's name."""

import os

from hypothesis import given
from hypothesis import strategies as st

from core.links import PRINT, PackedBase, tag

prints = st.binary(min_size=PRINT, max_size=PRINT)
bases = st.dictionaries(st.text(max_size=8), prints, max_size=20)


@given(bases, bases)
def test_what_was_agreed_on_is_found_again(
    system: dict[str, bytes], hubspot: dict[str, bytes]
) -> None:
    base = PackedBase().changed(system, hubspot)
    for key, ours in system.items():
        assert base.system(key) == ours
        assert base.hubspot(key) == hubspot.get(key, ours)
    for key in hubspot.keys() - system.keys():
        assert base.hubspot(key) is None


@given(bases, bases)
def test_agreeing_anew_keeps_what_was_not_mentioned(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    base = PackedBase().changed(before, {}).changed(after, {})
    for key, print_ in (before | after).items():
        assert base.system(key) == print_
    assert PackedBase(base.packed).packed == base.packed


def test_a_fingerprint_that_looks_like_a_tag_misleads_nobody() -> None:
    misleading = tag("phone") + tag("phone")
    base = PackedBase().changed({"email": misleading, "phone": b"12345678"}, {})
    assert base.system("phone") == b"12345678"
    assert PackedBase().changed({"email": misleading}, {}).system("phone") is None
    assert base.changed({"phone": b"87654321"}, {}).system("email") == misleading


@given(bases, bases, st.sets(st.text(max_size=8)))
def test_a_base_without_some_fields_keeps_all_others(
    system: dict[str, bytes], hubspot: dict[str, bytes], some: set[str]
) -> None:
    forgotten = some | set(list(system)[::2])
    base = PackedBase().changed(system, hubspot).without(forgotten)
    for key, ours in system.items():
        known = None if key in forgotten else ours
        assert base.system(key) == known
        assert base.hubspot(key) == (None if known is None else hubspot.get(key, ours))
    assert len(base.packed) == 20 * len(system.keys() - forgotten)


@given(bases, bases, st.sets(st.text(max_size=8)))
def test_what_both_sides_agreed_on_is_kept_where_only_differences_are_forgotten(
    system: dict[str, bytes], hubspot: dict[str, bytes], some: set[str]
) -> None:
    asked = some | set(list(system)[::2])
    there = {key: print_ for key, print_ in hubspot.items() if key in system}
    base = PackedBase().changed(system, there).without_differing(asked)
    for key, ours in system.items():
        forgotten = key in asked and there.get(key, ours) != ours
        assert base.system(key) == (None if forgotten else ours)
        assert base.hubspot(key) == (None if forgotten else there.get(key, ours))


def test_forgetting_what_was_never_agreed_on_makes_no_new_base() -> None:
    base = PackedBase().changed({"email": b"12345678"}, {})
    assert base.without(["phone"]) is base
    assert base.without_differing(["email"]) is base
    assert not base.without(["email"]).packed


def test_an_empty_base_agreed_on_nothing() -> None:
    assert PackedBase().system("email") is None
    assert PackedBase().hubspot("email") is None


def test_a_base_takes_twenty_bytes_a_field() -> None:
    fields = {f"field {n}": os.urandom(PRINT) for n in range(12)}
    assert len(PackedBase().changed(fields, {}).packed) == 12 * 20
