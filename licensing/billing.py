"""Stripe: what is for sale, buying it, and what became of what was bought.

Nothing is believed that a browser or an event says of a subscription: it is asked for again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe
from sqlalchemy import Connection, select, update
from stripe.params.checkout import SessionCreateParams

from core.licensing.licence import Subscription
from licensing.prints import Prints, new_id
from licensing.problems import ProblemError, Why
from licensing.seats import Seats
from licensing.settings import Settings
from licensing.store.database import Database
from licensing.store.tables import customers, licences, plans

API_VERSION = "2026-10-28.endive"
_TIMEOUT = 10  # seconds
_MOST = 100  # that Stripe lists on a page
_NO_LIMIT = "unlimited"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan grants: its product's entitlements, and the numbers in its metadata."""

    name: str
    product: str
    entitlements: Sequence[str]
    records: int | None
    portals: int
    machines: int

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "entitlements": json.dumps(sorted(self.entitlements)),
            "records": self.records,
            "portals": self.portals,
            "machines": self.machines,
        }


class Billing:
    """The till."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        prints: Prints,
        seats: Seats,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._database = database
        self._prints = prints
        self._seats = seats
        self._now = now
        addresses = {"api": settings.stripe_api} if settings.stripe_api else {}
        self._stripe = stripe.StripeClient(
            settings.secrets["STRIPE_KEY"],
            stripe_version=API_VERSION,
            base_addresses=addresses,  # type: ignore[arg-type]  # a total TypedDict; one will do
            http_client=stripe.RequestsClient(timeout=_TIMEOUT),
            max_network_retries=1,
        )

    # -- what is for sale -------------------------------------------------------------------------

    def learn_plans(self) -> int:
        """Read products and prices again; return how many plans there are."""
        terms: dict[str, Terms] = {}
        products = self._stripe.v1.products.list({"active": True, "limit": _MOST})
        for product in products.auto_paging_iter():
            if found := self._terms(product):
                terms[product.id] = found
        prices: dict[str, dict[str, str]] = {product: {} for product in terms}
        listed = self._stripe.v1.prices.list({"active": True, "limit": _MOST})
        for price in listed.auto_paging_iter():
            if price.lookup_key and str(price.product) in prices:
                prices[str(price.product)][price.lookup_key] = price.id
        with self._database.write() as connection:
            connection.execute(plans.delete())
            for product_id, each in terms.items():
                row = {"name": each.name, "product": product_id, **each.columns}
                told = json.dumps(prices[product_id], sort_keys=True)
                connection.execute(plans.insert().values(prices=told, **row))
        return len(terms)

    def _terms(self, product: Any) -> Terms | None:
        data = product.metadata.to_dict() if product.metadata else {}
        if "plan" not in data:
            return None
        features = self._stripe.v1.products.features.list(product.id, {"limit": _MOST})
        names = [each.entitlement_feature.lookup_key for each in features.auto_paging_iter()]
        records = data.get("records", _NO_LIMIT)
        return Terms(
            name=data["plan"],
            product=product.id,
            entitlements=names,
            records=None if records == _NO_LIMIT else int(records),
            portals=int(data.get("portals", "1")),
            machines=int(data.get("machines", "2")),
        )

    # -- buying -----------------------------------------------------------------------------------

    def checkout(self, token: str, price: str) -> str:
        """Return where a browser buys a price for the licence of an installation."""
        with self._database.read() as connection:
            install = self._seats.installed(connection, token)
            licence = _licence(connection, install["licence"])
            customer = _customer(connection, licence["customer"])
            bought = self._price(connection, price)
        asked: SessionCreateParams = {
            "mode": "subscription",
            "line_items": [{"price": bought, "quantity": 1}],
            "success_url": f"{self._settings.public_url}/bought",
            "cancel_url": f"{self._settings.public_url}/not-bought",
            "client_reference_id": licence["id"],
            "subscription_data": {"metadata": {"licence": licence["id"]}},
        }
        if customer is not None:
            asked["customer"] = customer
        return str(self._stripe.v1.checkout.sessions.create(asked).url)

    def portal(self, token: str) -> str:
        """Return where a browser changes cards, sees invoices, and cancels."""
        with self._database.read() as connection:
            install = self._seats.installed(connection, token)
            licence = _licence(connection, install["licence"])
            customer = _customer(connection, licence["customer"])
        if customer is None:
            raise ProblemError(Why.NO_CUSTOMER)
        session = self._stripe.v1.billing_portal.sessions.create(
            {"customer": customer, "return_url": f"{self._settings.public_url}/back"}
        )
        return session.url

    def _price(self, connection: Connection, lookup_key: str) -> str:
        for told in connection.execute(select(plans.c.prices)).scalars():
            if lookup_key in (prices := json.loads(told)):
                return str(prices[lookup_key])
        raise ProblemError(Why.NO_PLAN)

    # -- what became of it ------------------------------------------------------------------------

    def learn_subscription(self, id: str) -> None:
        """Ask Stripe how a subscription stands, and have its licence say so.

        The licence is held meanwhile: of two that ask at once, the later answer is the last told.
        """
        first = self._stripe.v1.subscriptions.retrieve(id)
        licence = first.metadata.to_dict().get("licence")
        with self._database.write() as connection:
            row = self._held(connection, id, licence)
            told = self._stripe.v1.subscriptions.retrieve(
                id, {"expand": ["customer", "items.data.price.product"]}
            )
            self._write(connection, row, told)

    def learn_customer(self, stripe_customer: str) -> None:
        """Do so for all subscriptions of a customer."""
        listed = self._stripe.v1.subscriptions.list(
            {"customer": stripe_customer, "status": "all", "limit": _MOST}
        )
        for each in listed.auto_paging_iter():
            self.learn_subscription(each.id)

    def _held(self, connection: Connection, id: str, licence: str | None) -> Mapping[str, Any]:
        """Return the licence of a subscription, made if there is none, and hold it."""
        for condition in (licences.c.subscription == id, licences.c.id == licence):
            query = select(licences).where(condition).with_for_update()
            row = connection.execute(query).mappings().first()
            if row is not None:
                return dict(row)
        at = int(self._now().timestamp())
        made = {
            "id": new_id("lic"),
            "plan": "",
            "state": Subscription.INCOMPLETE.value,
            "entitlements": "[]",
            "portals": 0,
            "machines": 0,
            "subscription": id,
            "told_at": at,
            "created_at": at,
        }
        statement = self._database.insert(licences).values(made).on_conflict_do_nothing()
        connection.execute(statement)
        return self._held(connection, id, None)

    def _write(self, connection: Connection, row: Mapping[str, Any], told: Any) -> None:
        if row["state"] == Subscription.REVOKED.value:
            return  # by us: no payment brings it back
        terms = self._terms(told["items"].data[0].price.product)
        active = self._stripe.v1.entitlements.active_entitlements.list(
            {"customer": told.customer.id, "limit": _MOST}
        )
        state = Subscription(told.status)
        ends = told.cancel_at
        values: dict[str, Any] = {
            "subscription": told.id,
            "state": state.value,
            "paid_until": ends,
            "told_at": int(self._now().timestamp()),
            "customer": self._kept_customer(connection, told.customer),
            "key_print": self._prints.of("key", self._prints.key_of(row["id"])),
        }
        if terms is not None:
            values |= {"plan": terms.name, **terms.columns}
        names = sorted(each.lookup_key for each in active.auto_paging_iter())
        if names:
            values["entitlements"] = json.dumps(names)
        connection.execute(update(licences).where(licences.c.id == row["id"]).values(values))

    def _kept_customer(self, connection: Connection, told: Any) -> str:
        query = select(customers).where(customers.c.stripe_customer == told.id)
        row = connection.execute(query).mappings().first()
        email = told.email.strip().lower() if getattr(told, "email", None) else None
        if row is None:
            made = {
                "id": new_id("cus"),
                "email": email,
                "stripe_customer": told.id,
                "restricted": False,
                "created_at": int(self._now().timestamp()),
            }
            connection.execute(customers.insert().values(made))
            return str(made["id"])
        if email and row["erase_at"] is None and email != row["email"]:
            changed = update(customers).where(customers.c.id == row["id"]).values(email=email)
            connection.execute(changed)
        return str(row["id"])


def _licence(connection: Connection, id: str) -> Mapping[str, Any]:
    row = connection.execute(select(licences).where(licences.c.id == id)).mappings().one()
    return dict(row)


def _customer(connection: Connection, id: str | None) -> str | None:
    """Return Stripe's id of one of our customers."""
    query = select(customers.c.stripe_customer).where(customers.c.id == id)
    return connection.execute(query).scalar()
