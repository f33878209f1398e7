"""What goes wrong at the vendors: each case has its code, its sentence and a way on, and in the
end nothing is lost and nothing is there twice (P1, P2, P7, P8).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from connectors.clio.simulator import ACCESS_TOKEN, REFRESH_TOKEN, ClioSimulator
from connectors.demo import World
from connectors.kit.simulator import Fault, Handler, Request, Response
from core.errors import Code, SyncError, UserActionError
from core.office import Office
from core.summary import Health, RunSummary
from tests.e2e.desk import KEY, Desk, Holdings, holdings, said_plainly

PEOPLE = 40
ALWAYS = 10_000  # times
PAGE = "<html><body>Sign in to our guest network</body></html>"


def made() -> World:
    return World(None, people=PEOPLE, seed=3)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    """What HubSpot holds after a sync that nothing disturbed."""
    desk = Desk(tmp_path_factory.mktemp("whole"), made())
    with desk.open() as office:
        desk.connect(office)
        run = desk.sync(office)
    assert run.result == "ok"
    assert run.totals.failed == 0
    return holdings(desk.world)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, made())


@pytest.fixture
def office(desk: Desk) -> Iterator[Office]:
    """An office that is connected and has synced nothing yet."""
    with desk.open() as office:
        desk.connect(office)
        yield office


def ends_whole(desk: Desk, office: Office, whole: Holdings) -> RunSummary:
    """Sync again, now that the trouble is over; return the run."""
    run = desk.sync(office)
    assert run.result == "ok", run.code
    assert run.totals.adds_up
    assert holdings(desk.world) == whole
    again = desk.sync(office)
    assert (again.totals.created, again.totals.updated) == (0, 0)
    return run


# -- answers that are none ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault at one vendor, and what the run then ends with."""

    at: str
    fault: Fault
    code: Code


HTML = {"content-type": "text/html"}
LASTING = {
    "HTML where JSON should be": Trouble(
        "hubspot",
        Fault("status", path="/batch/", times=ALWAYS, status=200, body=PAGE, headers=HTML),
        Code.NOT_JSON,
    ),
    "HTML from Clio": Trouble(
        "clio",
        Fault("status", path="/contacts", times=ALWAYS, status=200, body=PAGE, headers=HTML),
        Code.NOT_JSON,
    ),
    "truncated JSON": Trouble(
        "hubspot", Fault("truncate", path="/batch/", times=ALWAYS), Code.TRUNCATED
    ),
    "truncated JSON from Clio": Trouble(
        "clio", Fault("truncate", path="/contacts", times=ALWAYS), Code.TRUNCATED
    ),
    "a storm of 503": Trouble(
        "hubspot", Fault("status", times=ALWAYS, after=8, status=503), Code.UNAVAILABLE
    ),
    "a storm of 502 pages": Trouble("hubspot", Fault("html", times=ALWAYS), Code.UNAVAILABLE),
    "a storm of 500 from Clio": Trouble(
        "clio", Fault("status", times=ALWAYS, after=1, status=500), Code.UNAVAILABLE
    ),
    "connections that are cut": Trouble(
        "hubspot", Fault("drop_before", path="/batch/", times=ALWAYS), Code.UNAVAILABLE
    ),
    "answers that never come": Trouble(
        "hubspot", Fault("drop_after", path="/batch/", times=ALWAYS), Code.UNAVAILABLE
    ),
}


@pytest.mark.parametrize("name", LASTING)
def test_trouble_that_lasts_ends_the_run_and_the_next_one_goes_on(
    name: str, desk: Desk, office: Office, whole: Holdings
) -> None:
    trouble = LASTING[name]
    simulator = desk.world.hubspot if trouble.at == "hubspot" else desk.world.simulator
    simulator.faults.append(_copy(trouble.fault))
    run = desk.sync(office)
    assert (run.result, run.code) == ("failed", trouble.code)
    assert said_plainly(run.code)
    assert run.totals.adds_up
    assert office.summary().health in (Health.OFFLINE, Health.PROBLEM)
    simulator.faults.clear()
    ends_whole(desk, office, whole)


PASSING = {
    "one page of HTML": Fault("html", path="/batch/"),
    "one cut answer": Fault("truncate", path="/batch/"),
    "three 503 in a row": Fault("status", times=3, status=503),
    "a write that timed out but took effect": Fault("drop_after", path="/batch/upsert", times=2),
    "an update that timed out but took effect": Fault("drop_after", path="/batch/update"),
    "a connection that was cut before the write": Fault("drop_before", path="/batch/upsert"),
    "a 429 that nobody expected": Fault("status", status=429, path="/batch/", times=2),
    "a locked record": Fault("status", status=423, path="/batch/"),
}


@pytest.mark.parametrize("name", PASSING)
def test_trouble_that_passes_is_waited_out(
    name: str, desk: Desk, office: Office, whole: Holdings
) -> None:
    fault = _copy(PASSING[name])
    desk.world.hubspot.faults.append(fault)
    run = desk.sync(office)
    assert fault not in desk.world.hubspot.faults, "it did not happen"
    assert run.result == "ok", run.code
    assert holdings(desk.world) == whole


def _copy(fault: Fault) -> Fault:
    return replace(fault)


# -- the network ----------------------------------------------------------------------------------


class Cable:
    """Between the program and a vendor; pulled out after so many requests of a kind."""

    def __init__(self, path: str, after: int) -> None:
        self._path = path
        self._left = after

    def plug_in(self) -> None:
        self._left = ALWAYS

    def __call__(self, handle: Handler) -> Handler:
        def through(request: Request) -> Response:
            if self._path in request.url.path:
                self._left -= 1
            if self._left < 0:
                raise httpx.ConnectError("no route to host")
            return handle(request)

        return through


@pytest.mark.parametrize(("system", "path"), [("hubspot", "/batch/"), ("clio", "/contacts")])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_the_network_goes_in_the_middle_of_a_batch(
    tmp_path: Path, whole: Holdings, system: str, path: str, after: int
) -> None:
    cable = Cable(path, after)
    desk = Desk(tmp_path, made(), between={system: cable})
    with desk.open() as office:
        desk.connect(office)
        run = desk.sync(office)
        if after < 2 or system == "hubspot":
            assert (run.result, run.code) == ("failed", Code.OFFLINE)
            assert said_plainly(run.code)
            assert office.summary().health is Health.OFFLINE
        cable.plug_in()
        ends_whole(desk, office, whole)


# -- who may, and what for ------------------------------------------------------------------------


def test_a_wrong_token_is_told_at_once_and_nothing_is_kept(desk: Desk) -> None:
    with desk.open() as office:
        with pytest.raises(UserActionError) as caught:
            office.connect_with("hubspot", {"token": "pat-na1-mistyped"}, {}, desk.job())
        assert caught.value.code is Code.TOKEN_REJECTED
        assert said_plainly(caught.value.code)
        assert office.summary().connections == ()
        desk.connect(office)
        assert desk.sync(office).result == "ok"


def test_a_revoked_key_stops_the_run_and_a_new_one_goes_on(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    tokens = desk.world.hubspot.access.tokens
    scopes = tokens.keys[desk.world.credentials("hubspot")["token"]]
    desk.world.hubspot.revoke_tokens()
    run = desk.sync(office)
    assert (run.result, run.code) == ("failed", Code.TOKEN_REJECTED)
    assert said_plainly(run.code)
    assert office.summary().health is Health.SIGNED_OUT
    states = {c.connector: c.state for c in office.summary().connections}
    assert states == {"hubspot": "signed_out", "clio": "working"}
    desk.world.hubspot.access.tokens.keys["pat-na1-a-new-one"] = scopes
    office.connect_with("hubspot", {"token": "pat-na1-a-new-one"}, {}, desk.job())
    assert office.summary().health is not Health.SIGNED_OUT
    ends_whole(desk, office, whole)


def test_a_sign_in_that_was_withdrawn_in_clio_is_asked_for_again(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    desk.world.simulator.sign_in.withdraw()
    run = desk.sync(office)
    assert run.result == "failed"
    assert run.code in (Code.SIGN_IN_ENDED, Code.TOKEN_REJECTED)
    assert said_plainly(run.code)
    states = {c.connector: c.state for c in office.summary().connections}
    assert states == {"hubspot": "working", "clio": "signed_out"}
    desk.world.simulator.sign_in.add_token(ACCESS_TOKEN, REFRESH_TOKEN)
    desk.connect(office, "clio")
    ends_whole(desk, office, whole)


def test_a_token_that_ended_in_the_middle_is_renewed_without_a_word(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    def end_it(clio: ClioSimulator, _answered: int) -> None:
        clio.sign_in.expire(ACCESS_TOKEN)

    desk.world.simulator.actors.append(end_it)  # after the first answer of the run
    run = desk.sync(office)
    assert run.result == "ok", run.code
    assert ACCESS_TOKEN not in desk.world.simulator.sign_in.tokens.access
    assert holdings(desk.world) == whole


SHAPES = pytest.mark.parametrize("in_context", [True, False], ids=["context", "errors"])


@SHAPES
def test_a_missing_scope_ends_its_own_pair_and_is_granted(
    desk: Desk, office: Office, whole: Holdings, in_context: bool
) -> None:
    desk.world.hubspot.profile.scope_in_context = in_context
    desk.world.hubspot.forbid("crm.objects.contacts.write")
    run = desk.sync(office)
    assert (run.result, run.code) == ("failed", Code.SCOPE_MISSING)
    assert said_plainly(run.code)
    assert [pair.totals.created > 0 for pair in run.pairs] == [True, False, True]
    assert office.summary().health is Health.SIGNED_OUT
    desk.world.hubspot.access.forbidden.clear()
    desk.connect(office, "hubspot")
    ends_whole(desk, office, whole)


@SHAPES
def test_without_the_scope_to_add_our_key_nobody_new_is_created_until_it_is_granted(
    desk: Desk, office: Office, whole: Holdings, in_context: bool
) -> None:
    desk.world.hubspot.profile.scope_in_context = in_context
    desk.world.hubspot.forbid("crm.schemas.contacts.write")
    run = desk.sync(office)
    assert run.result == "ok"
    persons = next(pair for pair in run.pairs if pair.pair == "persons-contacts")
    assert persons.totals.created == 0
    assert persons.totals.held > 0
    assert {Code.SCOPE_MISSING, Code.IDENTITY_FALLBACK} <= office.summary().issues.keys()
    assert said_plainly(Code.IDENTITY_FALLBACK)
    desk.world.hubspot.access.forbidden.clear()
    desk.connect(office, "hubspot")
    desk.sync(office, full=True)
    assert holdings(desk.world) == whole
    assert not {Code.SCOPE_MISSING, Code.IDENTITY_FALLBACK} & office.summary().issues.keys()


def test_reconnecting_to_another_portal_is_a_hard_stop(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    ours = desk.world.hubspot.portal.id
    desk.world.hubspot.set_portal(99_000_001)
    with pytest.raises(UserActionError) as caught:
        desk.connect(office, "hubspot")
    assert caught.value.code is Code.ACCOUNT_MISMATCH
    assert said_plainly(caught.value.code)
    kept = {c.connector: c.account_id for c in office.summary().connections}
    assert kept["hubspot"] == str(ours)
    desk.world.hubspot.set_portal(ours)
    ends_whole(desk, office, whole)


# -- records --------------------------------------------------------------------------------------


def test_p7_a_record_that_hubspot_refuses_blocks_no_other_and_is_tried_again(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    desk.world.hubspot.portal.creator_required["contacts"] = ("jobtitle",)
    run = desk.sync(office)
    assert run.result == "ok"
    persons = next(pair for pair in run.pairs if pair.pair == "persons-contacts")
    assert 0 < persons.totals.failed < PEOPLE
    assert persons.totals.created > 0
    assert persons.reasons[Code.REQUIRED_MISSING.value] == persons.totals.failed
    assert said_plainly(Code.REQUIRED_MISSING)
    assert office.summary().health is Health.NEEDS_YOU
    desk.world.hubspot.portal.creator_required.clear()
    run = ends_whole(desk, office, whole)
    assert run.totals.created >= persons.totals.failed
    assert Code.REQUIRED_MISSING not in office.summary().issues


def test_a_property_of_ours_that_was_deleted_comes_back(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    desk.sync(office)
    desk.world.hubspot.delete_property("contacts", "clio_other_emails")
    run = desk.sync(office, full=True)
    assert run.result == "ok", run.code
    assert "clio_other_emails" in desk.world.hubspot.portal.table("contacts").properties
    assert said_plainly(Code.PROPERTY_MISSING)
    desk.sync(office, full=True)
    assert holdings(desk.world) == whole


def test_p2_our_key_may_be_deleted_and_nobody_is_made_a_second_time(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    desk.sync(office)
    desk.world.hubspot.delete_property("contacts", KEY)
    for _ in range(2):
        run = desk.sync(office, full=True)
        assert run.result == "ok", run.code
    assert len(list(desk.world.hubspot.records("contacts"))) == len(whole["contacts"])


def test_a_choice_that_hubspot_does_not_have_leaves_only_that_value_out(
    desk: Desk, office: Office, whole: Holdings
) -> None:
    stage = desk.world.hubspot.portal.table("contacts").properties["lifecyclestage"]
    options = list(stage.options)
    stage.options = [option for option in options if option.value != "customer"]
    run = desk.sync(office)
    assert run.result == "ok", run.code
    persons = next(pair for pair in run.pairs if pair.pair == "persons-contacts")
    assert persons.totals.failed == 0
    assert persons.reasons[Code.OPTION_UNKNOWN.value] > 0
    assert said_plainly(Code.OPTION_UNKNOWN)
    assert office.summary().issues[Code.OPTION_UNKNOWN] > 0
    stage.options = options
    desk.sync(office, full=True)
    assert holdings(desk.world) == whole
    assert Code.OPTION_UNKNOWN not in office.summary().issues


def test_every_sync_error_that_can_reach_a_person_is_worded() -> None:
    for code in Code:
        assert said_plainly(code), code
    assert issubclass(UserActionError, SyncError)
