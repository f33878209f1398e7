"""From a trial to a subscription, through all that may become of it."""

import json
import random
from time import time

import pytest

from core.licensing.gate import Standing, gate
from core.licensing.licence import Subscription
from licensing.prints import Prints
from licensing.simulator.web import signed
from tests.licensing.office import PEPPER, WEBHOOK_SECRET, Endpoint, Pc

STATES = [
    "trialing",
    "active",
    "past_due",
    "unpaid",
    "paused",
    "canceled",
    "incomplete",
    "incomplete_expired",
]


@pytest.fixture
def pc(endpoint: Endpoint) -> Pc:
    pc = Pc(endpoint)
    pc.ask("/v1/trial")
    return pc


def buy(endpoint: Endpoint, pc: Pc) -> str:
    """Buy in the browser, and have Stripe tell of it."""
    url = pc.post("/v1/checkout", {"price": "office_monthly"}).json()["url"]
    subscription = endpoint.stripe.pay(url, "Office@Example.com")
    assert set(endpoint.deliver()) == {204}
    return subscription


def test_what_is_bought_takes_the_place_of_the_trial(endpoint: Endpoint, pc: Pc) -> None:
    buy(endpoint, pc)
    licence = pc.licence("/v1/refresh")
    assert (licence.plan, licence.state, licence.records, licence.machines) == (
        "office",
        Subscription.ACTIVE,
        5_000,
        2,
    )
    assert licence.entitlements == {"two_way", "undo"}
    assert gate(licence, endpoint.clock()).standing is Standing.LICENSED


def test_its_key_gives_the_second_pc_a_seat(endpoint: Endpoint, pc: Pc) -> None:
    buy(endpoint, pc)
    key = Prints(PEPPER.encode()).key_of(pc.licence("/v1/refresh").licence)
    other = Pc(endpoint, "back office").licence("/v1/activate", key=key)
    assert other.licence == pc.licence("/v1/refresh").licence


def test_a_checkout_that_is_left_changes_nothing(endpoint: Endpoint, pc: Pc) -> None:
    pc.post("/v1/checkout", {"price": "office_monthly"})
    assert pc.licence("/v1/refresh").plan == "trial"


def test_what_is_not_for_sale_is_not_sold(pc: Pc) -> None:
    told = pc.post("/v1/checkout", {"price": "golden"})
    assert (told.status_code, told.json()["code"]) == (409, "no_plan")


def test_cards_and_invoices_are_stripe_s_own_pages(endpoint: Endpoint, pc: Pc) -> None:
    assert pc.post("/v1/portal", {}).json()["code"] == "no_customer"
    buy(endpoint, pc)
    assert pc.post("/v1/portal", {}).json()["url"].startswith("https://")


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_subscription_is_told(endpoint: Endpoint, pc: Pc, state: str) -> None:
    endpoint.stripe.becomes(buy(endpoint, pc), state)
    assert endpoint.deliver() == [204]
    assert pc.licence("/v1/refresh").state.value == state


def test_what_is_canceled_at_its_end_is_good_until_then(endpoint: Endpoint, pc: Pc) -> None:
    endpoint.stripe.cancel_at_end(buy(endpoint, pc))
    endpoint.deliver()
    endpoint.clock.forward(days=20)
    licence = pc.licence("/v1/refresh")
    assert (licence.expires_at - endpoint.clock()).days == 10


def test_a_failed_card_and_one_that_works_again(endpoint: Endpoint, pc: Pc) -> None:
    subscription = buy(endpoint, pc)
    told = []
    for state in ("past_due", "unpaid", "active"):
        endpoint.stripe.becomes(subscription, state)
        endpoint.deliver()
        told.append(gate(pc.licence("/v1/refresh"), endpoint.clock()).may_sync)
    assert told == [True, False, True]


def test_a_licence_that_was_revoked_is_brought_back_by_no_payment(
    endpoint: Endpoint, pc: Pc
) -> None:
    subscription = buy(endpoint, pc)
    endpoint.change(state="revoked")
    endpoint.stripe.becomes(subscription, "active")
    endpoint.deliver()
    assert pc.licence("/v1/refresh").state is Subscription.REVOKED


# -- events -------------------------------------------------------------------------------------


def test_events_in_any_order_and_any_number_come_to_the_same(endpoint: Endpoint, pc: Pc) -> None:
    subscription = buy(endpoint, pc)
    for state in ("past_due", "active", "past_due", "unpaid", "active"):
        endpoint.stripe.becomes(subscription, state)
    shuffled = endpoint.stripe.events * 3
    random.Random(3).shuffle(shuffled)
    assert set(endpoint.deliver(*shuffled)) == {204}
    assert pc.licence("/v1/refresh").state is Subscription.ACTIVE


def test_an_event_takes_effect_once(endpoint: Endpoint, pc: Pc) -> None:
    buy(endpoint, pc)
    asked = len(endpoint.stripe.asked)
    assert set(endpoint.deliver(*endpoint.stripe.events)) == {204}
    assert len(endpoint.stripe.asked) == asked


def test_an_event_that_could_not_be_followed_is_taken_when_it_comes_again(
    endpoint: Endpoint, pc: Pc
) -> None:
    endpoint.stripe.becomes(buy(endpoint, pc), "unpaid")
    event = endpoint.stripe.events[-1]
    endpoint.stripe.broken = True
    assert endpoint.deliver(event) == [502]
    endpoint.stripe.broken = False
    assert endpoint.deliver(event) == [204]
    assert pc.licence("/v1/refresh").state is Subscription.UNPAID


def test_an_event_without_or_with_a_wrong_signature_is_none(endpoint: Endpoint, pc: Pc) -> None:
    endpoint.stripe.becomes(buy(endpoint, pc), "unpaid")
    event = endpoint.stripe.events[-1]
    body, good = signed(event, WEBHOOK_SECRET)
    _, by_another = signed(event, "whsec_" + "x" * 32)
    _, old = signed(event, WEBHOOK_SECRET, time() - 301)
    for signature in (None, "", "t=1,v1=00", by_another, old, good.replace("v1=", "v0=")):
        told = endpoint.send(body, signature)
        assert (told.status_code, told.json()["code"]) == (400, "bad_signature")
    assert endpoint.send(body + b" ", good).status_code == 400
    assert endpoint.send(body.replace(b"unpaid", b"active"), good).status_code == 400
    assert pc.licence("/v1/refresh").state is Subscription.ACTIVE
    assert endpoint.send(body, good).status_code == 204


def test_what_an_event_says_is_not_believed(endpoint: Endpoint, pc: Pc) -> None:
    buy(endpoint, pc)
    event = json.loads(json.dumps(endpoint.stripe.events[-1])) | {"id": "evt_other"}
    event["data"]["object"]["status"] = "canceled"
    assert endpoint.deliver(event) == [204]
    assert pc.licence("/v1/refresh").state is Subscription.ACTIVE
