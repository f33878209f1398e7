"""Which portal a connection reached, who signed in, and who works there."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.hubspot import paths
from connectors.hubspot.api import Api, signed_in_by_oauth
from connectors.hubspot.oauth import SCOPES
from connectors.kit.tokens import ask
from core.connector import Account
from core.errors import Code
from core.registry import OpenArgs

KINDS = {"SANDBOX": "sandbox", "DEVELOPER_TEST": "test", "APP_DEVELOPER": "test"}
OWNERS_PAGE = 100  # owners


def account(api: Api, args: OpenArgs) -> Account:
    """Ask which portal this is; with an OAuth sign-in, also who signed in with which scopes."""
    details = api.get(paths.ACCOUNT, must="portalId").body
    zone = str(details.get("timeZone") or "UTC")
    api.daily.live_in(zone)
    token = _introspect(args) if signed_in_by_oauth(args) else {}
    scopes = tuple(str(scope) for scope in token.get("scopes") or ())
    portal = str(details["portalId"])
    return Account(
        id=portal,
        name=str(token.get("hub_domain") or f"Portal {portal}"),
        user=str(token.get("user") or ""),
        kind=KINDS.get(str(details.get("accountType")), "standard"),
        time_zone=zone,
        currencies=_currencies(details),
        scopes=scopes,
        notes=_notes(scopes),
    )


def owners(api: Api) -> Mapping[str, str]:
    """Return the portal's users: lower-case e-mail to owner id."""
    found: dict[str, str] = {}
    params = {"limit": str(OWNERS_PAGE)}
    while True:
        body = api.get(paths.OWNERS, params).body
        for row in body["results"]:
            email = str(row.get("email") or "").strip().lower()
            if email and row.get("archived") is not True:
                found[email] = str(row["id"])
        following = (body.get("paging") or {}).get("next")
        if not following:
            return found
        params["after"] = str(following["after"])


def _introspect(args: OpenArgs) -> Mapping[str, Any]:
    """Ask what the access token is good for. The request above has renewed it if need be."""
    secrets = args.credentials.load()
    form = {name: secrets[name] for name in ("client_id", "client_secret") if secrets.get(name)}
    base_url = args.settings.get("base_url") or paths.API
    return ask(
        base_url + paths.INTROSPECT,
        {**form, "token": secrets["access_token"], "token_type_hint": "access_token"},
        job=args.job,
        rejected=Code.TOKEN_REJECTED,
        transport=args.transport,
    )


def _currencies(details: Mapping[str, Any]) -> tuple[str, ...]:
    own, others = details.get("companyCurrency"), details.get("additionalCurrencies") or ()
    return tuple(str(code) for code in dict.fromkeys((own, *others)) if code)


def _notes(scopes: Sequence[str]) -> tuple[str, ...]:
    """Name the scopes that were asked for and not granted. Of a Service key's nothing is told."""
    lacking = [scope for scope in SCOPES if scope not in scopes] if scopes else []
    return tuple(f"{Code.SCOPE_MISSING.value} {scope}" for scope in lacking)
