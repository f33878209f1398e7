"""What people may ask of their own data; and that nobody else may."""

import csv
import io
import json
import re
from email import message_from_bytes
from email.policy import default
from typing import Any

import httpx
import pytest

from licensing.limits import MAIL
from licensing.prints import Prints
from licensing.rights import erase_customer
from licensing.store.tables import customers
from tests.licensing.office import PEPPER, Endpoint, Pc

MONTH = {
    "period": "2026-11",
    "portals": [{"portal": "4482019", "records": 812, "requests": {"clio": 31, "hubspot": 150}}],
    "features": ["two_way"],
}


class Owner:
    """Somebody who bought a licence, and uses it on one PC."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.pc = Pc(endpoint)
        self.pc.ask("/v1/trial", portals=["4482019"])
        url = self.pc.post("/v1/checkout", {"price": "office_monthly"}).json()["url"]
        endpoint.stripe.pay(url, "ada.quillfeather@example.com")
        endpoint.deliver()
        licence = self.pc.licence("/v1/refresh", portals=["4482019"]).licence
        self.key = Prints(PEPPER.encode()).key_of(licence)
        assert self.pc.post("/v1/usage", MONTH).status_code == 204

    def code(self) -> str:
        """Ask for a code, and read the letter."""
        asked = self._endpoint.client.post("/v1/me/code", json={"key": self.key})
        assert asked.status_code == 204
        letter = message_from_bytes(self._endpoint.letter(), policy=default)
        assert letter["To"] == "ada.quillfeather@example.com"
        found = re.search(r"\b\d{6}\b", letter.get_content())
        assert found is not None
        return found[0]

    def ask(self, method: str, path: str, code: str, key: str = "", **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {key or self.key}", "x-code": code}
        answer: httpx.Response = self._endpoint.client.request(
            method, path, headers=headers, **more
        )
        return answer


@pytest.fixture
def owner(endpoint: Endpoint) -> Owner:
    return Owner(endpoint)


def test_all_that_is_kept_is_shown(owner: Owner) -> None:
    kept = owner.ask("GET", "/v1/me", owner.code()).json()["kept"]
    assert kept["customers"][0]["email"] == "ada.quillfeather@example.com"
    assert kept["licences"][0]["plan"] == "office"
    assert kept["installs"][0]["portals"] == '["4482019"]'
    assert json.loads(kept["usage"][0]["requests"]) == {"clio": 31, "hubspot": 150}


def test_nothing_of_anybody_else_is_shown(endpoint: Endpoint, owner: Owner) -> None:
    Pc(endpoint, "somebody else's").ask("/v1/activate", key=endpoint.sell())
    kept = owner.ask("GET", "/v1/me", owner.code()).json()["kept"]
    assert {name: len(rows) for name, rows in kept.items() if rows} == {
        "customers": 1,
        "licences": 1,
        "installs": 1,
        "usage": 1,
        "codes": 1,
    }


def test_it_can_be_taken_along_as_json_and_as_csv(owner: Owner) -> None:
    code = owner.code()
    whole = owner.ask("GET", "/v1/me/export", code).json()
    lines = list(csv.reader(io.StringIO(owner.ask("GET", "/v1/me/export?format=csv", code).text)))
    assert ["usage", "1", "records", "812"] in lines
    assert len(lines) - 1 == sum(len(row) for rows in whole["kept"].values() for row in rows)


def test_an_address_is_corrected(owner: Owner) -> None:
    code = owner.code()
    body = {"email": "Ada@Example.org"}
    assert owner.ask("POST", "/v1/me/correct", code, json=body).status_code == 204
    assert owner.ask("GET", "/v1/me", code).json()["kept"]["customers"][0]["email"] == (
        "ada@example.org"
    )


def test_who_restricts_has_no_counts_kept_and_keeps_the_licence(owner: Owner) -> None:
    code, body = owner.code(), {"restricted": True}
    assert owner.ask("POST", "/v1/me/restrict", code, json=body).status_code == 204
    assert owner.pc.post("/v1/usage", MONTH).status_code == 204
    assert owner.ask("GET", "/v1/me", code).json()["kept"]["usage"] == []
    assert owner.pc.licence("/v1/refresh").plan == "office"


def test_who_is_erased_is_told_by_when_and_leaves_what_was_bought(
    endpoint: Endpoint, owner: Owner
) -> None:
    told = owner.ask("DELETE", "/v1/me", owner.code()).json()
    assert told["by"] == "2026-12-25"
    assert "7 years" in told["kept"]
    with endpoint.service.database.write() as connection:
        (customer,) = connection.execute(customers.select()).all()
        erase_customer(connection, customer.id)
    left: dict[str, list[Any]] = {}
    with endpoint.service.database.read() as connection:
        for table in endpoint.tables():
            left[table.name] = list(connection.execute(table.select()))
    held = {name for name, rows in left.items() if rows}
    assert held == {"audit", "customers", "events", "hits", "licences", "plans"}
    assert "ada" not in str(left)
    assert "4482019" not in str(left)


def test_without_the_code_or_with_another_nothing_is_shown(owner: Owner) -> None:
    code = owner.code()
    other = f"{(int(code) + 1) % 1_000_000:06d}"
    for path in ("/v1/me", "/v1/me/export"):
        assert owner.ask("GET", path, other).json()["code"] == "bad_code"
        assert owner.ask("GET", path, "").status_code == 422
        assert owner.ask("GET", path, code, key="S300-AAAAA").json()["code"] == "bad_code"


def test_a_code_is_tried_five_times_and_no_more(owner: Owner) -> None:
    code = owner.code()
    for _ in range(5):
        other = f"{(int(code) + 1) % 1_000_000:06d}"
        assert owner.ask("GET", "/v1/me", other).status_code == 403
    assert owner.ask("GET", "/v1/me", code).status_code == 403


def test_a_code_is_good_for_a_quarter_of_an_hour(endpoint: Endpoint, owner: Owner) -> None:
    code = owner.code()
    endpoint.clock.forward(minutes=15)
    assert owner.ask("GET", "/v1/me", code).status_code == 403


def test_whether_there_is_such_a_key_is_not_told_by_asking_for_a_code(endpoint: Endpoint) -> None:
    told = endpoint.client.post("/v1/me/code", json={"key": "S300-AAAAA"})
    assert (told.status_code, told.content) == (204, b"")


def test_nobody_s_letter_box_is_filled(endpoint: Endpoint, owner: Owner) -> None:
    told = [
        endpoint.client.post("/v1/me/code", json={"key": owner.key}).status_code
        for _ in range(MAIL.most + 1)
    ]
    assert told == [204] * MAIL.most + [429]
