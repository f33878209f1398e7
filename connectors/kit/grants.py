"""What becomes of a grant: its access token is renewed, and one day it is taken back."""

from collections.abc import Callable
from urllib.parse import urlsplit

from connectors.kit.addresses import is_loopback
from connectors.kit.http import ApiClient
from connectors.kit.limits import RateBudget
from connectors.kit.tokens import ReadError, ask, merged, read_refusal
from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.registry import OAuthSpec, Secrets

Renew = Callable[[Secrets], Secrets]
"""Gets a new access token, for `BearerAuth`. Server trouble stays transient and is not tried again
here, but by whoever needed the token."""


def refresher(
    spec: OAuthSpec,
    *,
    host: str,
    job: JobContext,
    transport: object | None = None,
    base_url: str | None = None,
    read_error: ReadError | None = None,
) -> Renew:
    """Return the function that renews tokens by their refresh token.

    Keeps the old refresh token where the answer has none. invalid_grant becomes
    UserActionError(SIGN_IN_ENDED), invalid_client APP_REJECTED.
    """

    def form(secrets: Secrets) -> Secrets:
        if not secrets.get("refresh_token"):
            raise UserActionError(Code.SIGN_IN_ENDED)
        return {"grant_type": "refresh_token", "refresh_token": secrets["refresh_token"]}

    url = address_of(spec.token_url, host, base_url)
    return _renewer(url, form, Code.SIGN_IN_ENDED, job, transport, read_error)


def client_credentials(
    token_url: str,
    *,
    job: JobContext,
    transport: object | None = None,
    read_error: ReadError | None = None,
) -> Renew:
    """Return the function that gets tokens for pasted keys (RFC 6749, 4.4).

    There is no refresh token: each access token is asked for with the keys themselves.
    """

    def form(_secrets: Secrets) -> Secrets:
        return {"grant_type": "client_credentials"}

    return _renewer(token_url, form, Code.APP_REJECTED, job, transport, read_error)


def _renewer(
    url: str,
    form: Callable[[Secrets], Secrets],
    rejected: Code,
    job: JobContext,
    transport: object | None,
    read_error: ReadError | None,
) -> Renew:
    def renew(secrets: Secrets) -> Secrets:
        answer = ask(
            url,
            {**form(secrets), **client_of(secrets)},
            job=job,
            rejected=rejected,
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
    url = address_of(spec.revoke_url, host, base_url)
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
        form = {"token": token, "token_type_hint": spec.revokes, **client_of(secrets)}
        api.request("POST", url, form=form, repeatable=True)
    except SyncError as error:
        # Gone already; or done, and said in some other form than JSON.
        if error.code not in (Code.SIGN_IN_ENDED, Code.NOT_JSON):
            raise
    finally:
        api.close()


def client_of(secrets: Secrets) -> Secrets:
    """Return which app asks, as a token address wants it; not every app has a secret."""
    return {name: secrets[name] for name in ("client_id", "client_secret") if secrets.get(name)}


def address_of(template: str, host: str, base_url: str | None) -> str:
    """Return one of the spec's addresses for this connection's host, or for a simulator.

    An address of a fixed host stays where it is if the base address is the vendor's own:
    HubSpot's people sign in at another host than its programs.
    """
    url = template.replace("{host}", host)
    if not base_url or ("{host}" not in template and not is_loopback(base_url)):
        return url
    parts = urlsplit(url)
    return base_url.rstrip("/") + parts.path
