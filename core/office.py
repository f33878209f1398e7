"""The office: what window, tray and command line can ask for. Joins store, vault and connectors.

All methods touch disk or network: call them off the Qt thread.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.connector import Account, Connector
from core.engine.run import run_pairs
from core.engine.setup import Ends, HubSpotEnd
from core.errors import Cancelled, Code, SyncError, TransientError, UserActionError
from core.jobs import Clock, JobContext
from core.log import Event, EventLog
from core.mapping import Mapping as MappingDocument
from core.records import Side
from core.registry import (
    ConnectorSpec,
    OAuthSpec,
    OpenArgs,
    Registry,
    Secrets,
    SignIn,
    SignInKind,
)
from core.schedule import FOREVER, ScheduleState, next_run
from core.store import connections, mappings, runs
from core.store.connections import Connection, StoredCredentials
from core.store.database import Store
from core.store.ledger import Ledger
from core.summary import (
    ConnectionSummary,
    Health,
    OfficeSummary,
    PairRun,
    PairSummary,
    RunSummary,
)
from core.vault import Vault

DEFAULT_INTERVAL = timedelta(minutes=15)
HISTORY = 20  # runs that Overview lists


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What a browser sign-in needs; carried out by connectors.kit.oauth."""

    oauth: OAuthSpec
    host: str
    client_id: str
    client_secret: str
    base_url: str | None
    show_link: Callable[[str], None]
    job: JobContext


@dataclass(frozen=True, slots=True)
class Outside:
    """What the office cannot do itself: threads, browsers, addresses. Given by desktop.app."""

    workers: Callable[[], Executor]  # a pool of at least six threads, closed after the run
    sign_in: Callable[[SignInRequest], Secrets]
    check_base_url: Callable[[str, Sequence[str]], str]
    starter: Callable[[ConnectorSpec], Sequence[MappingDocument]]
    transports: Mapping[str, object] | None = None  # tests: connector name -> transport


class MemoryBox:
    """Credentials that are not kept yet: of a connection that is just being checked."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def load(self) -> Secrets:
        return self._secrets

    def save(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        if self._secrets.get("access_token") == stale:
            self._secrets = renew(self._secrets)
        return self._secrets


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How a run was asked for."""

    preview: bool
    full: bool
    only: Collection[str] | None  # pairs; None is all


@dataclass(slots=True)
class _Asked:
    """What a run asked of each connector's vendor, and how much of it was turned away."""

    requests: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)


class Office:
    """One office's connections, pairs and runs."""

    def __init__(  # noqa: PLR0913 - what is not a part is named
        self,
        store: Store,
        vault: Vault,
        registry: Registry,
        outside: Outside,
        log: EventLog,
        *,
        clock: Clock | None = None,
        key_holder: str = "",
        data_folder: str = "",
    ) -> None:
        self._store = store
        self._vault = vault
        self._registry = registry
        self._outside = outside
        self._log = log
        self._clock = clock or Clock()
        self._key_holder = key_holder
        self._data_folder = data_folder
        runs.mark_interrupted(store, self._clock.now())

    # -- looking ----------------------------------------------------------------------------

    def summary(self) -> OfficeSummary:
        """Return everything that Overview, Connections and the tray draw, from disk."""
        now = self._clock.now()
        linked = [self._connection_summary(c) for c in connections.all(self._store)]
        history = runs.history(self._store, HISTORY)
        last = next((run for run in history if not run.preview), None)
        issues = Ledger(self._store).open_issues()
        schedule = self._schedule(now, last, linked)
        system = next((c for c in linked if c.side is Side.SYSTEM), None)
        return OfficeSummary(
            name=system.account_name if system else "",
            health=_health(linked, last, issues, schedule),
            now=now,
            connections=tuple(linked),
            pairs=tuple(self._pairs(history, now)),
            last_run=last,
            runs=tuple(history),
            issues=issues,
            paused_until=schedule.paused_until,
            next_run_at=next_run(schedule, now) if _begun(linked, schedule) else None,
            per_day=tuple(runs.changed_per_day(self._store, now, 30)),
            key_holder=self._key_holder,
            data_folder=self._data_folder,
        )

    def mappings(self) -> Sequence[MappingDocument]:
        """Return the published mapping of every pair, parents before children."""
        system = self._find(Side.SYSTEM)
        return mappings.published(self._store, system.id) if system else ()

    # -- running ----------------------------------------------------------------------------

    def sync(
        self,
        job: JobContext,
        *,
        trigger: str,
        preview: bool = False,
        full: bool = False,
        only: Collection[str] | None = None,
    ) -> RunSummary:
        """Run all pairs now, or `only` those named; return the finished run, also if it failed.

        Raises UserActionError(NOT_CONNECTED) if an end is missing, and Cancelled.
        """
        system, hubspot = self._find(Side.SYSTEM), self._find(Side.HUBSPOT)
        if system is None or hubspot is None:
            missing = "HubSpot" if hubspot is None else "system"
            raise UserActionError(Code.NOT_CONNECTED, detail=missing)
        with runs.claimed(self._store, system.id, self._clock.now()):
            return self._run(system, hubspot, job, trigger, _Wanted(preview, full, only))

    def _run(
        self,
        system: Connection,
        hubspot: Connection,
        job: JobContext,
        trigger: str,
        wanted: "_Wanted",
    ) -> RunSummary:
        run_id = runs.start(self._store, system.id, trigger, wanted.preview, self._clock.now())
        self._log.event(Event.RUN_STARTED, run=run_id)
        started = self._clock.monotonic()
        pairs: list[PairRun] = []
        asked = _Asked()
        result, error = "ok", None
        cancelled = False
        try:
            self._walk(system, hubspot, job, wanted, pairs.append, asked)
        except Cancelled:
            result, cancelled = "cancelled", True
        except SyncError as failure:
            result, error = "failed", failure
        except Exception as fault:
            self._log.exception(Event.RUN_FAULT, fault, run=run_id)
            result, error = "failed", SyncError(Code.INTERNAL)
        seconds = self._clock.monotonic() - started
        self._note_ends(system, hubspot, error)
        summary = runs.finish(
            self._store,
            run_id,
            self._clock.now(),
            result=result,
            code=error.code if error else None,
            reference=error.reference if error else None,
            pairs=pairs,
            requests=asked.requests,
            seconds=seconds,
            transient=isinstance(error, TransientError),
        )
        self._log.event(Event.RUN_ENDED, run=run_id, code=error.code if error else None)
        if cancelled:
            raise Cancelled
        return replace(summary, refused=asked.refused)

    def _walk(
        self,
        system: Connection,
        hubspot: Connection,
        job: JobContext,
        wanted: "_Wanted",
        ended: Callable[[PairRun], None],
        asked: "_Asked",
    ) -> None:
        spec = self._registry[system.connector]
        with ExitStack() as stack:
            source = self._open(system, job)
            stack.callback(source.close)
            target = self._open(hubspot, job)
            stack.callback(target.close)
            assert isinstance(target, HubSpotEnd)
            prints = self._vault.fingerprinter()
            ends = Ends(
                system=source,
                hubspot=target,
                system_name=spec.name,
                system_label=spec.label,
                account=system.account_id,
                print=prints.of_field,
                region=system.settings.get("country", "US"),
                healthcare=spec.healthcare,
                id_secret=self._vault.key("identity") if spec.healthcare else None,
            )
            workers = stack.enter_context(self._outside.workers())
            try:
                run_pairs(
                    ends,
                    mappings.published(self._store, system.id),
                    Ledger(self._store),
                    job,
                    workers,
                    only=wanted.only,
                    preview=wanted.preview,
                    full=wanted.full,
                    ended=ended,
                )
            finally:
                for name, end in ((system.connector, source), (hubspot.connector, target)):
                    asked.requests[name], asked.refused[name] = end.requests, end.refused

    # -- connecting -------------------------------------------------------------------------

    def connect(
        self,
        connector: str,
        sign_in: SignInKind,
        answers: Mapping[str, str],
        job: JobContext,
        show_link: Callable[[str], None],
    ) -> ConnectionSummary:
        """Sign in, check at once which account was reached, and keep the sign-in sealed.

        `answers` are the values of the spec's options; "base_url" may name another address.
        Connecting a system again is a reconnect: answers that are empty stay as they were, another
        account or portal is a hard stop (ACCOUNT_MISMATCH), and then what was kept stays as it was.
        """
        spec = self._registry[connector]
        way = next((way for way in spec.sign_ins if way.kind is sign_in), None)
        if way is None:
            raise UserActionError(Code.SETTING_INVALID, detail="sign_in")
        given = {name: value for name, value in answers.items() if value.strip()}
        settings, secrets = self._answers(spec, way, {**self._kept_answers(spec, way), **given})
        found: Secrets = secrets
        if way.oauth is not None:
            found = self._browse(spec, way.oauth, settings, secrets, job, show_link)
        return self._check_and_keep(spec, settings, found, job)

    def connect_with(
        self, connector: str, secrets: Secrets, settings: Mapping[str, str], job: JobContext
    ) -> ConnectionSummary:
        """Connect with credentials that are already there, as the demo does; checked the same."""
        spec = self._registry[connector]
        way = "oauth" if "refresh_token" in secrets else "keys"
        checked = {"sign_in": way, **settings}
        if "base_url" in checked:
            checked["base_url"] = self._outside.check_base_url(checked["base_url"], spec.hosts)
        return self._check_and_keep(spec, checked, secrets, job)

    def _check_and_keep(
        self, spec: ConnectorSpec, settings: Mapping[str, str], secrets: Secrets, job: JobContext
    ) -> ConnectionSummary:
        box = MemoryBox(secrets)
        opened = spec.open(self._open_args(spec, settings, box, job))
        try:
            account = opened.account()
        finally:
            opened.close()
        existing = self._find_connector(spec.name)
        if existing is not None and existing.account_id != account.id:
            raise UserActionError(Code.ACCOUNT_MISMATCH, detail=existing.account_id)
        kept = self._keep(spec, settings, account, box.load(), existing)
        self._log.event(Event.CONNECTED, connection=kept.id)
        return self._connection_summary(kept)

    def disconnect(self, connection_id: str, job: JobContext) -> None:
        """Delete the credentials at once, then revoke them at the vendor where that can be done."""
        connection = connections.get(self._store, connection_id)
        spec = self._registry[connection.connector]
        box = MemoryBox(StoredCredentials(self._store, self._vault, connection_id).load())
        connections.remove(self._store, connection_id, self._clock.now())
        self._log.event(Event.DISCONNECTED, connection=connection_id)
        opened = spec.open(self._open_args(spec, connection.settings, box, job))
        try:
            opened.revoke()
        except SyncError as error:  # gone here already; the vendor lets it lapse by itself
            self._log.event(Event.REVOKE_FAILED, connection=connection_id, code=error.code)
        finally:
            opened.close()

    # -- pausing ----------------------------------------------------------------------------

    def pause(self, until: datetime | None) -> None:
        """Start no run by itself until then; None: until resumed."""
        runs.set_paused(self._store, until or FOREVER)

    def resume(self) -> None:
        runs.set_paused(self._store, None)

    def close(self) -> None:
        """Let go of database and log; nothing can be asked for afterwards."""
        self._store.close()
        self._log.close()

    # -- inside -----------------------------------------------------------------------------

    def _kept_answers(self, spec: ConnectorSpec, way: SignIn) -> dict[str, str]:
        """Return what an earlier sign-in to this system answered: its settings, and its app."""
        existing = self._find_connector(spec.name)
        if existing is None:
            return {}
        try:
            secrets = StoredCredentials(self._store, self._vault, existing.id).load()
        except UserActionError:  # gone or damaged: then they are asked for anew
            secrets = {}
        app = {name: secrets[name] for name in ("client_id", "client_secret") if name in secrets}
        return {**existing.settings, **(app if way.oauth is not None else {})}

    def _answers(
        self, spec: ConnectorSpec, way: SignIn, answers: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Sort answers into settings and secrets, and check them."""
        settings = {"sign_in": way.kind.value}
        secrets: dict[str, str] = {}
        for option in (*spec.options, *way.options):
            value = answers.get(option.name, option.default).strip()
            if option.required and not value:
                raise UserActionError(Code.SETTING_INVALID, detail=option.name)
            if option.choices and value not in {choice for choice, _ in option.choices}:
                raise UserActionError(Code.SETTING_INVALID, detail=option.name)
            is_credential = option.secret or option.name == "client_id"
            (secrets if is_credential else settings)[option.name] = value
        base_url = answers.get("base_url", "").strip()
        if base_url:
            settings["base_url"] = self._outside.check_base_url(base_url, spec.hosts)
        return settings, secrets

    def _browse(
        self,
        spec: ConnectorSpec,
        oauth: OAuthSpec,
        settings: Mapping[str, str],
        secrets: Mapping[str, str],
        job: JobContext,
        show_link: Callable[[str], None],
    ) -> Secrets:
        return self._outside.sign_in(
            SignInRequest(
                oauth=oauth,
                host=spec.host(settings),
                client_id=secrets.get("client_id", ""),
                client_secret=secrets.get("client_secret", ""),
                base_url=settings.get("base_url"),
                show_link=show_link,
                job=job.at(spec.name),
            )
        )

    def _keep(
        self,
        spec: ConnectorSpec,
        settings: Mapping[str, str],
        account: Account,
        secrets: Secrets,
        existing: Connection | None,
    ) -> Connection:
        now = self._clock.now()
        kept = connections.save(
            self._store,
            self._vault,
            connector=spec.name,
            side=spec.side,
            label=spec.label,
            account=account,
            settings=settings,
            secrets=secrets,
            existing=existing.id if existing else None,
            now=now,
        )
        if spec.side is Side.SYSTEM and not mappings.published(self._store, kept.id):
            for document in self._outside.starter(spec):
                mappings.publish(self._store, kept.id, document, now)
        return kept

    def _open(self, connection: Connection, job: JobContext) -> Connector:
        spec = self._registry[connection.connector]
        box = StoredCredentials(self._store, self._vault, connection.id)
        settings = {**connection.settings, "account_id": connection.account_id}
        return spec.open(self._open_args(spec, settings, box, job))

    def _open_args(
        self,
        spec: ConnectorSpec,
        settings: Mapping[str, str],
        box: StoredCredentials | MemoryBox,
        job: JobContext,
    ) -> OpenArgs:
        transports = self._outside.transports or {}
        return OpenArgs(settings, box, job.at(spec.name), transports.get(spec.name))

    def _find(self, side: Side) -> Connection | None:
        return next((c for c in connections.all(self._store) if c.side is side), None)

    def _find_connector(self, name: str) -> Connection | None:
        return next((c for c in connections.all(self._store) if c.connector == name), None)

    def _note_ends(self, system: Connection, hubspot: Connection, error: SyncError | None) -> None:
        """Remember which connections answered, which did not, and which sign-in has ended."""
        now = self._clock.now()
        for connection in (system, hubspot):
            if error is None:
                connections.set_state(self._store, connection.id, "working", None, now)
            elif connection.connector == error.connector:
                state = "signed_out" if error.code in _SIGNED_OUT else "unreachable"
                if state == "signed_out" or isinstance(error, TransientError):
                    connections.set_state(self._store, connection.id, state, error.code, None)

    def _paused_until(self, now: datetime) -> datetime | None:
        until = runs.paused_until(self._store)
        return until if until is not None and until > now else None

    def _schedule(
        self, now: datetime, last: RunSummary | None, linked: Sequence[ConnectionSummary]
    ) -> ScheduleState:
        state = runs.schedule_state(self._store)
        failed = last is not None and last.result == "failed"
        return ScheduleState(
            interval=DEFAULT_INTERVAL,
            last_started=state.last_started,
            failures=state.failures,
            stopped=failed and not state.transient and not _signed_in_again(last, linked),
            paused_until=self._paused_until(now),
        )

    def _pairs(self, history: Sequence[RunSummary], now: datetime) -> list[PairSummary]:
        ledger = Ledger(self._store)
        found: list[PairSummary] = []
        for document in self.mappings():
            last, at = _last_of(document.pair, history)
            system_label, _, hubspot_label = document.label.partition(" to ")
            found.append(
                PairSummary(
                    pair=document.pair,
                    system_label=system_label,
                    hubspot_label=hubspot_label,
                    both_ways=document.both_ways,
                    matched_by=document.match[0].name if document.match else "",
                    linked=ledger.linked(document.pair),
                    last=last,
                    last_at=at,
                    history=tuple(
                        n for _, n in runs.changed_per_day(self._store, now, 14, document.pair)
                    ),
                )
            )
        return found

    def _connection_summary(self, connection: Connection) -> ConnectionSummary:
        return ConnectionSummary(
            id=connection.id,
            connector=connection.connector,
            label=connection.label,
            side=connection.side,
            account_id=connection.account_id,
            account_name=connection.account_name,
            user=connection.user,
            sign_in=connection.settings.get("sign_in", "oauth"),
            connected_at=connection.connected_at,
            state=connection.state,
            code=connection.code,
            last_contact_at=connection.last_contact_at,
        )


_SIGNED_OUT = frozenset(
    {
        Code.TOKEN_REJECTED,
        Code.SIGN_IN_ENDED,
        Code.SCOPE_MISSING,
        Code.ACCOUNT_GONE,
        Code.APP_REJECTED,
    }
)


def _signed_in_again(last: RunSummary | None, linked: Sequence[ConnectionSummary]) -> bool:
    """Return whether what stopped the last run was a sign-in that works again."""
    stopped_by = last.code if last is not None else None
    return stopped_by in _SIGNED_OUT and all(c.state == "working" for c in linked)


def _begun(linked: Sequence[ConnectionSummary], schedule: ScheduleState) -> bool:
    """Return whether runs may start by themselves: the first one is a person's to start."""
    return {c.side for c in linked} == set(Side) and schedule.last_started is not None


def _health(
    linked: Sequence[ConnectionSummary],
    last: RunSummary | None,
    issues: Mapping[Code, int],
    schedule: ScheduleState,
) -> Health:
    """Name the worst thing that is true; a run under way is known to the window only."""
    if any(connection.state == "signed_out" for connection in linked):
        return Health.SIGNED_OUT
    if last is None or not _begun(linked, schedule):
        return Health.NEEDS_YOU
    if last.result == "failed":
        return Health.PROBLEM if schedule.stopped else Health.OFFLINE
    if schedule.paused_until is not None or last.result in ("cancelled", "interrupted"):
        return Health.PAUSED
    return Health.NEEDS_YOU if issues else Health.IN_SYNC


def _last_of(pair: str, history: Sequence[RunSummary]) -> tuple[PairRun | None, datetime | None]:
    for run in history:
        for part in run.pairs:
            if part.pair == pair and not run.preview:
                return part, run.ended_at or run.started_at
    return None, None
