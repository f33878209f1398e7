"""Signing in at ServiceTitan: keys become a token for a quarter of an hour, and nothing else."""

import secrets
from collections import deque
from datetime import timedelta

import msgspec

from connectors.kit.simulator import Request, Response, decoded
from connectors.servicetitan.simulator.account import iso
from connectors.servicetitan.simulator.errors import JSON, NO_APP_KEY, RefusalError, too_many
from connectors.servicetitan.simulator.profile import (
    APP_KEY,
    CLIENT_ID,
    CLIENT_SECRET,
    HOSTS,
    TOKEN_LIFE,
    Profile,
)
from core.jobs import Clock

SCOPE = "tn.crm.customers:r tn.crm.customers:w tn.jpm.jobs:r tn.sls.estimates:r"
MINUTE = 60.0  # seconds


class SignIn:
    """The token address, and the look at each request's token and app key."""

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self._clock = clock
        self._profile = profile
        self.clients = {CLIENT_ID: CLIENT_SECRET}
        self.app_keys = {APP_KEY}
        self.tokens: dict[str, str] = {}  # token -> when it ends
        self._asked: deque[float] = deque()

    def token(self, request: Request) -> Response:
        """Answer the token address."""
        self._throttle()
        form = decoded(request)
        form = form if isinstance(form, dict) else {}
        secret = self.clients.get(str(form.get("client_id")))
        if (
            self._environment(request) != self._profile.environment
            or secret is None
            or form.get("client_secret") != secret
        ):
            return _oauth_error("invalid_client")
        if form.get("grant_type") != "client_credentials":
            return _oauth_error("unsupported_grant_type")
        token = secrets.token_urlsafe(40)
        self.add_token(token)
        body = {
            "access_token": token,
            "expires_in": TOKEN_LIFE,
            "token_type": "Bearer",
            "scope": SCOPE,
        }
        return Response(200, headers=JSON, content=msgspec.json.encode(body))

    def add_token(self, token: str) -> None:
        """Let `token` be good for as long as any, as if the keys had just been shown."""
        self.tokens[token] = iso(self._clock.now() + timedelta(seconds=TOKEN_LIFE))

    def check(self, request: Request) -> None:
        """Refuse a request without the app's key, or without a token that is good here."""
        key = request.headers.get("st-app-key") or request.url.params.get(
            "servicetitanapplicationkey"
        )
        if key not in self.app_keys:
            raise RefusalError(401, NO_APP_KEY)
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        ends_at = self.tokens.get(text) if scheme.lower() == "bearer" else None
        is_here = self._environment(request) == self._profile.environment
        if ends_at is None or ends_at <= iso(self._clock.now()) or not is_here:
            raise RefusalError(401, "Unauthorized")

    def withdraw(self) -> None:
        """Disconnect the app, as the tenant's administrator can."""
        self.clients.clear()
        self.tokens.clear()

    def expire(self) -> None:
        """Let every token have ended; the keys get others."""
        self.tokens.clear()

    def _environment(self, request: Request) -> str:
        return HOSTS.get(request.url.host, self._profile.environment)

    def _throttle(self) -> None:
        now = self._clock.monotonic()
        while self._asked and self._asked[0] <= now - MINUTE:
            self._asked.popleft()
        if len(self._asked) >= self._profile.tokens_per_minute:
            raise too_many(30, self._profile.limit_body)
        self._asked.append(now)


def _oauth_error(error: str) -> Response:
    return Response(400, headers=JSON, content=msgspec.json.encode({"error": error}))
