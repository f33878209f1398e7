"""A licence file grants what was signed, to the installation that asked, and nothing else."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from core.licensing.licence import (
    LONGEST,
    Flaw,
    Licence,
    LicenceError,
    Subscription,
    message,
    payload_of,
    read,
    written,
)

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SIGNER, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
KEYS = {
    "k1": SIGNER.public_key().public_bytes_raw(),
    "k2": OTHER.public_key().public_bytes_raw(),
}
LICENCE = Licence(
    licence="lic_1",
    install="ins_1",
    machine="f00d",
    nonce="n1",
    plan="office",
    state=Subscription.ACTIVE,
    entitlements=frozenset({"two_way", "undo"}),
    records=5_000,
    portals=1,
    machines=2,
    issued_at=NOW,
    refresh_after=NOW + timedelta(days=7),
    expires_at=NOW + timedelta(days=21),
    grace_until=NOW + timedelta(days=35),
)


def signed(
    payload: bytes, kid: str = "k1", key: Ed25519PrivateKey = SIGNER, over: bytes | None = None
) -> str:
    return written(kid, payload, key.sign(message(kid, payload) if over is None else over))


FILE = signed(payload_of(LICENCE))


def flaw_of(text: str, machine: str = "f00d", install: str = "ins_1", nonce: str = "n1") -> Flaw:
    with pytest.raises(LicenceError) as told:
        read(text, KEYS, machine=machine, install=install, nonce=nonce)
    return told.value.flaw


def test_what_was_signed_is_read() -> None:
    assert read(FILE, KEYS, machine="f00d", install="ins_1", nonce="n1") == LICENCE


def test_a_file_that_was_kept_is_read_without_its_question() -> None:
    assert read(f"{FILE}\n", KEYS, machine="f00d", install="ins_1") == LICENCE


def test_the_second_key_signs_as_well() -> None:
    text = signed(payload_of(LICENCE), "k2", OTHER)
    assert read(text, KEYS, machine="f00d", install="ins_1") == LICENCE


def test_a_licence_of_another_machine_is_refused() -> None:
    assert flaw_of(FILE, machine="beef") is Flaw.OTHER_MACHINE


def test_a_licence_of_another_installation_is_refused() -> None:
    assert flaw_of(FILE, install="ins_2") is Flaw.OTHER_INSTALL


def test_a_replayed_answer_is_refused() -> None:
    assert flaw_of(FILE, nonce="n2") is Flaw.REPLAYED


def test_an_unknown_key_id_is_refused() -> None:
    assert flaw_of(signed(payload_of(LICENCE), "k3")) is Flaw.UNKNOWN_KEY


@pytest.mark.parametrize(
    "text",
    [
        signed(payload_of(LICENCE), "k2"),  # by another key than it names
        signed(payload_of(LICENCE), key=Ed25519PrivateKey.generate()),  # signed anew
        signed(payload_of(LICENCE), over=payload_of(LICENCE)),  # not as a licence
        signed(payload_of(LICENCE), over=message("k2", payload_of(LICENCE))),
    ],
)
def test_a_forged_signature_is_refused(text: str) -> None:
    assert flaw_of(text) is Flaw.FORGED


@given(at=st.integers(0, len(payload_of(LICENCE)) - 1), to=st.integers(0, 255))
def test_a_payload_that_was_changed_anywhere_is_refused(at: int, to: int) -> None:
    payload = bytearray(payload_of(LICENCE))
    if payload[at] == to:
        return
    payload[at] = to
    kid, _, signature = FILE.split(".")
    changed = urlsafe_b64encode(bytes(payload)).rstrip(b"=").decode()
    assert flaw_of(f"{kid}.{changed}.{signature}") is Flaw.FORGED


def test_there_is_no_algorithm_to_choose() -> None:
    """What JSON web tokens allow, and are attacked by: a header that says how to check."""
    header = urlsafe_b64encode(b'{"alg":"none","kid":"k1"}').rstrip(b"=").decode()
    _, payload, signature = FILE.split(".")
    assert flaw_of(f"{header}.{payload}.{signature}") is Flaw.MALFORMED
    assert flaw_of(f"{header}.{payload}.") is Flaw.MALFORMED
    named = json.loads(payload_of(LICENCE)) | {"alg": "none"}
    kid = FILE.partition(".")[0]
    unsigned = urlsafe_b64encode(json.dumps(named).encode()).rstrip(b"=").decode()
    assert flaw_of(f"{kid}.{unsigned}.{signature}") is Flaw.FORGED


@given(st.text(max_size=200))
def test_any_text_is_refused_and_none_is_an_error_of_ours(text: str) -> None:
    assert flaw_of(text) in (Flaw.MALFORMED, Flaw.UNKNOWN_KEY)


def test_a_text_without_end_is_refused_unread() -> None:
    assert flaw_of("k1." + "A" * LONGEST + ".AAAA") is Flaw.MALFORMED


def test_another_spelling_of_the_same_signature_is_refused() -> None:
    kid, payload, signature = FILE.split(".")
    last = urlsafe_b64decode(signature + "==")[-1:]
    other = signature[:-1] + ("B" if signature.endswith("A") else chr(ord(signature[-1]) + 1))
    assert urlsafe_b64decode(other + "==")[-1:] == last
    assert flaw_of(f"{kid}.{payload}.{other}") is Flaw.MALFORMED


def test_a_signed_payload_of_another_shape_is_refused() -> None:
    whole = json.loads(payload_of(LICENCE))
    for change in (
        {"state": "golden"},
        {"records": -1},
        {"issued_at": "2026-11-25T09:00:00"},  # of no zone
        {"expires_at": "2020-01-01T00:00:00Z"},  # before it was issued
        {"entitlements": "all"},
    ):
        assert flaw_of(signed(msgspec.json.encode(whole | change))) is Flaw.MALFORMED
    del whole["grace_until"]
    assert flaw_of(signed(msgspec.json.encode(whole))) is Flaw.MALFORMED


def test_a_licence_of_a_later_endpoint_is_read_by_an_earlier_program() -> None:
    more = json.loads(payload_of(LICENCE)) | {"seats": 3}
    assert read(signed(msgspec.json.encode(more)), KEYS, machine="f00d", install="ins_1") == LICENCE
