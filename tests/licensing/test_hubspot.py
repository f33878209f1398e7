"""What HubSpot tells us becomes what the offices that sync that portal have to do."""

import hmac
import json
from base64 import b64encode
from hashlib import sha256

import pytest

from licensing.hubspot import decoded
from tests.licensing.office import HUBSPOT_SECRET, PUBLIC_URL, Endpoint, Pc

GONE = {"subscriptionType": "app.uninstalled", "portalId": 4482019, "occurredAt": 1}
FORGET = {
    "subscriptionType": "contact.privacyDeletion",
    "portalId": 4482019,
    "objectId": 190000000001,
    "occurredAt": 2,
}


def signed(
    endpoint: Endpoint, body: bytes, secret: str = HUBSPOT_SECRET, late: float = 0
) -> dict[str, str]:
    at = str(int((endpoint.clock().timestamp() - late) * 1_000))
    message = f"POST{PUBLIC_URL}/webhooks/hubspot".encode() + body + at.encode()
    mac = b64encode(hmac.new(secret.encode(), message, sha256).digest()).decode()
    return {"x-hubspot-request-timestamp": at, "x-hubspot-signature-v3": mac}


def tell(endpoint: Endpoint, *events: object) -> int:
    body = json.dumps(events).encode()
    headers = signed(endpoint, body)
    return int(endpoint.client.post("/webhooks/hubspot", content=body, headers=headers).status_code)


@pytest.fixture
def pc(endpoint: Endpoint) -> Pc:
    pc = Pc(endpoint)
    pc.ask("/v1/activate", key=endpoint.sell(), portals=["4482019"])
    return pc


def told(pc: Pc, *done: str, portal: str = "4482019") -> list[dict[str, str]]:
    answer = pc.ask("/v1/refresh", portals=[portal], done=list(done)).json()
    found: list[dict[str, str]] = answer["instructions"]
    return found


def test_a_contact_that_is_to_be_forgotten_is_told_to_the_offices_of_its_portal(
    endpoint: Endpoint, pc: Pc
) -> None:
    assert tell(endpoint, FORGET) == 204
    (instruction,) = told(pc)
    assert (instruction["kind"], instruction["object"]) == ("forget_contact", "190000000001")
    assert told(pc, portal="111") == []


def test_it_is_told_until_it_was_done_by_each_pc(endpoint: Endpoint, pc: Pc) -> None:
    tell(endpoint, FORGET, GONE)
    other = Pc(endpoint, "other office")
    other.ask("/v1/activate", key=endpoint.sell())
    first, second = (each["id"] for each in told(pc))
    assert [each["id"] for each in told(pc, first)] == [second]
    assert told(pc, second) == []
    assert len(told(other)) == 2


def test_what_is_told_twice_is_one_instruction(endpoint: Endpoint, pc: Pc) -> None:
    for _ in range(3):
        tell(endpoint, FORGET, FORGET)
    assert len(told(pc)) == 1


def test_what_is_none_of_ours_changes_nothing(endpoint: Endpoint, pc: Pc) -> None:
    assert tell(endpoint, {"subscriptionType": "contact.creation", "portalId": 4482019}) == 204
    assert told(pc) == []


def test_what_is_not_signed_is_not_read(endpoint: Endpoint, pc: Pc) -> None:
    body = json.dumps([FORGET]).encode()
    good = signed(endpoint, body)
    for headers in (
        {},
        signed(endpoint, body, "x" * 36),
        signed(endpoint, body, late=301),
        signed(endpoint, body, late=-301),
        signed(endpoint, body + b" "),
        good | {"x-hubspot-request-timestamp": "now"},
        good | {"x-hubspot-request-timestamp": str(int(good["x-hubspot-request-timestamp"]) + 1)},
        {"x-hubspot-signature-v3": good["x-hubspot-signature-v3"]},
    ):
        answer = endpoint.client.post("/webhooks/hubspot", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")
    assert told(pc) == []
    assert endpoint.client.post("/webhooks/hubspot", content=body, headers=good).is_success


def test_a_signed_body_of_another_shape_is_refused(endpoint: Endpoint) -> None:
    for body in (b"{}", b"\xff", b"[5]", b'[{"subscriptionType": "app.uninstalled"}]'):
        headers = signed(endpoint, body)
        answer = endpoint.client.post("/webhooks/hubspot", content=body, headers=headers)
        assert answer.json()["code"] == "bad_body"
    assert tell(endpoint, *[FORGET] * 101) == 422


def test_an_address_is_decoded_as_hubspot_does_it() -> None:
    assert decoded("https://a.example.com/x%3ay%2Fz%20%25") == "https://a.example.com/x:y/z%20%25"
