"""What holds at every address: headers, sizes, problems, limits, and a log that tells nothing."""

import json
import logging

import httpx
import pytest

from licensing.guard import LARGEST
from licensing.limits import ADDRESS, GUESSING
from tests.licensing.office import Endpoint, Pc

ADDRESSES = ["/v1/trial", "/v1/activate", "/v1/refresh", "/webhooks/stripe"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/nowhere", "/v1/refresh"])
def test_each_answer_says_how_it_may_be_used(endpoint: Endpoint, path: str) -> None:
    told = endpoint.client.get(path).headers
    assert told["content-security-policy"].startswith("default-src 'none'")
    assert told["strict-transport-security"].startswith("max-age=")
    assert (told["x-frame-options"], told["x-content-type-options"]) == ("DENY", "nosniff")
    assert (told["referrer-policy"], told["cache-control"]) == ("no-referrer", "no-store")
    assert "permissions-policy" in told
    assert "server" not in told
    assert "set-cookie" not in told


def test_what_is_not_there_is_a_problem_too(endpoint: Endpoint) -> None:
    for method, path, code in (
        ("GET", "/nowhere", "not_found"),
        ("GET", "/v1/refresh", "not_allowed"),
        ("GET", "/docs", "not_found"),
        ("GET", "/openapi.json", "not_found"),
    ):
        told = endpoint.client.request(method, path)
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["code"] == code


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_body_that_is_too_large_is_refused(endpoint: Endpoint, path: str) -> None:
    told = endpoint.client.post(path, content=b"x" * (LARGEST + 1))
    assert (told.status_code, told.json()["code"]) == (413, "too_large")


def test_a_body_that_does_not_say_its_length_is_refused_as_well(endpoint: Endpoint) -> None:
    chunks = (b"x" * 8_192 for _ in range(2 + LARGEST // 8_192))
    assert endpoint.client.post("/v1/trial", content=chunks).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"[" * 5_000 + b"]" * 5_000,
        b'{"install": 5}',
        b'{"install": {"a": ' + b'{"a":' * 200 + b"1" + b"}" * 202,
        b"null",
    ],
)
def test_a_body_of_another_shape_is_refused(endpoint: Endpoint, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    told = endpoint.client.post("/v1/trial", content=body, headers=headers)
    assert (told.status_code, told.json()["code"]) == (422, "bad_body")


@pytest.mark.parametrize(
    "change",
    [
        {"install": "x' OR 1=1 --"},
        {"install": "a" * 16 + "\r\nset-cookie: a=b"},
        {"machine": "zz" * 32},
        {"nonce": "n" * 65},
        {"portals": ["1"] * 21},
        {"portals": ["1; DROP TABLE licences"]},
        {"admin": True},
        {"app_version": 1},
    ],
)
def test_a_value_of_another_shape_is_refused_and_only_its_place_is_told(
    endpoint: Endpoint, change: dict[str, object]
) -> None:
    told = Pc(endpoint).ask("/v1/trial", **change)
    assert (told.status_code, told.json()["code"]) == (422, "bad_body")
    (name,) = change
    assert any(place.startswith(f"body.{name}") for place in told.json()["where"])
    assert str(change[name]) not in told.text


def test_who_tries_many_keys_is_told_to_wait(endpoint: Endpoint) -> None:
    pc, key = Pc(endpoint), "S300-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"
    told = [pc.ask("/v1/activate", key=key) for _ in range(GUESSING.most + 1)]
    assert {each.status_code for each in told[:-1]} == {404}
    assert (told[-1].status_code, told[-1].json()["code"]) == (429, "too_many")
    assert 0 < int(told[-1].headers["retry-after"]) <= GUESSING.seconds
    endpoint.clock.forward(seconds=GUESSING.seconds)
    assert pc.ask("/v1/activate", key=key).status_code == 404


def test_a_flood_is_turned_away(endpoint: Endpoint) -> None:
    pc = Pc(endpoint)
    told = [pc.ask("/v1/refresh").status_code for _ in range(ADDRESS.most + 5)]
    assert told.count(429) == 5


def test_all_keys_that_are_none_are_answered_alike(endpoint: Endpoint) -> None:
    """Nothing tells a key that was almost right from one that was not."""
    key = endpoint.sell()
    near = key[:-1] + ("A" if key[-1] != "A" else "B")
    told = [Pc(endpoint).ask("/v1/activate", key=each) for each in (near, "S300", "x")]
    assert len({each.content for each in told}) == 1


def test_the_log_names_routes_and_numbers_only(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "licensing")
    key, pc = endpoint.sell(), Pc(endpoint)
    pc.ask("/v1/activate", key=key, portals=["4482019"])
    pc.ask("/v1/refresh")
    endpoint.client.get("/nowhere/4482019")
    said = "\n".join(each.getMessage() for each in caplog.records if each.name == "licensing")
    assert "POST /v1/activate 200" in said
    for secret in (key, pc.token, pc.install, pc.machine, pc.nonce, "4482019", "127.0.0.1"):
        assert secret not in said


@pytest.mark.may_warn
def test_a_fault_of_ours_is_told_without_what_was_asked(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("S300-SECRET")

    monkeypatch.setattr(endpoint.service.seats, "trial", broken)
    told: httpx.Response = Pc(endpoint).ask("/v1/trial")
    assert (told.status_code, json.loads(told.content)["code"]) == (500, "internal")
    assert "S300-SECRET" not in told.text + caplog.text
    assert "RuntimeError at" in caplog.text
