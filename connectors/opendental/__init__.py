"""Open Dental: the practice management system of a dental office."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from connectors.kit.countries import countries
from core.connector import Connector
from core.errors import Code, UserActionError
from core.records import Side
from core.registry import ConnectorSpec, OpenArgs, Option, SignIn, SignInKind

REMOTE_HOST = "api.opendental.com"
LOCAL_ADDRESS = "http://localhost:30222"
SERVICE_PORT = 30223

USUAL_COUNTRIES = (("US", "United States"), ("CA", "Canada"))

TIME_ZONES = (  # where Open Dental's offices are
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico"),
    ("America/Halifax", "Atlantic (Canada)"),
    ("America/St_Johns", "Newfoundland"),
    ("America/Regina", "Saskatchewan"),
)


def address(settings: Mapping[str, str]) -> str:
    """Return where a connection's requests go. SETTING_INVALID if no server is named."""
    if settings.get("base_url"):
        return settings["base_url"]
    match settings.get("mode", "remote"):
        case "local":
            return LOCAL_ADDRESS
        case "service":
            server = settings.get("server", "").strip()
            if not server:
                raise UserActionError(Code.SETTING_INVALID, detail="server")
            return f"http://{server}:{SERVICE_PORT}"
        case _:
            return f"https://{REMOTE_HOST}"


def _open(args: OpenArgs) -> Connector:
    """Open a connection; imported only now, so that a start does not pay for it."""
    from connectors.opendental.connector import open_connection

    return open_connection(args)


def _forecast(settings: Mapping[str, str], records: Sequence[int]) -> timedelta:
    from connectors.opendental.pace import forecast

    return forecast(settings, records)


SPEC = ConnectorSpec(
    name="opendental",
    label="Open Dental",
    audience="Dental practices",
    monogram="Od",
    side=Side.SYSTEM,
    sign_ins=(
        SignIn(
            SignInKind.KEYS,
            "Connect with your practice's two API keys",
            options=(
                Option(
                    "developer_key",
                    "Developer key",
                    "From Open Dental's Developer Portal, where your practice or whoever set this "
                    "up is registered as a developer.",
                    secret=True,
                ),
                Option(
                    "customer_key",
                    "Customer key",
                    "Made in the Developer Portal for your practice alone. Paste the same key in "
                    "Open Dental under Setup, Advanced Setup, API, Add Key, and tick Enabled.",
                    secret=True,
                ),
            ),
        ),
    ),
    open=_open,
    hosts=(REMOTE_HOST,),
    options=(
        Option(
            "mode",
            "Way to Open Dental",
            "On this computer is the fastest, if Open Dental always runs here. The office's server "
            "is as fast; what passes between it and this computer is not encrypted. Over the "
            "internet is encrypted, slow, and needs the eConnector to run.",
            choices=(
                ("remote", "Over the internet (encrypted)"),
                ("local", "Open Dental on this computer"),
                ("service", "API Service on the office's server (not encrypted)"),
            ),
            default="remote",
        ),
        Option(
            "server",
            "Server's number",
            "Only for the office's server: its number in your network, such as 192.168.1.10. "
            "Patients' data then crosses your office network unencrypted, and goes nowhere else.",
            required=False,
        ),
        Option(
            "plan",
            "API plan",
            "What Open Dental bills for the key. It decides how often it may be asked over the "
            "internet: with the free plan once in 5 seconds.",
            choices=(
                ("free", "Free, read only: 1 request in 5 seconds"),
                ("paid", "With any paid permission: 1 request a second"),
                ("enterprise", "Enterprise: 2 requests a second"),
            ),
            default="free",
        ),
        Option(
            "time_zone",
            "Time zone of the practice",
            "Open Dental tells times without a zone.",
            choices=TIME_ZONES,
            default="America/New_York",
        ),
        Option(
            "country",
            "Country",
            "For phone numbers that are written without a country code.",
            choices=countries(USUAL_COUNTRIES),
            default="US",
        ),
    ),
    healthcare=True,
    may=(
        "Read names and contact details of patients, and when their appointments are.",
        "Read clinics, providers and referral sources.",
        "Change phone numbers, e-mail and address of a patient, and confirm an appointment, where "
        "a mapping writes to Open Dental.",
    ),
    may_not=(
        "Keep or send clinical notes, medical history, treatment, procedures, insurance, balances "
        "or account numbers: they are dropped as soon as an answer is read.",
        "Send the numbers of patients or appointments.",
        "Make or delete patients, or make, move or break appointments.",
        "Set whether a patient may be sent texts.",
    ),
    starter="starter.json",
    forecast=_forecast,
)
