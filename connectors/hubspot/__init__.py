"""HubSpot: the portal that every office system is kept in step with."""

from connectors.hubspot.oauth import OAUTH
from core.connector import Connector
from core.records import Side
from core.registry import ConnectorSpec, OpenArgs, Option, SignIn, SignInKind


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.hubspot.connector import HubSpotConnector

    return HubSpotConnector(args)


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
        "Add properties of its own, and a pipeline with stages or a label for ties where a mapping "
        "needs one.",
        "Tie records to each other, and archive a record that you approved for removal.",
        "Read the names and e-mail addresses of your HubSpot users, to set owners.",
    ),
    may_not=(
        "Delete anything for good.",
        "Send e-mail, or read e-mails, notes and calls.",
        "Change users, permissions, workflows or billing.",
    ),
)
