"""Signing in at Clio: consent, codes, tokens, and taking it all back.

The consent page is answered at once with what `consent` says, so that no browser is needed; with
"ask" it is shown, for a person in front of the demo. Refreshing never answers a refresh token.
"""

import secrets
from datetime import timedelta

import msgspec

from connectors.clio.simulator.account import iso
from connectors.clio.simulator.errors import JSON, RefusalError
from connectors.clio.simulator.profile import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE_LIFE,
    HOSTS,
    REDIRECT_URIS,
    REFRESH_TOKEN,
    TOKEN_LIFE,
)
from connectors.kit.simulator import Request, Response, consent
from core.jobs import Clock


class Grant(msgspec.Struct):
    """One user's leave for the app; its refresh token neither ends nor rotates."""

    refresh_token: str
    region: str


class Token(msgspec.Struct):
    """An access token of a grant."""

    refresh_token: str
    region: str
    ends_at: str  # ISO, UTC


class Code(msgspec.Struct):
    """An authorization code, used once."""

    redirect_uri: str
    region: str
    ends_at: str


class Tokens(msgspec.Struct):
    """All that has been granted."""

    grants: dict[str, Grant] = {}
    access: dict[str, Token] = {}
    codes: dict[str, Code] = {}


class SignIn:
    """The pages and the token address of one developer app in one region."""

    def __init__(self, clock: Clock, region: str) -> None:
        self._clock = clock
        self.region = region
        self.consent = "grant"  # | "decline" | "ask"
        self.clients = {CLIENT_ID: CLIENT_SECRET}
        self.redirect_uris = set(REDIRECT_URIS)
        self.tokens = Tokens()
        self.tokens.grants[REFRESH_TOKEN] = Grant(REFRESH_TOKEN, region)
        self.add_token(ACCESS_TOKEN, REFRESH_TOKEN)

    def add_token(self, token: str, refresh_token: str, *, seconds: float = TOKEN_LIFE) -> None:
        """Let `token` be good for `seconds`, as if the grant had been refreshed."""
        grant = self.tokens.grants.setdefault(refresh_token, Grant(refresh_token, self.region))
        self.tokens.access[token] = Token(refresh_token, grant.region, self._in(seconds))

    def expire(self, token: str) -> None:
        """Let an access token have ended; its grant still refreshes."""
        self.tokens.access.pop(token, None)

    def withdraw(self) -> None:
        """End all grants, as the user can in Clio's settings."""
        self.tokens = Tokens()

    def checked(self, request: Request) -> str:
        """Return the request's token; 401 without one that is good in the host's region."""
        region = self._region(request)
        header: str = request.headers.get("authorization", "")
        scheme, _, text = header.partition(" ")
        token = self.tokens.access.get(text) if scheme.lower() == "bearer" else None
        if token is None or token.region != region or token.ends_at <= iso(self._clock.now()):
            raise RefusalError(401, "The access token is missing, unknown or has ended")
        return text

    def authorize(self, request: Request) -> Response:
        """Answer the address that the browser is sent to."""
        region, asked = self._region(request), request.url.params
        redirect_uri, state = asked.get("redirect_uri", ""), asked.get("state")
        approval = f"https://{request.url.host}/oauth/approval"
        if region != self.region or asked.get("client_id") not in self.clients:
            return consent.page(401, "Unknown application", "<p>Nobody knows it in this region.")
        if redirect_uri not in self.redirect_uris and redirect_uri != approval:
            return consent.page(400, "Redirect URI mismatch", "<p>This address is not registered.")
        if asked.get("response_type") != "code":
            return consent.redirect(redirect_uri, {"error": "unsupported_response_type"}, state)
        answer = consent.answer_of(request, self.consent)
        if answer == "ask":
            return consent.asking(request, "Quillfeather Moss asks")
        if answer == "decline":
            if asked.get("redirect_on_decline") != "true":
                return consent.page(200, "Access was declined", "<p>You can close this page.")
            return consent.redirect(redirect_uri, {"error": "access_denied"}, state)
        code = secrets.token_urlsafe(24)
        self.tokens.codes[code] = Code(redirect_uri, region, self._in(CODE_LIFE))
        if redirect_uri == approval:
            return consent.page(200, f"Success code={code}", f"<p>{code}")
        return consent.redirect(redirect_uri, {"code": code}, state)

    def token(self, request: Request) -> Response:
        """Answer the token address: a code or a refresh token becomes an access token."""
        region, form = self._region(request), consent.form_of(request)
        secret = self.clients.get(form.get("client_id", ""))
        if region != self.region or secret is None or form.get("client_secret") != secret:
            return _oauth_error(401, "invalid_client", "Client authentication failed")
        match form.get("grant_type"):
            case "authorization_code":
                return self._redeem(form)
            case "refresh_token":
                return self._refresh(form)
            case _:
                return _oauth_error(400, "unsupported_grant_type", "The grant type is not known")

    def deauthorize(self, request: Request) -> Response:
        """End the grant of the token that is named; it has to be the one that signs, too."""
        signed = self.checked(request)
        if consent.form_of(request).get("token") != signed:
            return _oauth_error(400, "invalid_request", "The token does not belong to this grant")
        refresh_token = self.tokens.access[signed].refresh_token
        self.tokens.grants.pop(refresh_token, None)
        for text, token in list(self.tokens.access.items()):
            if token.refresh_token == refresh_token:
                del self.tokens.access[text]
        return Response(200, headers=JSON, content=b"{}")

    def _redeem(self, form: dict[str, str]) -> Response:
        code = self.tokens.codes.pop(form.get("code", ""), None)  # used up even where refused
        if code is None or code.ends_at <= iso(self._clock.now()):
            return _oauth_error(400, "invalid_grant", "The code is unknown, used or has ended")
        if form.get("redirect_uri") != code.redirect_uri:
            return _oauth_error(400, "invalid_grant", "The redirect URI is not that of the code")
        refresh_token = secrets.token_urlsafe(30)
        self.tokens.grants[refresh_token] = Grant(refresh_token, code.region)
        return self._issued(refresh_token, {"refresh_token": refresh_token})

    def _refresh(self, form: dict[str, str]) -> Response:
        refresh_token = form.get("refresh_token", "")
        if refresh_token not in self.tokens.grants:
            return _oauth_error(400, "invalid_grant", "The refresh token is unknown or was revoked")
        return self._issued(refresh_token, {})

    def _issued(self, refresh_token: str, more: dict[str, str]) -> Response:
        token = secrets.token_urlsafe(30)
        self.add_token(token, refresh_token)
        body = {"token_type": "bearer", "access_token": token, "expires_in": TOKEN_LIFE, **more}
        return Response(200, headers=JSON, content=msgspec.json.encode(body))

    def _region(self, request: Request) -> str:
        """Return whose host was asked; on loopback it is our own."""
        return HOSTS.get(request.url.host, self.region)

    def _in(self, seconds: float) -> str:
        return iso(self._clock.now() + timedelta(seconds=seconds))


def _oauth_error(status: int, error: str, description: str) -> Response:
    body = {"error": error, "error_description": description}
    return Response(status, headers=JSON, content=msgspec.json.encode(body))
