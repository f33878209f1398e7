"""HubSpot: the portal that every office system is kept in step with."""

from core.connector import Connector
from core.records import Side
from core.registry import ConnectorSpec, OAuthSpec, OpenArgs, Option, SignIn, SignInKind

_READ_WRITE = ("contacts", "companies", "deals")

OAUTH = OAuthSpec(
    authorize_url="https://app.hubspot.com/oauth/authorize",
    token_url="https://api.hubapi.com/oauth/2026-03/token",
    revoke_url="https://api.hubapi.com/oauth/2026-03/token/revoke",
    redirect_host="localhost",  # the only host to which HubSpot redirects without TLS
    scopes=(
        "oauth",
        *(f"crm.objects.{name}.{way}" for name in _READ_WRITE for way in ("read", "write")),
        *(f"crm.schemas.{name}.{way}" for name in _READ_WRITE for way in ("read", "write")),
        "crm.objects.owners.read",
    ),
    # A portal that cannot grant one of these drops it; among `scopes` it would fail the sign-in.
    optional_scopes=(
        "tickets",
        *(
            f"crm.{kind}.{name}.{way}"
            for name in ("appointments", "custom")
            for kind in ("objects", "schemas")
            for way in ("read", "write")
        ),
    ),
)


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.hubspot.connector import open_connection

    return open_connection(args)


SPEC = ConnectorSpec(
    name="hubspot",
    label="HubSpot",
    audience="The CRM that everything is kept in step with",
    monogram="Hs",
    side=Side.HUBSPOT,
    sign_ins=(
        SignIn(
            SignInKind.KEYS,
            "Service key",
            options=(
                Option(
                    "token",
                    "Service key",
                    "In HubSpot: Development, Keys, Service keys. A super admin can make one.",
                    secret=True,
                ),
            ),
        ),
        SignIn(
            SignInKind.OAUTH,
            "Sign in with your office's own HubSpot app",
            options=(
                Option("client_id", "Client ID", "On the Auth page of your app in HubSpot."),
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
    hosts=("api.hubapi.com",),
    may=(
        "Read, create and change contacts, companies and deals; tickets, appointments and custom "
        "objects where you allow it.",
        "Add properties of its own, and a pipeline with stages where a mapping needs one.",
        "Tie records to each other, and archive a record that you approved for removal.",
        "Read the names and e-mail addresses of your HubSpot users, to set owners.",
    ),
    may_not=(
        "Delete anything for good.",
        "Send e-mail, or read e-mails, notes and calls.",
        "Change users, permissions, workflows or billing.",
    ),
)
