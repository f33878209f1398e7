"""Boulevard: the booking and client management system of salons and med-spas."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from connectors.kit.countries import countries
from core.connector import Connector
from core.records import Side
from core.registry import ConnectorSpec, OpenArgs, Option, SignIn, SignInKind

HOSTS = {"production": "dashboard.boulevard.io", "sandbox": "sandbox.joinblvd.com"}
"""Keys of one are nothing to the other."""

USUAL_COUNTRIES = (("US", "United States"), ("CA", "Canada"))


def host(settings: Mapping[str, str]) -> str:
    """Return the host of the connection's environment; production where none was said."""
    return HOSTS.get(settings.get("environment", ""), HOSTS["production"])


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.boulevard.connector import open_connection

    return open_connection(args)


def _forecast(settings: Mapping[str, str], records: Sequence[int]) -> timedelta:
    from connectors.boulevard.pace import forecast

    return forecast(settings, records)


SPEC = ConnectorSpec(
    name="boulevard",
    label="Boulevard",
    audience="Salons and med-spas",
    monogram="Bl",
    side=Side.SYSTEM,
    sign_ins=(
        SignIn(
            SignInKind.KEYS,
            "Connect with an API application of your business",
            options=(
                Option(
                    "api_key",
                    "API key",
                    "In Boulevard under Settings, Developer, API Applications, on the page of your "
                    "application. Boulevard has these pages with its Enterprise plan only.",
                    secret=True,
                ),
                Option(
                    "api_secret",
                    "API secret",
                    "On the same page, below the API key. It often ends with an equals sign, which "
                    "is part of it.",
                    secret=True,
                ),
            ),
        ),
    ),
    open=_open,
    hosts=tuple(HOSTS.values()),
    options=(
        Option(
            "business_id",
            "Business ID",
            "On the same page of your API application: a long number with four dashes. It says "
            "which business the key is used for.",
        ),
        Option(
            "environment",
            "Environment",
            "Your own Boulevard, or a sandbox that Boulevard gave a developer. Keys of one do not "
            "open the other.",
            choices=(
                ("production", "Production (dashboard.boulevard.io)"),
                ("sandbox", "Sandbox (sandbox.joinblvd.com)"),
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
    healthcare=True,
    may_be_no_healthcare=True,
    may=(
        "Read names and contact details of clients, what they agreed to be sent, and when their "
        "appointments are.",
        "Read locations, staff, and when a membership runs; and totals of orders where you switch "
        "that on.",
        "Change name, e-mail and mobile phone of a client, where a mapping writes to Boulevard.",
    ),
    may_not=(
        "Ask for services, notes, tags, forms, scheduling alerts or photographs: a request names "
        "each field that it wants, and never those.",
        "Ask for a field that you made yourself, before you have said what kind of data it holds.",
        "Send the numbers of clients, appointments, memberships or orders.",
        "Make, merge or remove clients, or book, move or cancel appointments.",
        "Change what a client agreed to be sent, or send anybody a message.",
        "Touch memberships, orders, cards or gift cards.",
    ),
    starter="starter.json",
    forecast=_forecast,
)
