"""Sealing and fingerprinting (P11)."""

import hmac

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.errors import Code, UserActionError
from core.vault import Fingerprinter, Vault, Where, field_prefix

MASTER = bytes(range(32))
VAULT = Vault(MASTER)
HERE: Where = ("credentials", "7d5c", "sealed")
names = st.text(max_size=6)
places = st.tuples(names, names, names)


@given(st.binary(max_size=300), places)
def test_p11_what_was_sealed_opens_where_it_was_put(plain: bytes, where: Where) -> None:
    assert VAULT.open("credentials", where, VAULT.seal("credentials", where, plain)) == plain


@given(st.binary(max_size=60), places, places)
@example(b"x", ("ab", "c", ""), ("a", "bc", ""))
@example(b"x", ("a", "", "b"), ("a", "b", ""))
def test_p11_what_was_moved_does_not_open(plain: bytes, where: Where, elsewhere: Where) -> None:
    sealed = VAULT.seal("credentials", where, plain)
    if where != elsewhere:
        with pytest.raises(UserActionError) as caught:
            VAULT.open("credentials", elsewhere, sealed)
        assert caught.value.code is Code.SEAL_BROKEN


@given(st.binary(min_size=1, max_size=60), st.data())
def test_p11_what_was_changed_anywhere_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal("credentials", HERE, plain))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(UserActionError) as caught:
        VAULT.open("credentials", HERE, bytes(sealed))
    assert caught.value.code is Code.SEAL_BROKEN


@given(st.binary(max_size=60), st.data())
def test_p11_what_was_cut_short_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = VAULT.seal("credentials", HERE, plain)
    length = data.draw(st.integers(0, len(sealed) - 1))
    with pytest.raises(UserActionError) as caught:
        VAULT.open("credentials", HERE, sealed[:length])
    assert caught.value.code is Code.SEAL_BROKEN


def test_p11_one_purpose_does_not_open_what_another_sealed() -> None:
    sealed = VAULT.seal("credentials", HERE, b"secret")
    with pytest.raises(UserActionError):
        VAULT.open("licence", HERE, sealed)


def test_p11_no_nonce_is_used_twice() -> None:
    nonces = {VAULT.seal("credentials", HERE, b"")[5:17] for _ in range(10_000)}
    assert len(nonces) == 10_000


def test_p11_a_sealed_value_does_not_hold_the_plain_one() -> None:
    assert b"refresh-token" not in VAULT.seal("credentials", HERE, b"refresh-token")


def test_a_vault_opens_what_older_and_newer_versions_of_its_keys_sealed() -> None:
    newer = VAULT.at_version(2)
    assert newer.open("credentials", HERE, VAULT.seal("credentials", HERE, b"old")) == b"old"
    assert VAULT.open("credentials", HERE, newer.seal("credentials", HERE, b"new")) == b"new"


def test_the_key_version_is_part_of_what_is_authenticated() -> None:
    sealed = bytearray(VAULT.seal("credentials", HERE, b"secret"))
    sealed[4] = 2
    with pytest.raises(UserActionError):
        VAULT.open("credentials", HERE, bytes(sealed))


def test_another_key_is_told_apart_and_opens_nothing() -> None:
    other = Vault(bytes(32))
    assert other.check != VAULT.check
    with pytest.raises(UserActionError):
        other.open("credentials", HERE, VAULT.seal("credentials", HERE, b"secret"))


def test_every_purpose_has_a_key_of_its_own() -> None:
    keys = {VAULT.key("identity"), VAULT.key("fingerprint"), bytes.fromhex(VAULT.check)}
    assert len(keys) == 3
    assert MASTER not in keys


def test_keys_stay_the_same_from_release_to_release() -> None:
    """They are written into HubSpot (identities) and the ledger (fingerprints): a change here
    would make duplicates of everything.
    """
    assert VAULT.key("identity").hex()[:16] == "7914c431859402cf"
    assert VAULT.fingerprinter().of_field("email", "ann@example.com").hex() == "6f489fe10c439d21"
    assert VAULT.at_version(9).key("identity") == VAULT.key("identity")


def test_a_key_of_the_wrong_size_is_the_wrong_key() -> None:
    with pytest.raises(UserActionError) as caught:
        Vault(b"short")
    assert caught.value.code is Code.WRONG_KEY


def test_a_vault_does_not_show_its_key() -> None:
    assert MASTER.hex() not in repr(VAULT)
    assert repr(MASTER) not in repr(VAULT)


@settings(max_examples=300)
@given(st.binary(max_size=100), st.text(max_size=200), st.text(max_size=20))
def test_a_fingerprint_is_hmac_sha_256_cut_to_eight_bytes(
    key: bytes, text: str, field: str
) -> None:
    prints = Fingerprinter(key)
    data = text.encode()
    assert prints.of(text) == hmac.digest(key, data, "sha256")[:8]
    assert prints.of(data) == prints.of(text)
    whole = field_prefix(field) + data
    assert prints.of_field(field, text) == hmac.digest(key, whole, "sha256")[:8]


@given(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
def test_no_two_fields_and_values_are_spelled_alike(a: str, x: str, b: str, y: str) -> None:
    if (a, x) != (b, y):
        assert field_prefix(a) + x.encode() != field_prefix(b) + y.encode()
