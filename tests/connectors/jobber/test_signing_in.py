"""Signing in at Jobber: a callback on localhost, a refresh token that rotates, and an end of it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.jobber import OAUTH, SPEC
from connectors.jobber.simulator import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET, JobberSimulator
from connectors.jobber.simulator.profile import Profile
from connectors.kit.oauth import sign_in
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.office import MemoryBox
from core.registry import OpenArgs, Secrets
from tests.connectors.jobber.conftest import SECRETS, Connect


def browse(jobber: JobberSimulator) -> tuple[Secrets, str]:
    """Sign in with a browser that does as it is told; return the tokens and the first address."""
    opened: list[str] = []
    visits: list[threading.Thread] = []
    transport = httpx.MockTransport(jobber.handle)

    def browser(url: str) -> None:
        opened.append(url)
        with httpx.Client(transport=transport) as site:
            callback = site.get(url).headers["location"]
        visits.append(threading.Thread(target=lambda: httpx.get(callback, trust_env=False)))
        visits[0].start()

    try:
        secrets = sign_in(
            OAUTH,
            host=SPEC.host({}),
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            open_browser=browser,
            job=JobContext(),
            transport=transport,
        )
    finally:
        for visit in visits:
            visit.join()
    return secrets, opened[0]


@pytest.mark.usefixtures("browser_ports")
def test_a_sign_in_comes_back_to_localhost(jobber: JobberSimulator, connect: Connect) -> None:
    secrets, address = browse(jobber)
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert parts.hostname == "api.getjobber.com"
    back = urlsplit(query["redirect_uri"])
    assert (back.scheme, back.hostname, back.path) == ("http", "localhost", "/callback")
    assert query.keys() == {"response_type", "client_id", "redirect_uri", "state"}
    assert connect(box=MemoryBox(secrets)).account().id == ACCOUNT_ID


@pytest.mark.usefixtures("browser_ports")
def test_a_refusal_comes_back_without_a_word_and_is_called_one(jobber: JobberSimulator) -> None:
    jobber.sign_in.consent = "decline"
    with pytest.raises(UserActionError) as refused:
        browse(jobber)
    assert refused.value.code is Code.DECLINED


def test_the_callback_that_the_form_asks_to_register_is_the_one_used() -> None:
    (way,) = SPEC.sign_ins
    (port,) = OAUTH.ports
    assert f"http://{OAUTH.redirect_host}:{port}{OAUTH.redirect_path}" in way.options[0].help


# -- the refresh token ----------------------------------------------------------------------------


def test_the_new_refresh_token_is_saved_before_the_access_token_is_used(
    jobber: JobberSimulator, connect: Connect, clock: SimulatorClock
) -> None:
    """(P8) After a crash in between, the next start goes on with what was saved."""
    box = MemoryBox({**SECRETS, "access_token": "stale"})

    class Crash(BaseException):
        pass

    def crashing(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return jobber.handle(request)
        if request.headers["authorization"] == "Bearer stale":
            return jobber.handle(request)
        raise Crash  # the moment the new token is first used

    with pytest.raises(Crash):
        connect(crashing, box).account()
    assert box.load()["refresh_token"] != SECRETS["refresh_token"]
    assert connect(box=box).account().id == ACCOUNT_ID
    assert len(jobber.requests("POST", "/token")) == 1


def test_what_cannot_be_saved_is_not_used(jobber: JobberSimulator, connect: Connect) -> None:
    """(P8)"""

    class Full(MemoryBox):
        def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
            renew(self.load())
            raise UserActionError(Code.DISK_FULL)

    with pytest.raises(UserActionError) as failed:
        connect(box=Full({**SECRETS, "access_token": "stale"})).account()
    assert failed.value.code is Code.DISK_FULL
    assert [entry.status for entry in jobber.requests("POST", "/graphql")] == [401]


def test_two_programs_that_renew_at_once_use_the_refresh_token_once(
    jobber: JobberSimulator, connect: Connect
) -> None:
    """(P8) They share what is on disk, and nothing else."""
    box = MemoryBox({**SECRETS, "access_token": "stale"})
    offices = [connect(box=box) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda office: office.account().id, offices))
    assert found == [ACCOUNT_ID] * 4
    assert len(jobber.requests("POST", "/token")) == 1


def test_an_access_token_is_renewed_ahead_of_its_end(
    jobber: JobberSimulator, connect: Connect, clock: SimulatorClock
) -> None:
    """The answer names no length: "expires_at" or the token itself tells."""
    office = connect(box=MemoryBox({**SECRETS, "access_token": "stale"}))
    for _ in range(30):
        office.account()
        clock.advance(600)
    refused = [entry for entry in jobber.requests("POST", "/graphql") if entry.status == 401]
    assert len(refused) == 1  # the stale one
    assert 5 <= len(jobber.requests("POST", "/token")) <= 7


@pytest.mark.parametrize("status", [400, 401])
def test_a_refresh_token_that_was_used_before_asks_for_a_new_sign_in(
    connect: Connect, clock: SimulatorClock, status: int
) -> None:
    """Such as one that another copy of the data has used."""
    jobber = JobberSimulator(clock=clock, profile=Profile(old_refresh_status=status))
    connect(jobber.handle, MemoryBox({**SECRETS, "access_token": "stale"})).account()
    with pytest.raises(UserActionError) as ended:
        connect(jobber.handle, MemoryBox({**SECRETS, "access_token": "stale"})).account()
    assert ended.value.code is Code.SIGN_IN_ENDED


def test_without_rotation_the_refresh_token_stays(clock: SimulatorClock) -> None:
    jobber = JobberSimulator(clock=clock, profile=Profile(rotates=False))
    box = MemoryBox({**SECRETS, "access_token": "stale"})
    transport = httpx.MockTransport(jobber.handle)
    SPEC.open(OpenArgs({}, box, JobContext(clock=clock), transport)).account()
    assert box.load()["refresh_token"] == SECRETS["refresh_token"]


def test_a_wrong_secret_is_called_one(connect: Connect) -> None:
    box = MemoryBox({**SECRETS, "access_token": "stale", "client_secret": "wrong"})
    with pytest.raises(UserActionError) as refused:
        connect(box=box).account()
    assert refused.value.code is Code.APP_REJECTED


# -- the end --------------------------------------------------------------------------------------


def test_disconnecting_ends_the_apps_access(office: Connector, jobber: JobberSimulator) -> None:
    office.revoke()
    with pytest.raises(UserActionError) as refused:
        office.account()
    assert refused.value.code is Code.SIGN_IN_ENDED
    office.revoke()  # harmless to repeat


def test_an_app_that_was_disconnected_in_jobber_asks_for_a_new_sign_in(
    office: Connector, jobber: JobberSimulator
) -> None:
    jobber.sign_in.disconnect()
    with pytest.raises(UserActionError) as refused:
        office.account()
    assert refused.value.code is Code.SIGN_IN_ENDED
