"""OAuth 2.0 authorisation code with PKCE over a loopback redirect (RFC 8252), and bearer tokens
that renew themselves.
"""

import base64
import hashlib
import secrets as random_secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from connectors.kit.addresses import is_loopback
from connectors.kit.bearer import BearerAuth as BearerAuth
from connectors.kit.http import ApiClient
from connectors.kit.limits import RateBudget
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
from connectors.kit.tokens import ReadError, ask, merged, read_refusal
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
    ten minutes old, or the job is cancelled. `base_url` replaces the vendor's scheme and host
    in all addresses (a simulator on loopback). Raises UserActionError: PORT_TAKEN, STATE_EXPIRED,
    DECLINED, CODE_REJECTED, APP_REJECTED, REDIRECT_REJECTED. A forged state or a second
    callback is answered with an error page and does not end or disturb the attempt.
    """
    gate = _Gate(job.clock, bare_decline=spec.decline_without_parameters)
    with CallbackListener(spec.redirect_host, spec.redirect_path, spec.ports, gate.judge) as door:
        authorize = _address(spec.authorize_url, host, base_url)
        attempt = gate.attempt(spec, authorize, client_id, door.redirect_uri)
        open_browser(attempt.url)
        code = gate.wait(job)
    client = {"client_id": client_id, **({"client_secret": client_secret} if client_secret else {})}
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect_uri,
        **client,
        **({"code_verifier": attempt.verifier} if spec.pkce else {}),
    }
    answer = ask(
        _address(spec.token_url, host, base_url),
        form,
        job=job,
        rejected=Code.CODE_REJECTED,
        transport=transport,
        attempts=EXCHANGE_ATTEMPTS,
    )
    return merged(client, answer, job.clock.now())


def refresher(
    spec: OAuthSpec,
    *,
    host: str,
    job: JobContext,
    transport: object | None = None,
    base_url: str | None = None,
    read_error: ReadError | None = None,
) -> Callable[[Secrets], Secrets]:
    """Return the function that renews tokens at the vendor's token address.

    Keeps the old refresh token where the answer has none. invalid_grant becomes
    UserActionError(SIGN_IN_ENDED), invalid_client APP_REJECTED; 5xx and no answer stay transient
    and are tried again by whoever needed the token, not here.
    """
    url = _address(spec.token_url, host, base_url)

    def renew(secrets: Secrets) -> Secrets:
        if not secrets.get("refresh_token"):
            raise UserActionError(Code.SIGN_IN_ENDED)
        names = ("refresh_token", "client_id", "client_secret")
        form = {name: secrets[name] for name in names if secrets.get(name)}
        answer = ask(
            url,
            {"grant_type": "refresh_token", **form},
            job=job,
            rejected=Code.SIGN_IN_ENDED,
            transport=transport,
            read_error=read_error,
        )
        return merged(secrets, answer, job.clock.now())

    return renew


def revoke(
    spec: OAuthSpec,
    secrets: Secrets,
    *,
    host: str,
    base_url: str | None = None,
    transport: object | None = None,
    job: JobContext | None = None,
) -> None:
    """Tell the vendor to forget the token (RFC 7009), where the spec has an address for it.

    Tried once: a disconnect does not wait. A token that the vendor does not know any more is
    forgotten already; other refusals raise.
    """
    token = secrets.get(spec.revokes)
    if not spec.revoke_url or not token:
        return
    url = _address(spec.revoke_url, host, base_url)
    client = {name: secrets[name] for name in ("client_id", "client_secret") if secrets.get(name)}
    bearer = {"authorization": f"Bearer {token}"} if spec.revokes == "access_token" else {}
    api = ApiClient(
        url,
        translate=lambda status, headers, body: read_refusal(
            status, headers, body if isinstance(body, dict) else {}, Code.SIGN_IN_ENDED
        ),
        budget=RateBudget({}),
        job=job or JobContext(),
        headers=bearer,
        transport=transport,
        attempts=1,
    )
    try:
        form = {"token": token, "token_type_hint": spec.revokes, **client}
        api.request("POST", url, form=form, repeatable=True)
    except SyncError as error:
        # Gone already; or done, and said in some other form than JSON.
        if error.code not in (Code.SIGN_IN_ENDED, Code.NOT_JSON):
            raise
    finally:
        api.close()


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


def _address(template: str, host: str, base_url: str | None) -> str:
    """Return one of the spec's addresses for this connection's host, or for a simulator.

    An address of a fixed host stays where it is if the base address is the vendor's own:
    HubSpot's people sign in at another host than its programs.
    """
    url = template.replace("{host}", host)
    if not base_url or ("{host}" not in template and not is_loopback(base_url)):
        return url
    parts = urlsplit(url)
    return base_url.rstrip("/") + parts.path
