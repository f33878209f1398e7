"""Bearer tokens that renew themselves: ahead of their end, once for all threads, saved first."""

import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta

import httpx

from core.errors import Code, TransientError, UserActionError
from core.jobs import Clock
from core.registry import CredentialBox, Secrets

NEXT_TRY = timedelta(seconds=30)  # after a renewal ahead of time that found nobody at home
NEVER = datetime.max.replace(tzinfo=UTC)


class BearerAuth(httpx.Auth):
    """Adds the access token; renews it ahead of its end, single-flight, saved before use.

    Raises what `refresh` raises, and UserActionError(NOT_CONNECTED) where the box is empty. A
    renewal ahead of time that fails for the moment is put off while the old token is good.
    """

    def __init__(
        self,
        box: CredentialBox,
        *,
        refresh: Callable[[Secrets], Secrets] | None,
        clock: Clock,
        renew_before: float = 120.0,  # seconds ahead of the end
    ) -> None:
        self._box = box
        self._refresh = refresh
        self._clock = clock
        self._ahead = timedelta(seconds=renew_before)
        self._lock = threading.Lock()
        self._token: str | None = None  # None until the box was read
        self._ends = NEVER
        self._renew_at = NEVER
        self._refused = ""  # a token that was refused although it was new
        self._over: UserActionError | None = None  # why there will be no other token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send with the token; on a 401 renew once and send once more, never in a loop.

        With `refresh` None (a static key) a 401 is passed on at once.
        """
        token = self._good_token()
        response = yield _signed(request, token)
        if response.status_code != 401 or self._refresh is None or token == self._refused:
            return
        fresh = self._renewed(token)
        if fresh == token:
            return
        response = yield _signed(request, fresh)
        if response.status_code == 401:
            self._refused = fresh  # so it is not the token: renewing again would be a loop

    def _good_token(self) -> str:
        if self._token is None:
            with self._lock:
                if self._token is None:
                    self._take(self._box.load(), renewed=False)
        token = self._token or ""
        if self._refresh is None or self._clock.now() < self._renew_at:
            return token
        return self._renewed(token, ahead=True)

    def _renewed(self, stale: str, *, ahead: bool = False) -> str:
        """Return a token other than `stale`: from whoever renewed it first, or renewed now."""
        with self._lock:
            if self._token == stale and not (ahead and self._clock.now() < self._renew_at):
                self._renew(stale, may_wait=ahead)
            return self._token or ""

    def _renew(self, stale: str, *, may_wait: bool) -> None:
        assert self._refresh is not None, "static keys are not renewed"
        if self._over is not None:  # the vendor has said no: do not ask once per thread
            raise UserActionError(self._over.code, status=self._over.status)
        try:
            secrets = self._box.exchange(stale, self._refresh)
        except UserActionError as error:
            self._over = error
            raise
        except TransientError:
            now = self._clock.now()
            if not may_wait or not stale or now >= self._ends:
                raise
            self._renew_at = min(now + NEXT_TRY, self._ends)
            return
        self._take(secrets, renewed=True)

    def _take(self, secrets: Secrets, *, renewed: bool) -> None:
        token = secrets.get("access_token") or secrets.get("token") or ""
        if not token and (renewed or self._refresh is None):
            raise UserActionError(Code.NOT_CONNECTED)
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise UserActionError(Code.TOKEN_REJECTED)  # mistyped: no request could carry it
        ends, now = _ends(secrets), self._clock.now()
        ahead = self._ahead
        if renewed and ends < NEVER:
            ahead = min(ahead, max(ends - now, timedelta(0)) / 2)  # short-lived tokens
        self._token, self._ends = token, ends
        self._renew_at = (ends - ahead if ends < NEVER else NEVER) if token else now


def _ends(secrets: Secrets) -> datetime:
    """Return when the access token ends; NEVER where nothing is said, until a 401 says it."""
    text = secrets.get("expires_at")
    return datetime.fromisoformat(text) if text else NEVER


def _signed(request: httpx.Request, token: str) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token}"
    return request
