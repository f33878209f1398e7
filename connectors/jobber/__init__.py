"""Jobber: the office system of home services."""

from connectors.kit.countries import countries
from core.connector import Connector
from core.records import Side
from core.registry import ConnectorSpec, OAuthSpec, OpenArgs, Option, SignIn, SignInKind

HOST = "api.getjobber.com"

VERSION = "2026-02-17"
"""What is asked for unless the connection says otherwise. Between it and the version that our
contract covers, 2025-04-16, only new values of enumerations came in."""

USUAL_COUNTRIES = (  # where most of Jobber's offices are
    ("US", "United States"),
    ("CA", "Canada"),
    ("GB", "United Kingdom"),
    ("AU", "Australia"),
    ("NZ", "New Zealand"),
    ("IE", "Ireland"),
)

OAUTH = OAuthSpec(
    authorize_url=f"https://{HOST}/api/oauth/authorize",
    token_url=f"https://{HOST}/api/oauth/token",
    redirect_host="localhost",  # compared as text with what the app registered
    ports=(53100,),  # an app has one callback URL
    # Scopes are set on the developer app. A refusal comes back without a word.
    pkce=False,
    decline_without_parameters=True,
)


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.jobber.connector import open_connection

    return open_connection(args)


SPEC = ConnectorSpec(
    name="jobber",
    label="Jobber",
    audience="Home services",
    monogram="Jo",
    side=Side.SYSTEM,
    sign_ins=(
        SignIn(
            SignInKind.OAUTH,
            "Sign in with your office's own Jobber app",
            options=(
                Option(
                    "client_id",
                    "Client ID",
                    "In Jobber's Developer Center, on the page of your app. Set its callback URL "
                    "to http://localhost:53100/callback. A draft app is enough for your own "
                    "account; an administrator of it has to sign in.",
                ),
                Option(
                    "client_secret",
                    "Client secret",
                    "On the same page, below the client ID.",
                    secret=True,
                ),
            ),
            oauth=OAUTH,
        ),
    ),
    open=_open,
    hosts=(HOST,),
    options=(
        Option(
            "country",
            "Country",
            "For phone numbers that are written without a country code.",
            choices=countries(USUAL_COUNTRIES),
            default="US",
        ),
        Option(
            "api_version",
            "API version",
            "Leave it empty, unless 300Sync says that Jobber has retired the version it asks for.",
            required=False,
        ),
    ),
    host=lambda _settings: HOST,
    may=(
        "Read clients, properties, requests, quotes, jobs, invoices and your own custom fields, "
        "as far as the scopes of your app go.",
        "Create and change clients where a mapping writes to Jobber, and archive one that you "
        "approved for removal.",
        "Make a request for a client, or change its title, where you switch that on.",
    ),
    may_not=(
        "Change quotes, jobs, invoices, properties or schedules.",
        "Read notes, messages, attachments, line items, time sheets or payments.",
        "Destroy a client: Jobber keeps what is archived.",
    ),
    starter="starter.json",
)
