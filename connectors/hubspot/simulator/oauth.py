"""Signing in at HubSpot: consent, codes, tokens, and taking it all back.

The consent page is answered at once with what `consent` says, so that no browser is needed; with
"ask" it is shown, for a person in front of the demo.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from typing import Any

import msgspec

from connectors.hubspot.simulator.access import ALL_SCOPES, Access, Code, Grant
from connectors.hubspot.simulator.errors import JSON
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.profile import (
    APP_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE_LIFE,
    OAUTH_VERSION,
    REDIRECT_URIS,
    TOKEN_LIFE,
    USER_EMAIL,
    USER_ID,
)
from connectors.kit.router import Endpoint
from connectors.kit.simulator import Request, Response, consent

BAD_CODE = ("invalid_grant", "BAD_AUTH_CODE", "missing or invalid auth code")
BAD_REFRESH = ("invalid_grant", "BAD_REFRESH_TOKEN", "missing or invalid refresh token")
BAD_REDIRECT = (
    "invalid_grant",
    "MISMATCH_REDIRECT_URI_AUTH_CODE",
    "redirect_uri does not match the one of the auth code",
)
BAD_CLIENT = ("invalid_client", "BAD_CLIENT_ID", "missing or invalid client id or secret")
BAD_HUB = ("access_denied", "BAD_HUB", "missing or unknown hub id")
BAD_TYPE = ("unsupported_grant_type", "BAD_GRANT_TYPE", "missing or unknown grant type")
BAD_FORM = ("invalid_request", "BAD_REQUEST", "the request must be a form")
BAD_VERIFIER = ("invalid_grant", "BAD_CODE_VERIFIER", "missing or invalid code verifier")


class SignIn:
    """The pages and the token addresses of one OAuth app."""

    def __init__(self, portal: Portal, access: Access) -> None:
        self._portal = portal
        self._access = access
        self.consent = "grant"  # | "decline" | "ask"
        self.clients = {CLIENT_ID: CLIENT_SECRET}
        self.redirect_uris = set(REDIRECT_URIS)
        self.declared = set(ALL_SCOPES)  # scopes that the app may ask for
        self.portal_deleted = False

    def routes(self) -> list[tuple[str, str, Endpoint]]:
        at = f"/oauth/{OAUTH_VERSION}/token"
        return [
            ("GET", "/oauth/authorize", self._authorize),
            ("GET", "/oauth/{hub}/authorize", self._authorize),
            ("POST", at, self._token),
            ("POST", f"{at}/introspect", self._introspect),
            ("POST", f"{at}/revoke", self._revoke),
        ]

    def _authorize(self, request: Request, hub: str = "") -> Response:
        """Answer the address that the browser is sent to."""
        asked = request.url.params
        redirect_uri, state = asked.get("redirect_uri", ""), asked.get("state")
        if asked.get("client_id") not in self.clients:
            return consent.page(400, "Unknown application", "<p>There is no such application.")
        if redirect_uri not in self.redirect_uris:
            return consent.page(400, "Redirect URL mismatch", "<p>This address is not registered.")
        scopes = set(asked.get("scope", "").split())
        wished = set(asked.get("optional_scope", "").split())
        if not scopes or not scopes | wished <= self.declared:
            return consent.page(400, "Scopes mismatch", "<p>The app may not ask for these scopes.")
        missing = scopes & self._access.denied()
        if missing or hub not in ("", str(self._portal.id)):
            return consent.page(400, "Authorization failed", "<p>The account cannot grant this.")
        answer = consent.answer_of(request, self.consent)
        if answer == "ask":
            return consent.asking(request, f"{self._portal.name}: connect the app?")
        if answer == "decline":
            return consent.redirect(redirect_uri, {"error": "access_denied"}, state)
        code = secrets.token_urlsafe(24)
        self._access.tokens.codes[code] = Code(
            redirect_uri,
            self._portal.now() + CODE_LIFE * 1000,
            sorted(scopes | wished - self._access.denied()),
            asked.get("code_challenge", ""),
        )
        return consent.redirect(redirect_uri, {"code": code}, state)

    def _token(self, request: Request) -> Response:
        """Answer the token address: a code or a refresh token becomes an access token."""
        form = consent.form_of(request)
        if not form:
            return self._error(BAD_FORM)
        if not self._is_client(form):
            return self._error(BAD_CLIENT, self._portal.profile.client_error_status)
        match form.get("grant_type"):
            case "authorization_code":
                return self._redeem(form)
            case "refresh_token":
                return self._refresh(form)
            case _:
                return self._error(BAD_TYPE)

    def _redeem(self, form: dict[str, str]) -> Response:
        code = self._access.tokens.codes.pop(form.get("code", ""), None)  # used up even if refused
        if code is None or code.ends_at <= self._portal.now():
            return self._error(BAD_CODE)
        if form.get("redirect_uri") != code.redirect_uri:
            return self._error(BAD_REDIRECT)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if code.challenge and urlsafe_b64encode(digest).rstrip(b"=").decode() != code.challenge:
            return self._error(BAD_VERIFIER)
        refresh_token = f"na1-{secrets.token_urlsafe(24)}"
        self._access.tokens.grants[refresh_token] = Grant(code.scopes, USER_ID)
        return self._issued(refresh_token)

    def _refresh(self, form: dict[str, str]) -> Response:
        refresh_token = form.get("refresh_token", "")
        if self.portal_deleted:
            return self._error(BAD_HUB)
        if refresh_token not in self._access.tokens.grants:
            return self._error(BAD_REFRESH)
        return self._issued(refresh_token)

    def _issued(self, refresh_token: str) -> Response:
        """Answer a new access token; the refresh token stays the same."""
        token = secrets.token_urlsafe(240)  # longer than 300 characters, as HubSpot warns
        self._access.add_token(token, refresh_token)
        grant = self._access.tokens.grants[refresh_token]
        body = {
            "token_type": "bearer",
            "access_token": token,
            "refresh_token": refresh_token,
            "expires_in": TOKEN_LIFE,
            "hub_id": self._portal.id,
            "scopes": grant.scopes,
            "user_id": grant.user_id,
            "token_use": "access_token",
        }
        return Response(200, headers=JSON, content=msgspec.json.encode(body))

    def _introspect(self, request: Request) -> Response:
        """Tell what a token is worth."""
        form = consent.form_of(request)
        if not self._is_client(form):
            return self._error(BAD_CLIENT, self._portal.profile.client_error_status)
        text, tokens = form.get("token", ""), self._access.tokens
        shared = {
            "token": text,
            "token_type": "bearer",
            "client_id": form["client_id"],
            "app_id": APP_ID,
            "hub_id": self._portal.id,
            "hub_domain": self._portal.domain,
            "user_id": USER_ID,
            "user": USER_EMAIL,
        }
        body: dict[str, Any] = {"active": False}
        token = tokens.access.get(text)
        if token is not None and token.ends_at > self._portal.now():
            left = (token.ends_at - self._portal.now()) // 1000
            more = {"expires_in": left, "scopes": token.scopes, "token_use": "access_token"}
            signed = self._signed(token.scopes, token.ends_at)
            body = {"active": True, "is_private_distribution": False, **shared, **more}
            body["signed_access_token"] = signed
        elif text in tokens.grants:
            more = {"scopes": tokens.grants[text].scopes, "token_use": "refresh_token"}
            body = {"active": True, **shared, **more}
        return Response(200, headers=JSON, content=msgspec.json.encode(body))

    def _revoke(self, request: Request) -> Response:
        """End a grant or a token. Whether the first ends its access tokens is unverified."""
        form = consent.form_of(request)
        if not self._is_client(form):
            return self._error(BAD_CLIENT, self._portal.profile.client_error_status)
        text, tokens = form.get("token", ""), self._access.tokens
        ended = [text]
        if tokens.grants.pop(text, None) and self._portal.profile.revoke_cascades:
            ended += [name for name, one in tokens.access.items() if one.refresh_token == text]
        self._access.end(ended)
        return Response(200, headers=JSON, content=b"{}")

    def _is_client(self, form: dict[str, str]) -> bool:
        secret = self.clients.get(form.get("client_id", ""))
        return secret is not None and form.get("client_secret") == secret

    def _signed(self, scopes: list[str], ends_at: int) -> dict[str, Any]:
        return {
            "expiresAt": ends_at,
            "scopes": " ".join(scopes),
            "hubId": self._portal.id,
            "userId": USER_ID,
            "appId": APP_ID,
            "signature": "",
            "scopeToScopeGroupPks": "",
            "newSignature": "",
            "hublet": "na1",
            "trialScopes": "",
            "trialScopeToScopeGroupPks": "",
            "isUserLevel": False,
            "installingUserId": USER_ID,
            "isServiceAccount": False,
            "isPrivateDistribution": False,
        }

    def _error(self, what: tuple[str, str, str], status: int = 400) -> Response:
        error, code, message = what
        body = {
            "error": error,
            "error_description": message,
            "status": code,
            "message": message,
            "correlationId": self._portal.correlation_id(),
        }
        return Response(status, headers=JSON, content=msgspec.json.encode(body))
