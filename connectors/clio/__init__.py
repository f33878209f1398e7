"""Clio Manage: the practice management system of a law firm."""

from collections.abc import Mapping

from connectors.kit.countries import countries
from core.connector import Connector
from core.records import Side
from core.registry import ConnectorSpec, OAuthSpec, OpenArgs, Option, SignIn, SignInKind

HOSTS = {
    "us": "app.clio.com",
    "eu": "eu.app.clio.com",
    "ca": "ca.app.clio.com",
    "au": "au.app.clio.com",
}
"""Accounts and developer apps are apart in each region: one host knows nothing of another's."""

USUAL_COUNTRIES = (  # where most of Clio's offices are
    ("US", "United States"),
    ("CA", "Canada"),
    ("GB", "United Kingdom"),
    ("IE", "Ireland"),
    ("AU", "Australia"),
    ("NZ", "New Zealand"),
    ("ZA", "South Africa"),
)

OAUTH = OAuthSpec(
    authorize_url="https://{host}/oauth/authorize",
    token_url="https://{host}/oauth/token",
    revoke_url="https://{host}/oauth/deauthorize",
    redirect_host="127.0.0.1",  # compared as text with what the app registered: not localhost
    # Clio has no scopes: what is allowed is set on the developer app.
    extra_authorize={"redirect_on_decline": "true"},  # else a refusal would end at Clio's own page
    revokes="access_token",
)


def host(settings: Mapping[str, str]) -> str:
    """Return the host of the connection's region; the United States where none was said."""
    return HOSTS.get(settings.get("region", ""), HOSTS["us"])


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.clio.connector import open_connection

    return open_connection(args)


SPEC = ConnectorSpec(
    name="clio",
    label="Clio",
    audience="Law firms",
    monogram="Cl",
    side=Side.SYSTEM,
    sign_ins=(
        SignIn(
            SignInKind.OAUTH,
            "Sign in with your office's own Clio app",
            options=(
                Option(
                    "client_id",
                    "App key",
                    "In Clio's developer portal of your region, on the page of your app. Register "
                    "these redirect URIs there: http://127.0.0.1:53100/callback, and the same "
                    "with 53101 and 53102.",
                ),
                Option(
                    "client_secret",
                    "App secret",
                    "On the same page, below the app key.",
                    secret=True,
                ),
            ),
            oauth=OAUTH,
        ),
    ),
    open=_open,
    hosts=tuple(HOSTS.values()),
    options=(
        Option(
            "region",
            "Region",
            "Where your Clio account lives: it is in the address of your Clio page.",
            choices=(
                ("us", "United States (app.clio.com)"),
                ("eu", "Europe (eu.app.clio.com)"),
                ("ca", "Canada (ca.app.clio.com)"),
                ("au", "Australia (au.app.clio.com)"),
            ),
            default="us",
        ),
        Option(
            "country",
            "Country",
            "For phone numbers that are written without a country code.",
            choices=countries(USUAL_COUNTRIES),
            default="US",
        ),
    ),
    host=host,
    may=(
        "Read people, companies, matters, calendar entries and your own custom fields.",
        "Read the sums of bills where you switch that on.",
        "Create and change people and companies where a mapping writes to Clio, and delete one "
        "that you approved for removal.",
    ),
    may_not=(
        "Change matters, bills, trust accounts or calendars.",
        "Read documents, notes, communications or time entries.",
        "See more than the person who signs in may see in Clio.",
    ),
    starter="starter.json",
)
