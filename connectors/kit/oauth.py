"""OAuth 2.0 authorisation code with PKCE over a loopback redirect (RFC 8252): the walk of one
person through the browser.
"""

import base64
import hashlib
import secrets as random_secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from connectors.kit.grants import address_of, client_of
from connectors.kit.loopback import CallbackListener
from connectors.kit.pages import (
    EXPIRED,
    FORGED,
    NOT_CONNECTED,
    NOT_THIS,
    REPEATED,
    WELCOME,
    Page,
)
from connectors.kit.tokens import ask, merged
from core.errors import Code, SyncError, TransientError, UserActionError
from core.jobs import Clock, JobContext
from core.registry import OAuthSpec, Secrets

LIFE = timedelta(minutes=10)  # of an attempt
POLL = 0.1  # seconds between looks for the callback; a cancel is noticed at once
EXCHANGE_ATTEMPTS = 3  # somebody is watching

CALLBACK_ERRORS = {  # RFC 6749, section 4.1.2.1
    "access_denied": Code.DECLINED,
    "unauthorized_client": Code.APP_REJECTED,
    "invalid_client": Code.APP_REJECTED,
    "invalid_scope": Code.SCOPE_MISSING,
    "redirect_uri_mismatch": Code.REDIRECT_REJECTED,
}
LATER = frozenset({"server_error", "temporarily_unavailable"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in under way: bound to its state, usable once, for ten minutes."""

    url: str = field(repr=False)  # to open in the browser
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    expires_at: datetime


def sign_in(  # noqa: PLR0913 - all but the spec are named
    spec: OAuthSpec,
    *,
    host: str,
    client_id: str,
    client_secret: str,
    open_browser: Callable[[str], None],
    job: JobContext,
    transport: object | None = None,
    base_url: str | None = None,
) -> Secrets:
    """Walk one person through the browser; return tokens, client id and secret.

    Listens on the first free of `spec.ports`; calls `open_browser` with the address (which the
    caller may also show for copying); waits until the one valid callback came, the attempt is
    ten minutes old, or the job is cancelled; other callbacks get an error page and disturb
    nothing. `base_url` replaces the vendor's scheme and host (a simulator on loopback). Raises
    UserActionError: PORT_TAKEN, STATE_EXPIRED, DECLINED, or the vendor's refusal of the code.
    """
    gate = _Gate(job.clock, bare_decline=spec.decline_without_parameters)
    with CallbackListener(spec.redirect_host, spec.redirect_path, spec.ports, gate.judge) as door:
        authorize = address_of(spec.authorize_url, host, base_url)
        attempt = gate.attempt(spec, authorize, client_id, door.redirect_uri)
        open_browser(attempt.url)
        code = gate.wait(job)
    client = client_of({"client_id": client_id, "client_secret": client_secret})
    proof = {"code_verifier": attempt.verifier} if spec.pkce else {}
    form = {"code": code, "redirect_uri": attempt.redirect_uri, **client, **proof}
    answer = ask(
        address_of(spec.token_url, host, base_url),
        {"grant_type": "authorization_code", **form},
        job=job,
        rejected=Code.CODE_REJECTED,
        transport=transport,
        attempts=EXCHANGE_ATTEMPTS,
    )
    return merged(client, answer, job.clock.now())


class _Gate:
    """Decides which callback is the one; the first that is valid settles the attempt."""

    def __init__(self, clock: Clock, *, bare_decline: bool) -> None:
        self._clock = clock
        self._bare_decline = bare_decline
        self._state = random_secrets.token_urlsafe(32)  # 256 bits
        self._expires_at = clock.now() + LIFE
        self._settled = threading.Event()
        self._code = ""
        self._error: SyncError | None = None

    def attempt(
        self, spec: OAuthSpec, authorize_url: str, client_id: str, redirect_uri: str
    ) -> Attempt:
        verifier = random_secrets.token_urlsafe(64)
        query = {
            **spec.extra_authorize,
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "state": self._state,
        }
        if spec.scopes:
            query["scope"] = " ".join(spec.scopes)
        if spec.optional_scopes:
            query["optional_scope"] = " ".join(spec.optional_scopes)  # HubSpot's word
        if spec.pkce:
            query |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        url = f"{authorize_url}?{urlencode(query)}"
        return Attempt(url, redirect_uri, self._state, verifier, self._expires_at)

    def judge(self, parameters: dict[str, str]) -> Page:
        """Return the page for a callback. The listener calls one at a time."""
        if not parameters and self._bare_decline and not self._settled.is_set():
            return self._settle(NOT_CONNECTED, error=UserActionError(Code.DECLINED))
        state, code, word = (parameters.get(name, "") for name in ("state", "code", "error"))
        if not random_secrets.compare_digest(state.encode(), self._state.encode()):
            return FORGED
        if self._settled.is_set():
            return REPEATED
        if self._clock.now() >= self._expires_at:
            return EXPIRED
        if word:
            return self._settle(NOT_CONNECTED, error=_declined(word))
        if not code:
            return NOT_THIS[400]
        return self._settle(WELCOME, code=code)

    def wait(self, job: JobContext) -> str:
        """Return the code of the one valid callback."""
        while not self._settled.is_set():
            left = (self._expires_at - self._clock.now()).total_seconds()
            if left <= 0:
                raise UserActionError(Code.STATE_EXPIRED)
            job.wait(min(POLL, left))
        if self._error is not None:
            raise self._error
        return self._code

    def _settle(self, page: Page, *, code: str = "", error: SyncError | None = None) -> Page:
        self._code, self._error = code, error
        self._settled.set()
        return page


def _declined(word: str) -> SyncError:
    if word in LATER:
        return TransientError(Code.UNAVAILABLE)
    code = CALLBACK_ERRORS.get(word)
    return UserActionError(code) if code else SyncError(Code.UNEXPECTED)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
