"""OAuth 2.0 authorisation code with PKCE over a loopback redirect (RFC 8252), and bearer tokens
that renew themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx

from core.jobs import Clock, JobContext
from core.registry import CredentialBox, OAuthSpec, Secrets


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in under way: bound to its state, usable once, for ten minutes."""

    url: str  # to open in the browser
    redirect_uri: str
    state: str
    verifier: str
    expires_at: datetime


def sign_in(
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
    raise NotImplementedError


class BearerAuth(httpx.Auth):
    """Adds the access token; renews it ahead of its end, single-flight, saved before use."""

    def __init__(
        self,
        box: CredentialBox,
        *,
        refresh: Callable[[Secrets], Secrets] | None,
        clock: Clock,
        renew_before: float = 120.0,  # seconds ahead of the end
    ) -> None:
        raise NotImplementedError

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        """Send with the token; on a 401 renew once and send once more, never in a loop.

        With `refresh` None (a static key) a 401 is passed on at once.
        """
        raise NotImplementedError


def refresher(
    spec: OAuthSpec,
    *,
    host: str,
    job: JobContext,
    transport: object | None = None,
    base_url: str | None = None,
    read_error: Callable[[int, Mapping[str, object]], Exception] | None = None,
) -> Callable[[Secrets], Secrets]:
    """Return the function that renews tokens at the vendor's token address.

    Keeps the old refresh token where the answer has none. invalid_grant becomes
    UserActionError(SIGN_IN_ENDED), invalid_client APP_REJECTED; 5xx and no answer stay transient.
    """
    raise NotImplementedError


def revoke(spec: OAuthSpec, secrets: Secrets, *, host: str, base_url: str | None = None) -> None:
    """Tell the vendor to forget the token (RFC 7009), where the spec has an address for it."""
    raise NotImplementedError
