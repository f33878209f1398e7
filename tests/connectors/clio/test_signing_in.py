"""Signing in at Clio as its manual asks, in four regions, and taking it back."""

import threading
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.clio import HOSTS, OAUTH, SPEC
from connectors.clio.simulator import CLIENT_ID, CLIENT_SECRET, ClioSimulator, Profile
from connectors.kit.oauth import sign_in
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.office import MemoryBox
from core.registry import OpenArgs, Secrets
from tests.connectors.clio.conftest import SECRETS, Connect

pytestmark = pytest.mark.usefixtures("browser_ports")


def browse(clio: ClioSimulator, job: JobContext, region: str = "us") -> tuple[Secrets, str]:
    """Sign in with a browser that does as it is told; return the tokens and the first address."""
    opened: list[str] = []
    transport = httpx.MockTransport(clio.handle)

    def browser(url: str) -> None:
        opened.append(url)
        with httpx.Client(transport=transport) as site:
            callback = site.get(url).headers["location"]
        visit = threading.Thread(target=lambda: httpx.get(callback, trust_env=False))
        visit.start()
        visits.append(visit)

    visits: list[threading.Thread] = []
    try:
        secrets = sign_in(
            OAUTH,
            host=SPEC.host({"region": region}),
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            open_browser=browser,
            job=job,
            transport=transport,
        )
    finally:
        for visit in visits:
            visit.join()
    return secrets, opened[0]


@pytest.mark.parametrize("region", HOSTS)
def test_a_sign_in_goes_to_the_regions_host_and_back_to_this_pc(
    clock: SimulatorClock, region: str
) -> None:
    clio = ClioSimulator(clock=clock, profile=Profile(region=region))
    secrets, address = browse(clio, JobContext(), region)
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (parts.scheme, parts.hostname, parts.path) == (
        "https",
        HOSTS[region],
        "/oauth/authorize",
    )
    back = urlsplit(query["redirect_uri"])
    assert (back.scheme, back.hostname, back.path) == ("http", "127.0.0.1", "/callback")
    assert back.port in OAUTH.ports
    assert query["redirect_on_decline"] == "true"
    assert "scope" not in query
    opened = SPEC.open(
        OpenArgs(
            {"region": region},
            MemoryBox(secrets),
            JobContext(clock=clock),
            httpx.MockTransport(clio.handle),
        )
    )
    assert opened.account().user == "ada.quillfeather@example.com"


def test_a_refusal_on_clios_page_comes_back_as_one(clio: ClioSimulator) -> None:
    clio.sign_in.consent = "decline"
    with pytest.raises(UserActionError) as refused:
        browse(clio, JobContext())
    assert refused.value.code is Code.DECLINED


def test_a_sign_in_of_another_region_is_rejected(connect: Connect, clio: ClioSimulator) -> None:
    with pytest.raises(UserActionError) as refused:
        connect(clio.handle, region="eu").account()
    assert refused.value.code is Code.APP_REJECTED  # an app, too, belongs to one region


def test_the_redirects_that_the_form_asks_to_register_are_those_used() -> None:
    (way,) = SPEC.sign_ins
    help_text = way.options[0].help
    assert way.oauth is not None
    assert f"http://{OAUTH.redirect_host}:{OAUTH.ports[0]}{OAUTH.redirect_path}" in help_text
    assert all(str(port) in help_text for port in OAUTH.ports)


def test_a_refresh_that_answers_no_refresh_token_keeps_the_old_one(
    clio: ClioSimulator, clock: SimulatorClock
) -> None:
    box = MemoryBox({**SECRETS, "access_token": "stale"})
    transport = httpx.MockTransport(clio.handle)
    SPEC.open(OpenArgs({}, box, JobContext(clock=clock), transport)).account()
    kept = box.load()
    assert kept["access_token"] != "stale"
    assert kept["refresh_token"] == SECRETS["refresh_token"]


def test_revoking_takes_the_token_back_at_clio(office: Connector, clio: ClioSimulator) -> None:
    office.revoke()
    (request,) = clio.requests("POST", "/oauth/deauthorize")
    assert request.status == 200
    with pytest.raises(UserActionError) as refused:
        office.account()
    assert refused.value.code is Code.SIGN_IN_ENDED


def test_revoking_what_is_revoked_is_harmless(office: Connector) -> None:
    office.revoke()
    office.revoke()


@pytest.mark.parametrize(
    "address", ["https://clio.example.com", "http://app.clio.com", "https://app.clio.com:8443"]
)
def test_another_address_than_clios_or_this_pcs_is_refused(connect: Connect, address: str) -> None:
    with pytest.raises(UserActionError) as refused:
        connect(base_url=address)
    assert refused.value.code is Code.ADDRESS_REFUSED


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Australia/Perth", "Australia/Perth"),
        ("Middle of nowhere", "UTC"),
        (None, "UTC"),
    ],
)
def test_the_account_says_where_its_day_begins(
    connect: Connect, told: str | None, zone: str
) -> None:
    data = {"id": 1, "name": "Ada", "time_zone": told, "account": {"id": 7, "name": "Moss LLP"}}
    account = connect(lambda _request: httpx.Response(200, json={"data": data})).account()
    assert (account.id, account.name, account.user, account.time_zone) == (
        "7",
        "Moss LLP",
        "Ada",
        zone,
    )


def test_an_office_anywhere_finds_its_country_and_most_find_it_at_once() -> None:
    (option,) = [option for option in SPEC.options if option.name == "country"]
    codes = [code for code, _name in option.choices]
    assert codes[:3] == ["US", "CA", "GB"]
    assert {"DE", "NL", "FR", "SG", "HK"} <= set(codes)
    assert option.default == codes[0]
