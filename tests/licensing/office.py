"""The endpoint of a test, and the PCs that ask it."""

import json
import secrets
import socket
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import uvicorn
from sqlalchemy import Table
from starlette.requests import Request
from starlette.responses import JSONResponse

from core.licensing.licence import Licence, PublicKeys, Subscription, read
from licensing.prints import Prints, new_id
from licensing.serving import config
from licensing.settings import RelayApp, Settings
from licensing.signing import make_key, public_keys
from licensing.simulator import StripeSimulator
from licensing.simulator.stripe import SECRET_KEY
from licensing.simulator.web import app_of, signed, untold
from licensing.store.tables import licences, metadata
from licensing.web import make_app, make_service

FEATURES = ["two_way", "undo"]
WEBHOOK_SECRET = "whsec_" + "w" * 32
HUBSPOT_SECRET = "h" * 36
APP_SECRET = "app-secret-of-ours"
PUBLIC_URL = "https://licensing.example.com"
PEPPER = "p" * 32


class Clock:
    """The time of a test: it goes on when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


class Served:
    """A loopback port, served as in production; what it serves is each test's own."""

    def __init__(self) -> None:
        self.app: Any = None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does not
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(config(self._answer))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


class Vendor:
    """A vendor's token address: keeps what it was asked, and answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.status, self.headers = 200, dict[str, str]()

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        form = await request.body()
        self.asked.append(dict(parse_qsl(form.decode())))
        body = {"access_token": "at-of-the-office", "refresh_token": "rt-of-the-office"}
        await JSONResponse(body, self.status, self.headers)(scope, receive, send)


class Endpoint:
    """The service, one client of it, and what is in its database."""

    def __init__(
        self,
        database: str,
        keys: Path,
        clock: Clock,
        served: Served,
        stripe: Served,
        vendor: Served,
    ) -> None:
        make_key(keys, "k1")
        self.stripe = StripeSimulator(clock)
        stripe.app = app_of(self.stripe)
        self.vendor = Vendor()
        vendor.app = self.vendor.app
        self._told: set[str] = set()
        self.clock = clock
        self.letters = keys.with_name("letters")
        self.keys: PublicKeys = public_keys(keys)
        settings = Settings(
            database=database,
            keys=keys,
            public_url=PUBLIC_URL,
            secrets={
                "PEPPER": PEPPER,
                "STRIPE_KEY": SECRET_KEY,
                "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
                "HUBSPOT_CLIENT_SECRET": HUBSPOT_SECRET,
                "MAIL": f"file://{self.letters}",
            },
            mail_from="300Sync <licensing@example.com>",
            relay={"hubspot": RelayApp(f"{vendor.address}/token", "our-app", APP_SECRET)},
            stripe_api=stripe.address,
        )
        self.service = make_service(settings, clock)
        served.app = make_app(self.service)
        self.client = httpx.Client(base_url=served.address, trust_env=False)
        self.stripe.sell("trial", FEATURES, {}, records="1000", machines="1")
        self.stripe.sell("office", FEATURES, {"office_monthly": 9_900}, records="5000")
        self.service.billing.learn_plans()

    def deliver(self, *events: Mapping[str, Any]) -> list[int]:
        """Have Stripe send events, or all that it has not sent yet; return what is answered."""
        sent = events or tuple(untold(self.stripe, self._told))
        return [self.send(*signed(event, WEBHOOK_SECRET)).status_code for event in sent]

    def send(self, body: bytes, signature: str | None) -> httpx.Response:
        headers = {} if signature is None else {"stripe-signature": signature}
        answer: httpx.Response = self.client.post("/webhooks/stripe", content=body, headers=headers)
        return answer

    def sell(self, machines: int = 2, **other: Any) -> str:
        """Put a licence there as a purchase would; return its key."""
        prints, licence, at = Prints(PEPPER.encode()), new_id("lic"), int(self.clock().timestamp())
        key = prints.key_of(licence)
        row = {
            "id": licence,
            "key_print": prints.of("key", key),
            "plan": "office",
            "state": Subscription.ACTIVE.value,
            "entitlements": json.dumps(FEATURES),
            "records": 5_000,
            "portals": 1,
            "machines": machines,
            "told_at": at,
            "created_at": at,
        }
        with self.service.database.write() as connection:
            connection.execute(licences.insert().values(**row | other))
        return key

    def change(self, **values: Any) -> None:
        """Have all licences changed, as a webhook would."""
        with self.service.database.write() as connection:
            connection.execute(licences.update().values(**values))

    def letter(self) -> bytes:
        """Return the letter that was sent last."""
        return max(self.letters.glob("*.eml")).read_bytes()

    def tables(self) -> Sequence[Table]:
        """Return all tables, to look for what may be in none of them."""
        return metadata.sorted_tables

    def close(self) -> None:
        self.client.close()
        self.service.relay.close()
        self.service.database.close()


class Pc:
    """An installation of the program, as far as the endpoint knows it."""

    def __init__(self, endpoint: Endpoint, name: str = "front desk") -> None:
        self._endpoint = endpoint
        self.machine = sha256(name.encode()).hexdigest()
        self.install = secrets.token_urlsafe(18)
        self.token = ""
        self.nonce = ""

    def ask(self, address: str, **more: Any) -> httpx.Response:
        """Ask as the program does; keep the token that it is given."""
        self.nonce = secrets.token_urlsafe(18)
        body = {
            "install": self.install,
            "machine": self.machine,
            "app_version": "0.1.0",
            "nonce": self.nonce,
            **more,
        }
        answer = self.post(address, body)
        if answer.status_code == 200 and answer.json().get("token"):
            self.token = answer.json()["token"]
        return answer

    def post(self, address: str, body: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer: httpx.Response = self._endpoint.client.post(address, json=body, headers=headers)
        return answer

    def licence(self, address: str, **more: Any) -> Licence:
        """Ask, and read the licence as the program does."""
        answer = self.ask(address, **more)
        assert answer.status_code == 200, answer.text
        return read(
            answer.json()["licence"],
            self._endpoint.keys,
            machine=self.machine,
            install=self.install,
            nonce=self.nonce,
        )
