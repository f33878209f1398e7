"""O4 to O14: what becomes of the values that are written."""

import pytest

from connectors.hubspot.simulator import PORTAL_ID, HubSpotSimulator
from tests.connectors.hubspot_simulator.asking import (
    OBJECTS,
    Web,
    codes,
    refusal,
    values,
)

NOW = "2026-11-24T15:00:00.000Z"
INVALID = (400, "VALIDATION_ERROR")


def test_an_unknown_property_is_named(web: Web) -> None:
    """O4."""
    answer = web.create("contacts", firstname="Ana", zip9="1", zip8="2")
    assert refusal(answer) == INVALID
    assert codes(answer) == [("zip9", "PROPERTY_DOESNT_EXIST"), ("zip8", "PROPERTY_DOESNT_EXIST")]
    message = answer.json()["message"]
    assert message.startswith("Property values were not valid: [{")
    assert f'"portalId":{PORTAL_ID}' in message


@pytest.mark.parametrize(
    "name", ["hs_object_id", "createdate", "lastmodifieddate", "hs_additional_emails"]
)
def test_what_hubspot_writes_itself_cannot_be_written(web: Web, name: str) -> None:
    """O6."""
    answer = web.create("contacts", firstname="Ana", **{name: "1"})
    assert refusal(answer) == INVALID
    assert codes(answer) == [(name, "READ_ONLY_VALUE")]


@pytest.mark.parametrize(
    ("name", "value"),
    [("lifecyclestage", "Lead"), ("lifecyclestage", "patient"), ("hubspot_owner_id", "7")],
)
def test_an_option_goes_by_its_inner_value(web: Web, name: str, value: str) -> None:
    """O7."""
    answer = web.create("contacts", firstname="Ana", **{name: value})
    assert refusal(answer) == INVALID
    assert codes(answer) == [(name, "INVALID_OPTION")]
    assert "was not one of the allowed options: [" in answer.json()["errors"][0]["message"]


def test_an_owner_is_an_option(web: Web, hubspot: HubSpotSimulator) -> None:
    owner = hubspot.seed_owner("cy@example.com", "Cy", "Vane")
    assert web.create("contacts", firstname="Ana", hubspot_owner_id=owner).status_code == 201


def test_a_leading_semicolon_adds_to_the_choices(web: Web, hubspot: HubSpotSimulator) -> None:
    """O7."""
    choices = ["wills", "trusts", "taxes"]
    hubspot.add_property(
        "contacts", "topics", type="enumeration", field_type="checkbox", options=choices
    )
    ana = hubspot.seed("contacts", {"firstname": "Ana", "topics": "wills"})
    assert values(web.change("contacts", ana, topics=";taxes;wills"))["topics"] == "wills;taxes"
    assert values(web.change("contacts", ana, topics="trusts"))["topics"] == "trusts"
    assert codes(web.change("contacts", ana, topics="trusts;love")) == [
        ("topics", "INVALID_OPTION")
    ]


def test_outer_white_space_is_kept(web: Web, hubspot: HubSpotSimulator) -> None:
    """O8: unless the switch is on for what HubSpot announced and then cancelled."""
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    changed = web.change("contacts", ana, lifecyclestage=" lead ", firstname=" Ana ")
    assert values(changed)["lifecyclestage"] == " lead "
    assert values(web.change("contacts", ana, closedate=" 2026-03-01 "))["closedate"] == (
        " 2026-03-01 "
    )
    hubspot.profile.strict_spaces = True
    refused = web.change("contacts", ana, lifecyclestage="lead\u200b")
    assert codes(refused) == [("lifecyclestage", "LEADING_TRAILING_WHITESPACE")]
    assert web.change("contacts", ana, firstname=" Ana ").status_code == 200


@pytest.fixture
def birthday(hubspot: HubSpotSimulator) -> str:
    hubspot.add_property("contacts", "opened", type="date", field_type="date")
    return hubspot.seed("contacts", {"firstname": "Ana"})


@pytest.mark.parametrize(
    ("sent", "kept"), [("2026-02-28", "2026-02-28"), ("1772236800000", "2026-02-28")]
)
def test_a_date_is_read_back_as_a_date(web: Web, birthday: str, sent: str, kept: str) -> None:
    """O9."""
    assert values(web.change("contacts", birthday, opened=sent))["opened"] == kept


@pytest.mark.parametrize(
    "sent", ["1772236800001", "2026-02-28T09:00:00", "28.02.2026", "2026-02-30", "20260228"]
)
def test_a_date_is_a_day_or_midnight(web: Web, birthday: str, sent: str) -> None:
    """O9."""
    answer = web.change("contacts", birthday, opened=sent)
    assert refusal(answer) == INVALID
    assert codes(answer) == [("opened", "INVALID_DATE")]


@pytest.mark.parametrize(
    "sent", ["2026-03-01T09:00:00+01:00", "1772352000000", "2026-03-01T08:00Z"]
)
def test_a_time_is_read_back_in_utc(web: Web, hubspot: HubSpotSimulator, sent: str) -> None:
    """O9."""
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    kept = values(web.change("contacts", ana, closedate=sent))["closedate"]
    assert kept == "2026-03-01T08:00:00.000Z"
    assert codes(web.change("contacts", ana, closedate="soon")) == [("closedate", "INVALID_LONG")]


@pytest.mark.parametrize("email", ["ana", "ana@home", "a b@example.com", "ana@example..com"])
def test_an_address_has_to_look_like_one(web: Web, email: str) -> None:
    assert codes(web.create("contacts", email=email)) == [("email", "INVALID_EMAIL")]


def test_numbers_and_truth_values_become_texts(web: Web) -> None:
    """O10."""
    answer = web.create("companies", name="Rook", numberofemployees=12, is_public=True)
    assert (values(answer)["numberofemployees"], values(answer)["is_public"]) == ("12", "true")
    sent = web.create("companies", name="Rook", annualrevenue="12.50")
    assert values(sent)["annualrevenue"] == "12.50"
    refused = web.create("companies", name="Rook", annualrevenue="lots", is_public="perhaps")
    assert codes(refused) == [
        ("annualrevenue", "INVALID_INTEGER"),
        ("is_public", "INVALID_OPTION"),
    ]


def test_an_empty_text_clears(web: Web, hubspot: HubSpotSimulator) -> None:
    """O11: and a unique value is free again."""
    ana = hubspot.seed("contacts", {"firstname": "Ana", "email": "ana@example.com"})
    assert values(web.change("contacts", ana, email=""))["email"] is None
    assert values(web.read("contacts", ana))["email"] is None
    assert web.create("contacts", email="ana@example.com").status_code == 201


def test_a_lifecycle_only_moves_on(web: Web, hubspot: HubSpotSimulator) -> None:
    """O12: an earlier stage is taken and ignored, until the stage was cleared."""
    ana = hubspot.seed("contacts", {"firstname": "Ana", "lifecyclestage": "customer"})
    answer = web.change("contacts", ana, lifecyclestage="lead")
    assert (answer.status_code, values(answer)["lifecyclestage"]) == (200, "customer")
    web.change("contacts", ana, lifecyclestage="")
    assert values(web.change("contacts", ana, lifecyclestage="lead"))["lifecyclestage"] == "lead"


def test_a_deals_currency_is_one_of_the_accounts(web: Web, hubspot: HubSpotSimulator) -> None:
    """O13."""
    deal = {"dealname": "Lease", "dealstage": "closedwon", "deal_currency_code": "EUR"}
    assert codes(web.create("deals", **deal)) == [("deal_currency_code", "INVALID_OPTION")]
    hubspot.profile.more_currencies = ("EUR",)
    assert web.create("deals", **deal).status_code == 201


def test_the_admins_rules_hold_on_the_current_version(web: Web, hubspot: HubSpotSimulator) -> None:
    """O14: the older version takes the same writes."""
    hubspot.portal.conditional["deals"] = [("dealstage", "closedlost", "closed_lost_reason")]
    hubspot.portal.creator_required["deals"] = ("amount",)
    deal = {"properties": {"dealname": "Lease", "dealstage": "closedlost", "amount": "1"}}
    answer = web.post(f"{OBJECTS}/deals", json=deal)
    assert refusal(answer) == INVALID
    assert codes(answer) == [("closed_lost_reason", "MISSING_CONDITIONAL_REQUIRED_PROPERTY")]
    missing = web.create("deals", dealname="Lease", dealstage="closedwon")
    assert codes(missing) == [("amount", "MISSING_REQUIRED_PROPERTY")]
    assert web.post("/crm/objects/2026-03/deals", json=deal).status_code == 201
