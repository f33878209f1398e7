"""Stripe's objects and requests. A function from request to response, and what people do there.

Answers have the fields that the official SDK reads, in the shape of API 2026-10-28: a period ends
on a subscription's item, not on the subscription.
"""

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from licensing.simulator.forms import nested

Object = dict[str, Any]
MONTH = timedelta(days=30)
SECRET_KEY = "sk_test_300sync"
_SHOWN = "https://checkout.example.com"


class StripeError(Exception):
    """A request that Stripe refuses."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": "invalid_request_error", "code": code, "message": message}}


class StripeSimulator:
    """One Stripe account. `now` is its test clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.objects: dict[str, Object] = {}
        self.events: list[Object] = []  # all that were ever made, the oldest first
        self.asked: list[tuple[str, str]] = []
        self.broken = False  # every request is answered 500
        self._features: dict[str, list[str]] = {}  # product -> lookup keys
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

    # -- requests ---------------------------------------------------------------------------------

    def handle(
        self, method: str, path: str, form: str, key: str = SECRET_KEY
    ) -> tuple[int, Object]:
        """Answer a request; `form` is its query or its body."""
        with self._lock:
            self.asked.append((method, path))
            if self.broken:
                return 500, {"error": {"type": "api_error", "message": "down"}}
            if key != SECRET_KEY:
                return 401, {"error": {"type": "invalid_request_error", "message": "Bad key"}}
            try:
                return 200, self._answer(method, path.strip("/").split("/")[1:], nested(form))
            except StripeError as error:
                return error.status, error.body

    def _answer(self, method: str, parts: list[str], asked: Mapping[str, Any]) -> Object:
        match (method, *parts):
            case ("GET", "products"):
                return self._list("product")
            case ("GET", "products", product, "features"):
                return _listing([_feature(name) for name in self._features.get(product, [])])
            case ("GET", "prices"):
                return self._list("price")
            case ("POST", "checkout", "sessions"):
                return self._new_session(asked)
            case ("POST", "billing_portal", "sessions"):
                self._get("customer", asked.get("customer", ""))
                url = f"{_SHOWN}/portal"
                return self._new("billing_portal.session", "bps", url=url, **asked)
            case ("GET", "subscriptions"):
                held = self._list("subscription")
                of = asked.get("customer")
                return _listing([each for each in held["data"] if each["customer"] == of])
            case ("GET", "subscriptions", id):
                return self._expanded(self._get("subscription", id), asked.get("expand", {}))
            case ("GET", "entitlements", "active_entitlements"):
                return _listing([_entitlement(name) for name in self._active(asked["customer"])])
            case _:
                raise StripeError(404, "resource_missing", "Unrecognized request URL")

    def _new_session(self, asked: Mapping[str, Any]) -> Object:
        line = asked["line_items"]["0"]
        self._get("price", line["price"])
        for needed in ("success_url", "mode"):
            if not asked.get(needed):
                raise StripeError(400, "parameter_missing", f"Missing required param: {needed}.")
        session = self._new(
            "checkout.session",
            "cs_test",
            status="open",
            payment_status="unpaid",
            price=line["price"],
            mode=asked["mode"],
            client_reference_id=asked.get("client_reference_id"),
            customer=asked.get("customer"),
            subscription=None,
            about=asked.get("subscription_data", {}).get("metadata", {}),
        )
        session["url"] = f"{_SHOWN}/pay/{session['id']}"
        return session

    def _expanded(self, subscription: Object, expand: Mapping[str, str]) -> Object:
        """Return a subscription with what is named in place of its ids."""
        named = set(expand.values())
        item = dict(subscription["items"]["data"][0])
        price = dict(item["price"])
        if "items.data.price.product" in named:
            price["product"] = self._get("product", price["product"])
        item["price"] = price
        shown = subscription | {"items": _listing([item])}
        if "customer" in named:
            shown["customer"] = self._get("customer", subscription["customer"])
        return shown

    # -- what the seller does ---------------------------------------------------------------------

    def sell(self, plan: str, features: list[str], prices: Mapping[str, int], **data: str) -> str:
        """Put a product on sale, with prices by lookup key, in cents a month."""
        product = self._new("product", "prod", active=True, metadata={"plan": plan, **data})
        self._features[product["id"]] = features
        for lookup_key, cents in prices.items():
            self._new(
                "price",
                "price",
                active=True,
                lookup_key=lookup_key,
                unit_amount=cents,
                currency="usd",
                product=product["id"],
                recurring={"interval": "month"},
            )
        return str(product["id"])

    # -- what people do ---------------------------------------------------------------------------

    def pay(self, url: str, email: str) -> str:
        """Pay at a checkout page with a good card; return the subscription's id."""
        with self._lock:
            session = self._get("checkout.session", url.rpartition("/")[2])
            customer = session["customer"] or self._new("customer", "cus", email=email)["id"]
            price = self._get("price", session["price"])
            ends = int((self.now() + MONTH).timestamp())
            item = {"id": "si_1", "object": "subscription_item", "current_period_end": ends}
            subscription = self._new(
                "subscription",
                "sub",
                customer=customer,
                status="active",
                cancel_at=None,
                cancel_at_period_end=False,
                metadata=session["about"],
                items=_listing([item | {"price": price, "quantity": 1}]),
            )
            session |= {
                "status": "complete",
                "payment_status": "paid",
                "customer": customer,
                "subscription": subscription["id"],
            }
            self._tell("checkout.session.completed", session)
            self._tell("customer.subscription.created", subscription)
            return str(subscription["id"])

    def becomes(self, subscription: str, status: str) -> None:
        """Have a subscription come to a status: a card that fails or works, a cancelation."""
        with self._lock:
            found = self._get("subscription", subscription)
            found["status"] = status
            kind = "deleted" if status == "canceled" else "updated"
            self._tell(f"customer.subscription.{kind}", found)

    def cancel_at_end(self, subscription: str) -> None:
        """Cancel, with what is paid still to be used."""
        with self._lock:
            found = self._get("subscription", subscription)
            ends = found["items"]["data"][0]["current_period_end"]
            found |= {"cancel_at": ends, "cancel_at_period_end": True}
            self._tell("customer.subscription.updated", found)

    # -- inside -----------------------------------------------------------------------------------

    def _new(self, kind: str, prefix: str, **values: Any) -> Object:
        number = f"{prefix}_{next(self._numbers):06d}"
        created = int(self.now().timestamp())
        made = {"id": number, "object": kind, "created": created, "livemode": False, **values}
        self.objects[number] = made
        return made

    def _get(self, kind: str, id: str) -> Object:
        found = self.objects.get(id)
        if found is None or found["object"] != kind:
            raise StripeError(404, "resource_missing", f"No such {kind}: '{id}'")
        return found

    def _list(self, kind: str) -> Object:
        return _listing([each for each in self.objects.values() if each["object"] == kind])

    def _active(self, customer: str) -> Iterator[str]:
        for each in self.objects.values():
            is_theirs = each["object"] == "subscription" and each["customer"] == customer
            if is_theirs and each["status"] in ("active", "trialing", "past_due"):
                yield from self._features[each["items"]["data"][0]["price"]["product"]]

    def _tell(self, kind: str, about: Object) -> None:
        self.events.append(self._new("event", "evt", type=kind, data={"object": dict(about)}))


def _listing(data: list[Object]) -> Object:
    return {"object": "list", "data": data, "has_more": False, "url": "/v1"}


def _feature(name: str) -> Object:
    feature = {"id": f"feat_{name}", "object": "entitlements.feature", "lookup_key": name}
    return {"id": f"pf_{name}", "object": "product_feature", "entitlement_feature": feature}


def _entitlement(name: str) -> Object:
    return {"id": f"ent_{name}", "object": "entitlements.active_entitlement", "lookup_key": name}
