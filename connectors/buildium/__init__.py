"""Buildium: the property management system of who lets homes and offices."""

from collections.abc import Mapping

from connectors.kit.countries import countries
from core.connector import Connector
from core.records import Side
from core.registry import ConnectorSpec, OpenArgs, Option, SignIn, SignInKind

HOSTS = {
    "production": "api.buildium.com",
    "sandbox": "apisandbox.buildium.com",
}
"""A key works in the environment that it was made in, and is unknown in the other."""

USUAL_COUNTRIES = (("US", "United States"), ("CA", "Canada"))


def environment(settings: Mapping[str, str]) -> str:
    """Return which of HOSTS a connection is to; production where nothing was said."""
    asked = settings.get("environment", "")
    return asked if asked in HOSTS else "production"


def host(settings: Mapping[str, str]) -> str:
    """Return the host of the connection's environment."""
    return HOSTS[environment(settings)]


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.buildium.connector import open_connection

    return open_connection(args)


SPEC = ConnectorSpec(
    name="buildium",
    label="Buildium",
    audience="Property managers",
    monogram="Bu",
    side=Side.SYSTEM,
    sign_ins=(
        SignIn(
            SignInKind.KEYS,
            "Connect with an API key of your office",
            options=(
                Option(
                    "client_id",
                    "Client ID",
                    "An administrator makes the key in Buildium under Settings, Developer Tools, "
                    "Create API Key. It needs the Premium plan, and Open API switched on under "
                    "Settings, Application settings, Api settings. Tick View for Account "
                    "Information (under Administration) and for all that 300Sync is to read; tick "
                    "Edit only for Tenants, and only if a mapping is to write to Buildium.",
                ),
                Option(
                    "client_secret",
                    "Secret",
                    "Shown once, when the key is made. A lost one cannot be looked up: make "
                    "another key.",
                    secret=True,
                ),
            ),
        ),
    ),
    open=_open,
    hosts=tuple(HOSTS.values()),
    options=(
        Option(
            "environment",
            "Environment",
            "A key of the sandbox does not work in production, nor the other way round.",
            choices=(
                ("production", "Production (api.buildium.com)"),
                ("sandbox", "Sandbox (apisandbox.buildium.com)"),
            ),
            default="production",
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
        "Read properties, units, owners, associations, vendors, tenants, leases, applicants, "
        "client leads, tasks and work orders.",
        "Read rents and other sums where you switch that on.",
        "Change name, e-mail and phone numbers of a tenant where a mapping writes to Buildium.",
    ),
    may_not=(
        "Send tax ids, dates of birth, emergency contacts, bank accounts, evictions, cosigners, "
        "comments or answers on applications: they are dropped as soon as an answer is read.",
        "Make tenants, leases or anything else, or change owners: Buildium erases whatever a "
        "change leaves out, and of owners it does not tell all there is.",
        "Send e-mails or texts through Buildium.",
        "See more than the key's permissions allow.",
    ),
    starter="starter.json",
)
