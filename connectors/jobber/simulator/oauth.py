"""Signing in at Jobber: consent, codes, and tokens that rotate.

Refreshing answers a new refresh token and ends the old one, unless the developer app's switch for
that is off. A refusal of consent sends the browser back without a word.
"""

import base64
import secrets
from datetime import UTC, datetime, timedelta

import msgspec

from connectors.jobber.simulator.errors import DISCONNECTED, HttpError
from connectors.jobber.simulator.profile import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE_LIFE,
    REDIRECT_URIS,
    REFRESH_TOKEN,
    TOKEN_LIFE,
    Profile,
)
from connectors.kit.simulator import Request, Response, consent
from core.jobs import Clock

OLD_REFRESH = "Error: The provided refresh token is not valid."


class Tokens(msgspec.Struct):
    """All that has been granted; times are seconds since 1970."""

    refresh: list[str] = []  # those that are good
    access: dict[str, float] = {}  # token -> when it ends
    codes: dict[str, tuple[str, float]] = {}  # code -> (redirect URI, when it ends)
    disconnected: list[str] = []  # access tokens of apps that were thrown out


class SignIn:
    """The pages and the token address of one developer app."""

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self._clock = clock
        self._profile = profile
        self.consent = "grant"  # | "decline" | "ask"
        self.clients = {CLIENT_ID: CLIENT_SECRET}
        self.redirect_uris = set(REDIRECT_URIS)
        self.tokens = Tokens()
        self.add_token(ACCESS_TOKEN, REFRESH_TOKEN)

    def add_token(self, token: str, refresh_token: str, *, seconds: float = TOKEN_LIFE) -> None:
        """Let `token` be good for `seconds`, and its refresh token until it is used."""
        if refresh_token not in self.tokens.refresh:
            self.tokens.refresh.append(refresh_token)
        self.tokens.access[token] = self._now() + seconds

    def expire(self, token: str) -> None:
        """Let an access token have ended; its refresh token is still good."""
        self.tokens.access.pop(token, None)

    def disconnect(self) -> None:
        """End all, as the administrator can in Jobber, or as appDisconnect does."""
        self.tokens.disconnected += self.tokens.access
        self.tokens.refresh.clear()
        self.tokens.access.clear()

    def check(self, request: Request) -> None:
        """Raise the 401 of a request without a good token."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        if text in self.tokens.disconnected:
            raise HttpError(401, {"message": DISCONNECTED})
        ends_at = self.tokens.access.get(text) if scheme.lower() == "bearer" else None
        if ends_at is None or ends_at <= self._now():
            raise HttpError(401, {"error": "invalid_request", "message": "Invalid Token Error"})

    def authorize(self, request: Request) -> Response:
        """Answer the address that the browser is sent to."""
        asked = request.url.params
        redirect_uri, state = asked.get("redirect_uri", ""), asked.get("state")
        if asked.get("client_id") not in self.clients:
            return consent.page(401, "Unknown application", "<p>Nobody knows it.")
        if redirect_uri not in self.redirect_uris:
            return consent.page(400, "Redirect URI mismatch", "<p>This address is not registered.")
        answer = consent.answer_of(request, self.consent)
        if answer == "ask":
            return consent.asking(request, "Copperfinch Home Services asks")
        if answer == "decline":
            return Response(302, headers={"location": redirect_uri})
        code = secrets.token_urlsafe(24)
        self.tokens.codes[code] = (redirect_uri, self._now() + CODE_LIFE)
        return consent.redirect(redirect_uri, {"code": code}, state)

    def token(self, request: Request) -> Response:
        """Answer the token address: a code or a refresh token becomes an access token."""
        form = consent.form_of(request)
        secret = self.clients.get(form.get("client_id", ""))
        if secret is None or form.get("client_secret") != secret:
            return Response(401, json={"error": "invalid_client"})
        match form.get("grant_type"):
            case "authorization_code":
                uri, ends_at = self.tokens.codes.pop(form.get("code", ""), ("", 0.0))
                if ends_at <= self._now() or form.get("redirect_uri") != uri:
                    return Response(400, json={"error": "invalid_grant"})
                return self._issued(secrets.token_urlsafe(30))
            case "refresh_token":
                return self._refreshed(form.get("refresh_token", ""))
            case _:
                return Response(400, json={"error": "unsupported_grant_type"})

    def _refreshed(self, refresh_token: str) -> Response:
        if refresh_token not in self.tokens.refresh:
            return Response(self._profile.old_refresh_status, json={"message": OLD_REFRESH})
        if self._profile.ends_access:
            self.tokens.access.clear()
        if not self._profile.rotates:
            return self._issued(refresh_token, warning="Refresh token rotation is off")
        self.tokens.refresh.remove(refresh_token)
        return self._issued(secrets.token_urlsafe(30))

    def _issued(self, refresh_token: str, **more: str) -> Response:
        token = self._jwt()
        self.add_token(token, refresh_token)
        ends_at = datetime.fromtimestamp(self._now() + TOKEN_LIFE, UTC)
        body = {
            "access_token": token,
            "refresh_token": refresh_token,
            "expires_at": f"{ends_at:%Y-%m-%d %H:%M:%S} UTC",
            **more,
        }
        return Response(200, json=body)

    def _jwt(self) -> str:
        """Return a token that looks like Jobber's; nobody checks what it is signed with."""
        ends_at = self._clock.now() + timedelta(seconds=TOKEN_LIFE)
        parts = ({"alg": "none"}, {"exp": int(ends_at.timestamp()), "jti": secrets.token_hex(8)})
        texts = [base64.urlsafe_b64encode(msgspec.json.encode(part)).decode() for part in parts]
        return ".".join([*(text.rstrip("=") for text in texts), secrets.token_urlsafe(16)])

    def _now(self) -> float:
        return self._clock.now().timestamp()
