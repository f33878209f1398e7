"""Hand-written offices for tests of presenters: what an office says, and one that says it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.connector import Connector
from core.errors import Code, SyncError, UserActionError
from core.jobs import Clock, JobContext, Progress
from core.records import Side
from core.registry import (
    ConnectorSpec,
    OAuthSpec,
    OpenArgs,
    Option,
    Registry,
    SignIn,
    SignInKind,
)
from core.schedule import FOREVER, Comparing
from core.set_up import Chosen, Offer, Place
from core.store.brakes import Brake
from core.store.scheduling import Plan
from core.summary import (
    ConnectionSummary,
    Health,
    OfficeSummary,
    PairRun,
    PairSummary,
    RunSummary,
    Totals,
)
from core.undo.report import UndoReport
from desktop.entrance import Opened
from desktop.erasing import Erased
from desktop.times import Formats

NOW = datetime(2026, 11, 18, 14, 41, tzinfo=UTC)  # a Wednesday
UTC_FORMATS = Formats(zone=UTC)
LINK = "https://app.example.com/oauth/authorize?client_id=abc&state=xyz"


class SetClock(Clock):
    """A clock that moves only when it is told to; waits still end when a job is cancelled."""

    def __init__(self) -> None:
        self.time = NOW
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)
        self.seconds += timedelta(**by).total_seconds()


CLIO = ConnectionSummary(
    id="c-1",
    connector="clio",
    label="Clio",
    side=Side.SYSTEM,
    account_id="4482019",
    account_name="Marlow & Finch LLP",
    user="dana.price@example.com",
    sign_in="oauth",
    connected_at=datetime(2026, 10, 6, 9, 0, tzinfo=UTC),
    last_contact_at=NOW - timedelta(minutes=7),
)
HUBSPOT = replace(
    CLIO,
    id="c-2",
    connector="hubspot",
    label="HubSpot",
    side=Side.HUBSPOT,
    account_id="24681357",
    sign_in="keys",
)
PERSONS = PairRun("persons-contacts", "Persons to Contacts", Totals(22, 1, 7, 12, 0, 2, 0))
MATTERS = PairRun("matters-deals", "Matters to Deals", Totals(10, 1, 4, 5, 0, 0, 0))
RUN = RunSummary(
    id="r-1",
    started_at=NOW - timedelta(minutes=7),
    trigger="schedule",
    ended_at=NOW - timedelta(minutes=6),
    result="ok",
    pairs=(PERSONS, MATTERS),
    seconds=21.0,
)
PAIRS = (
    PairSummary(
        "persons-contacts",
        "Persons",
        "Contacts",
        both_ways=False,
        matched_by="email",
        linked=3654,
        last=PERSONS,
        last_at=NOW - timedelta(minutes=6),
        history=tuple(range(14)),
    ),
    PairSummary(
        "matters-deals",
        "Matters",
        "Deals",
        both_ways=False,
        matched_by="number",
        linked=1035,
        last=MATTERS,
        last_at=NOW - timedelta(minutes=6),
        history=tuple(range(14)),
    ),
)


def summary(**changes: object) -> OfficeSummary:
    """Return an office that is in sync, and whatever differs from that."""
    well = OfficeSummary(
        name="Marlow & Finch LLP",
        health=Health.IN_SYNC,
        now=NOW,
        connections=(CLIO, HUBSPOT),
        pairs=PAIRS,
        last_run=RUN,
        runs=(RUN,),
        next_run_at=NOW + timedelta(minutes=11),
        per_day=tuple((NOW - timedelta(days=29 - n), n) for n in range(30)),
        key_holder="Keychain",
        data_folder="/data",
    )
    return replace(well, **changes)  # type: ignore[arg-type]


def paused(until: datetime = FOREVER) -> OfficeSummary:
    due = None if until == FOREVER else until
    return summary(health=Health.PAUSED, paused_until=until, next_run_at=due)


def failed(health: Health, run: RunSummary, **changes: object) -> OfficeSummary:
    return summary(health=health, last_run=run, runs=(run,), **changes)


def finished(**changes: object) -> RunSummary:
    return replace(RUN, started_at=NOW, ended_at=NOW, trigger="hand", **changes)  # type: ignore[arg-type]


Walk = Callable[[JobContext], RunSummary]


def until_cancelled(job: JobContext) -> RunSummary:
    """Tell how far we are, then work for as long as nobody cancels."""
    job.step(Progress("persons-contacts", 1748, 3654, 3, 29, 1714, 0, 2, 0))
    while True:
        job.wait(60.0)


class FakeSettingUp:
    """A set-up that was never begun, with one pair to choose."""

    def __init__(self) -> None:
        self.kept: Place | None = None
        self.offered: list[Offer] = [
            Offer("persons-contacts", "People to Contacts", 16, on=True, both_ways=False, back=6),
            Offer("matters-deals", "Matters to Deals", 11, on=True, both_ways=False, back=0),
        ]
        self.chosen: list[dict[str, Chosen]] = []

    def place(self) -> Place | None:
        return self.kept

    def keep_place(self, where: Place) -> None:
        self.kept = where

    def suggested(self, connector: str) -> Sequence[Any]:
        del connector
        return ()

    def offers(self, job: JobContext) -> Sequence[Offer]:
        del job
        return self.offered

    def choose(self, wanted: Mapping[str, Chosen], job: JobContext) -> None:
        del job
        self.chosen.append(dict(wanted))


class FakeOffice:
    """An office in memory. Remembers what it was asked, and on which thread."""

    def __init__(self, found: OfficeSummary) -> None:
        self.found = found
        self.review: Any = None
        self.versions: Any = None
        self.drafting: Any = None
        self.kept: Any = None
        self.consenting: Any = None
        self.planned, self.diagnoses = Plan(), None
        self.braked: list[Brake] = []
        self.activity: Any = None
        self.privacy: Any = None
        self.setting_up = FakeSettingUp()
        self.undone = UndoReport("r-1", preview=False, pairs=())
        self.blind: SyncError | None = None
        self.walk: Walk = lambda _job: finished()
        self.sign_in: Callable[[JobContext], None] = lambda _job: None
        self.before_link: Callable[[], None] = lambda: None
        self.asked: list[tuple[str, object]] = []
        self.threads: set[int] = set()

    def names(self) -> list[str]:
        return [name for name, _ in self.asked if name != "summary"]

    def _note(self, name: str, about: object = None) -> None:
        self.asked.append((name, about))
        self.threads.add(threading.get_ident())

    def summary(self) -> OfficeSummary:
        self._note("summary")
        if self.blind is not None:
            raise self.blind
        return self.found

    def sync(
        self, job: JobContext, *, trigger: str, preview: bool = False, full: bool = False
    ) -> RunSummary:
        self._note("sync", (trigger, preview, full))
        return replace(self.walk(job), trigger=trigger, preview=preview)

    def undo(self, job: JobContext, run: str, *, preview: bool = False) -> UndoReport:
        del job
        self._note("undo", (run, preview))
        return self.undone

    def reconcile(self, job: JobContext, *, trigger: str, preview: bool = False) -> RunSummary:
        return self.sync(job, trigger=trigger, preview=preview, full=True)

    def connect(
        self,
        connector: str,
        sign_in: SignInKind,
        answers: Mapping[str, str],
        job: JobContext,
        show_link: Callable[[str], None],
    ) -> ConnectionSummary:
        self._note("connect", (connector, sign_in, dict(answers)))
        self.before_link()
        if sign_in is SignInKind.OAUTH:
            show_link(LINK)
        self.sign_in(job)
        return CLIO if connector == "clio" else HUBSPOT

    def disconnect(self, connection_id: str, job: JobContext) -> None:
        self._note("disconnect", connection_id)
        self.sign_in(job)
        kept = tuple(c for c in self.found.connections if c.id != connection_id)
        self.found = replace(self.found, connections=kept, health=Health.NEEDS_YOU)

    def mappings(self) -> Sequence[Any]:
        return ()

    def brakes(self) -> Sequence[Brake]:
        self._note("brakes")
        return self.braked

    def release_brake(self, pair: str, number: int) -> Brake:
        self._note("release", (pair, number))
        brake = next(each for each in self.braked if each.pair == pair)
        if brake.cause.number != number:
            raise UserActionError(Code.WRONG_NUMBER)
        return brake

    def plan(self) -> Plan:
        self._note("plan")
        return self.planned

    def set_plan(self, wanted: Plan) -> None:
        self._note("set plan", wanted)
        self.planned = wanted

    def comparing(self) -> Comparing:
        return Comparing()

    def set_reconciled_every(self, days: int) -> None:
        self._note("compare every", days)

    def diagnosing(self, version: str = "") -> Any:
        self._note("diagnosing", version)
        return self.diagnoses

    def pause(self, until: datetime | None) -> None:
        self._note("pause", until)
        self.found = paused(until or FOREVER)

    def resume(self) -> None:
        self._note("resume")
        self.found = summary()

    def close(self) -> None:
        self.asked.append(("close", None))


def _open(_args: OpenArgs) -> Connector:
    raise AssertionError("presenters open no connection")


OAUTH = SignIn(
    SignInKind.OAUTH,
    "Your own app",
    (
        Option("client_id", "Client ID", "On your app's page."),
        Option("client_secret", "Client secret", "Below it.", secret=True),
    ),
    OAuthSpec("https://app.example.com/oauth/authorize", "https://app.example.com/oauth/token"),
)
KEYS = SignIn(
    SignInKind.KEYS, "Service key", (Option("token", "Service key", "In settings.", secret=True),)
)
REGION = Option(
    "region", "Region", choices=(("us", "United States"), ("eu", "Europe")), default="us"
)
REGISTRY = Registry(
    (
        ConnectorSpec(
            "hubspot",
            "HubSpot",
            "The CRM",
            "Hs",
            Side.HUBSPOT,
            (KEYS, OAUTH),
            _open,
            ("api.example.com",),
            may=("Read contacts",),
        ),
        ConnectorSpec(
            "clio",
            "Clio",
            "Law firms",
            "Cl",
            Side.SYSTEM,
            (OAUTH,),
            _open,
            ("app.example.com",),
            options=(REGION,),
        ),
        ConnectorSpec(
            "jobber", "Jobber", "Home services", "Jb", Side.SYSTEM, (OAUTH,), _open, ("x.example",)
        ),
    )
)


class FakeEntrance:
    """Opens a FakeOffice, or raises what stands in the way as long as it does."""

    def __init__(self, office: FakeOffice) -> None:
        self.office = office
        self.obstacle: Callable[[str | None], SyncError | None] = lambda _passphrase: None
        self.chosen: list[str] = []
        self.afresh: list[bool] = []
        self.threads: set[int] = set()

    def open(self, _workers: Callable[[], Executor], passphrase: str | None) -> Opened:
        self.threads.add(threading.get_ident())
        error = self.obstacle(passphrase)
        if error is not None:
            raise error
        return Opened(self.office)

    def choose_passphrase(self, passphrase: str) -> None:
        self.threads.add(threading.get_ident())
        self.chosen.append(passphrase)

    def begin_afresh(self, *, forget_passphrase: bool) -> None:
        self.threads.add(threading.get_ident())
        self.afresh.append(forget_passphrase)

    def erase(self, _office: object, _job: JobContext) -> Erased:
        self.threads.add(threading.get_ident())
        return Erased(NOW, {"links": 3_654}, 7, ())
