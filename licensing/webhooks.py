"""What Stripe and HubSpot tell us. A signature that does not hold is nothing told at all.

An event takes effect once, whatever is sent twice; and in any order, since it only says what is to
be asked for again.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import stripe

from licensing.billing import Billing
from licensing.problems import ProblemError, Why
from licensing.settings import Settings
from licensing.store.database import Database
from licensing.store.tables import events

TOLERANCE = 300  # seconds that an event's signature may be old
_OF_PLANS = ("product.", "price.")
_OF_SUBSCRIPTIONS = "customer.subscription."
_OF_CUSTOMERS = ("entitlements.active_entitlement_summary.", "invoice.")


class StripeWebhook:
    """Takes Stripe's events."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        billing: Billing,
        now: Callable[[], datetime],
    ) -> None:
        self._secret = settings.secrets["STRIPE_WEBHOOK_SECRET"]
        self._database = database
        self._billing = billing
        self._now = now

    def take(self, body: bytes, signature: str | None) -> None:
        """Take an event in the bytes that were signed. What fails is not taken: it comes again."""
        event = self._verified(body, signature)
        if self._is_known(event["id"]):
            return
        self._follow(event)
        row = {"source": "stripe", "id": event["id"], "received_at": int(self._now().timestamp())}
        with self._database.write() as connection:
            made = self._database.insert(events).values(row).on_conflict_do_nothing()
            connection.execute(made)

    def _verified(self, body: bytes, signature: str | None) -> dict[str, Any]:
        try:
            stripe.WebhookSignature.verify_header(
                body.decode("utf-8"), signature or "", self._secret, TOLERANCE
            )
            event = json.loads(body)
        except (stripe.SignatureVerificationError, UnicodeDecodeError, json.JSONDecodeError):
            raise ProblemError(Why.BAD_SIGNATURE) from None
        if not isinstance(event, dict) or not isinstance(event.get("id"), str):
            raise ProblemError(Why.BAD_BODY)
        return event

    def _is_known(self, id: str) -> bool:
        with self._database.read() as connection:
            query = events.select().where(events.c.source == "stripe", events.c.id == id)
            return connection.execute(query).first() is not None

    def _follow(self, event: dict[str, Any]) -> None:
        kind, about = str(event.get("type", "")), event.get("data", {}).get("object", {})
        if kind.startswith(_OF_SUBSCRIPTIONS):
            self._billing.learn_subscription(str(about["id"]))
        elif kind.startswith(_OF_PLANS):
            self._billing.learn_plans()
        elif kind == "checkout.session.completed" and about.get("subscription"):
            self._billing.learn_subscription(str(about["subscription"]))
        elif kind.startswith(_OF_CUSTOMERS) and about.get("customer"):
            self._billing.learn_customer(str(about["customer"]))
