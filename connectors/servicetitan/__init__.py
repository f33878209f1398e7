"""ServiceTitan: the system of a contractor for heating, cooling, plumbing or electricity."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.kit.countries import countries
from core.connector import Connector
from core.records import Side
from core.registry import ConnectorSpec, OpenArgs, Option, SignIn, SignInKind


@dataclass(frozen=True, slots=True)
class Environment:
    """One of ServiceTitan's two worlds. Keys of one are unknown in the other; only the app key and
    the tenant's number are the same in both.
    """

    api: str  # hosts
    auth: str
    web: str
    kind: str  # of an Account
    prefix: str = ""  # of the account's id: a practice account is never taken for the real one


ENVIRONMENTS: Mapping[str, Environment] = {
    "production": Environment(
        "api.servicetitan.io", "auth.servicetitan.io", "go.servicetitan.com", "standard"
    ),
    "integration": Environment(
        "api-integration.servicetitan.io",
        "auth-integration.servicetitan.io",
        "integration.servicetitan.com",
        "sandbox",
        "integration",
    ),
}

USUAL_COUNTRIES = (("US", "United States"), ("CA", "Canada"), ("AU", "Australia"))


def environment(settings: Mapping[str, str]) -> Environment:
    """Return the connection's environment; production where none was said."""
    return ENVIRONMENTS.get(settings.get("environment", ""), ENVIRONMENTS["production"])


def host(settings: Mapping[str, str]) -> str:
    """Return the host of the connection's environment."""
    return environment(settings).api


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.servicetitan.opening import open_connection

    return open_connection(args)


SPEC = ConnectorSpec(
    name="servicetitan",
    label="ServiceTitan",
    audience="Heating, cooling and plumbing contractors",
    monogram="St",
    side=Side.SYSTEM,
    sign_ins=(
        SignIn(
            SignInKind.KEYS,
            "Connect with your office's own ServiceTitan app",
            options=(
                Option(
                    "app_key",
                    "App key",
                    "At developer.servicetitan.io under My Apps, on the page of your office's app. "
                    "It begins with ak1. and is the same in both environments.",
                    secret=True,
                ),
                Option(
                    "client_id",
                    "Client ID",
                    "In ServiceTitan an administrator opens Settings, Integrations, API "
                    "Application Access and connects your app; the ID is shown there. It begins "
                    "with cid.",
                ),
                Option(
                    "client_secret",
                    "Client secret",
                    "Made on the same page, and shown once: copy it at once. It begins with cs1.",
                    secret=True,
                ),
            ),
        ),
    ),
    open=_open,
    hosts=tuple(name for each in ENVIRONMENTS.values() for name in (each.api, each.auth)),
    options=(
        Option(
            "environment",
            "Environment",
            "Production is your real account. Integration is ServiceTitan's practice account; its "
            "client ID and secret are others.",
            choices=(
                ("production", "Production (your real account)"),
                ("integration", "Integration (practice account)"),
            ),
            default="production",
        ),
        Option(
            "tenant",
            "Tenant ID",
            "The number of your account. It stands on the page of your app at "
            "developer.servicetitan.io, in the list of tenants; ServiceTitan's support knows it "
            "too.",
        ),
        Option(
            "country",
            "Country",
            "For phone numbers that are written without a country code.",
            choices=countries(USUAL_COUNTRIES),
            default="US",
        ),
        Option(
            "new_address",
            "Address for new customers",
            "ServiceTitan makes no customer without an address. Where HubSpot has none, this one "
            "is taken, and comes to HubSpot with the customer: street; city; state; ZIP. Empty: "
            "such a customer is not made.",
            required=False,
        ),
    ),
    host=host,
    may=(
        "Read customers with their phones and e-mails, locations, leads, bookings, estimates, "
        "jobs, appointments, memberships and your own custom fields.",
        "Read the sums of invoices where you switch that on.",
        "Create and change customers where a mapping writes to ServiceTitan, and deactivate one "
        "that you approved for removal.",
    ),
    may_not=(
        "Read payments, cards or bank accounts.",
        "Change leads, jobs, estimates, invoices or memberships.",
        "See more than the scopes that your app was granted.",
    ),
    starter="starter.json",
)
