"""Who may come in, and what for: service keys, OAuth tokens and their scopes."""

from collections.abc import Iterable
from datetime import timedelta

import msgspec

from connectors.hubspot.simulator.errors import RefusalError, missing_scopes
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.profile import (
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    SERVICE_KEY,
    TOKEN_LIFE,
)
from connectors.hubspot.simulator.rows import Kind
from connectors.hubspot.simulator.times import EPOCH, iso, to_ms
from connectors.kit.simulator import Request

NOBODY = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you "
    "can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)
OBJECTS = ("contacts", "companies", "deals", "appointments", "custom")
ALL_SCOPES = frozenset(
    {
        f"crm.{family}.{one}.{action}"
        for family in ("objects", "schemas")
        for one in OBJECTS
        for action in ("read", "write")
    }
    | {"oauth", "tickets", "crm.objects.owners.read"}
    | {f"crm.schemas.tickets.{action}" for action in ("read", "write")}
)
CUSTOM_SCOPES = frozenset(scope for scope in ALL_SCOPES if ".custom." in scope)


class Grant(msgspec.Struct):
    """What one portal's user has let the app do."""

    scopes: list[str]
    user_id: int


class Token(msgspec.Struct):
    """An access token of a grant."""

    refresh_token: str
    ends_at: int  # ms
    scopes: list[str]


class Code(msgspec.Struct):
    """An authorization code, used once."""

    redirect_uri: str
    ends_at: int
    scopes: list[str]
    challenge: str = ""


class Tokens(msgspec.Struct):
    """All that has been granted."""

    keys: dict[str, list[str]] = {}  # service key -> scopes
    grants: dict[str, Grant] = {}  # by refresh token
    access: dict[str, Token] = {}
    codes: dict[str, Code] = {}
    ended: list[str] = []  # tokens of grants that were taken back


class Access:
    """Lets requests in, and remembers what the one under way may do."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.tokens = Tokens()
        self.tokens.keys[SERVICE_KEY] = sorted(ALL_SCOPES)
        self.tokens.grants[REFRESH_TOKEN] = Grant(sorted(ALL_SCOPES), 7_100_001)
        self.add_token(ACCESS_TOKEN, REFRESH_TOKEN)
        self.forbidden: set[str] = set()  # scopes that nobody has, whatever was granted
        self.scopes: frozenset[str] = frozenset()  # of the request under way
        self.token = ""
        self.is_app = False  # an OAuth app, not a key

    def add_token(self, token: str, refresh_token: str, *, seconds: float = TOKEN_LIFE) -> None:
        """Let `token` be good for `seconds`, as if the grant had been refreshed."""
        grant = self.tokens.grants.setdefault(refresh_token, Grant(sorted(ALL_SCOPES), 7_100_001))
        ends = to_ms(self._portal.clock.now() + timedelta(seconds=seconds))
        self.tokens.access[token] = Token(refresh_token, ends, list(grant.scopes))

    def expire(self, token: str) -> None:
        """Let an access token have ended; its grant still refreshes."""
        self.tokens.access[token].ends_at = self._portal.now()

    def end(self, tokens: Iterable[str]) -> None:
        """Take access tokens back before their time."""
        for token in tokens:
            if self.tokens.access.pop(token, None):
                self.tokens.ended.append(token)

    def withdraw(self) -> None:
        """End all grants, as the office does when it uninstalls the app."""
        self.end(list(self.tokens.access))
        self.tokens.grants.clear()
        self.tokens.codes.clear()

    def revoke_key(self, key: str = SERVICE_KEY) -> None:
        """Delete a service key, as a super admin can."""
        self.tokens.keys.pop(key, None)

    def enter(self, request: Request) -> None:
        """Let a request in; 401 in one of its shapes without a credential that is good."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise RefusalError(401, NOBODY, "INVALID_AUTHENTICATION")
        if text in self.tokens.keys:
            granted: Iterable[str] = self.tokens.keys[text]
            self.is_app = False
        else:
            granted = self._app(text).scopes
            self.is_app = True
        self.token = text
        self.scopes = frozenset(granted) - self.denied()

    def denied(self) -> frozenset[str]:
        """Return the scopes that this portal cannot grant: custom objects are Enterprise's."""
        is_enterprise = self._portal.profile.tier == "enterprise"
        return frozenset(self.forbidden) | (frozenset() if is_enterprise else CUSTOM_SCOPES)

    def _app(self, text: str) -> Token:
        token = self.tokens.access.get(text)
        now = self._portal.now()
        if token is not None:
            if token.ends_at > now:
                return token
            past = f"{max(1, (now - token.ends_at) // 1000)} second(s)"
            raise _expired(past, iso(token.ends_at))
        if text.startswith("pat-") or text in self.tokens.ended:
            raise RefusalError(401, NOBODY, "INVALID_AUTHENTICATION")
        days = (self._portal.clock.now() - EPOCH).days
        raise _expired(f"{days} day(s)", "1970-01-01T00:00:00Z")

    def need_object(self, kind: Kind, action: str) -> None:
        """Refuse a request that may not read or write the records of an object."""
        if kind.scope == "tickets":
            self.need("tickets")
        else:
            self.need(f"crm.objects.{kind.scope}.{action}")

    def need_schema(self, kind: Kind, action: str, *, in_context: bool = False) -> None:
        """Refuse a request that may not see or change an object's definitions."""
        needed = [f"crm.schemas.{kind.scope}.{action}"]
        if action == "read":  # reading is allowed to whoever may read the records
            needed.append(
                "tickets" if kind.scope == "tickets" else f"crm.objects.{kind.scope}.read"
            )
        self.need(*needed, in_context=in_context)

    def need(self, *one_of: str, in_context: bool = False) -> None:
        """Refuse a request that has none of these scopes, in either of the two shapes."""
        if not self.scopes.isdisjoint(one_of):
            return
        always = self._portal.profile.scope_in_context
        raise missing_scopes(one_of, in_context=in_context if always is None else always)


def _expired(past: str, at: str) -> RefusalError:
    return RefusalError(
        401,
        f"The OAuth token used to make this call expired {past} ago.",
        "EXPIRED_AUTHENTICATION",
        context={"expire time": [at]},
    )
