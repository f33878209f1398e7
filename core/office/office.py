"""The one class that is asked. All methods touch disk or network: call them off the Qt thread."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.brake import Limits
from core.jobs import Clock, JobContext
from core.log import EventLog
from core.mapping import Mapping as MappingDocument
from core.office import connecting, explaining, looking, running, undoing
from core.office.activity import Activity
from core.office.consenting import Consenting
from core.office.explaining import Explanation
from core.office.keeping import Keeping
from core.office.never import NeverSync
from core.office.parts import Outside, Parts
from core.office.privacy import Privacy
from core.office.reviewing import Review
from core.office.setting_up import SettingUp
from core.office.versions import Versions
from core.registry import Registry, Secrets, SignInKind
from core.schedule import FOREVER, Comparing
from core.store import brakes, comparing, runs, scheduling
from core.store.brakes import Brake
from core.store.database import Store
from core.store.scheduling import Plan
from core.summary import ConnectionSummary, OfficeSummary, RunSummary
from core.undo.report import UndoReport
from core.vault import Vault

if TYPE_CHECKING:
    from core.office.diagnosing import Diagnosing
    from core.office.drafting import Drafting


class Office:
    """One office's connections, pairs and runs; `versions` of its mappings."""

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
        self._parts = Parts(store, vault, registry, outside, log, clock or Clock())
        self._key_holder = key_holder
        self._data_folder = data_folder
        self.versions = Versions(self._parts)
        self.never = NeverSync(self._parts)
        self.privacy = Privacy(self._parts)
        runs.mark_interrupted(store, self._parts.clock.now())

    def summary(self) -> OfficeSummary:
        """Return everything that Overview, Connections and the tray draw, from disk."""
        return looking.summary(
            self._parts, key_holder=self._key_holder, data_folder=self._data_folder
        )

    def mappings(self) -> Sequence[MappingDocument]:
        """Return the published mapping of every pair, parents before children."""
        return looking.published(self._parts)

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

        Raises UserActionError(NOT_CONNECTED) if an end is missing, TransientError(DATABASE_BUSY)
        while somebody else runs, and Cancelled.
        """
        return running.sync(self._parts, job, running.Wanted(trigger, preview, full, only))

    def sync_one(
        self, pair: str, text: str, job: JobContext, *, preview: bool = False
    ) -> RunSummary:
        """Run for one record, which `text` names as for `explain`: the walk of every run.

        No checkpoint moves, and no brake is asked: one record is in proportion. It is recorded and
        can be undone as any run. What only HubSpot has is previewed only (WHOLE_RUN_ONLY).
        """
        return running.sync_one(self._parts, pair, text, job, preview=preview)

    def reconcile(self, job: JobContext, *, trigger: str, preview: bool = False) -> RunSummary:
        """Compare all records of both sides, and mend what reading changes had missed.

        First what changed is synced, as a run of its own, so that `PairRun.compared` of the run
        that is returned tells only what was missed. A preview leaves that out, and counts both.
        """
        return running.reconcile(self._parts, job, trigger, preview=preview)

    def set_reconciled_every(self, days: int) -> None:
        """Compare all records by itself every so many days; 0: only by hand."""
        comparing.keep_every(self._parts.store, days, self._parts.clock.now())

    def explain(self, pair: str, text: str, job: JobContext) -> Explanation:
        """Explain one record: by an id of either side ("hubspot:…" for HubSpot's), or a link.

        Asks both vendors, and keeps nothing. Raises UserActionError: PAIR_UNKNOWN, LINK_UNKNOWN,
        RECORD_UNKNOWN, and what a run would be stopped by.
        """
        return explaining.explain(self._parts, pair, text, job)

    def undo(self, job: JobContext, run: str, *, preview: bool = False) -> UndoReport:
        """Undo at HubSpot what a run wrote there; with `preview` only say what would be undone.

        `run` is the run's id or the beginning of it, or "last": the newest that wrote something.
        What is not undone is in the report. Raises UserActionError(RUN_UNKNOWN) if there is no
        such run, and for the rest what `sync` raises; what was undone before then stays so.
        """
        return undoing.undo(self._parts, job, run, preview=preview)

    @property
    def setting_up(self) -> SettingUp:
        """The first set-up, and which pairs are wanted."""
        return SettingUp(self._parts)

    def diagnosing(self, version: str = "") -> "Diagnosing":
        """Return the diagnostics bundle of this office; it is written by a person alone."""
        from core.office.diagnosing import Diagnosing  # rarely needed

        return Diagnosing(self._parts, version)

    @property
    def drafting(self) -> "Drafting":
        """What the mapping editor asks of both sides."""
        from core.office.drafting import Drafting  # rarely needed

        return Drafting(self._parts)

    def comparing(self) -> Comparing:
        """Return when all records are compared."""
        return comparing.kept(self._parts.store)

    def plan(self) -> Plan:
        """Return how often runs start by themselves, and in which hours."""
        return scheduling.plan(self._parts.store)

    def set_plan(self, wanted: Plan) -> None:
        scheduling.keep_plan(self._parts.store, wanted, self._parts.clock.now())

    @property
    def consenting(self) -> Consenting:
        """Which policy the office has accepted."""
        return Consenting(self._parts)

    @property
    def kept(self) -> Keeping:
        """What is kept on this PC, to be counted, exported and forgotten."""
        return Keeping(self._parts)

    @property
    def activity(self) -> Activity:
        """The runs that are kept, and what went wrong in each."""
        return Activity(self._parts)

    @property
    def review(self) -> Review:
        """What waits for a person, and what they can answer."""
        return Review(self._parts)

    def brakes(self) -> list[Brake]:
        """Return the pairs whose plan waits for a person, and those let through but not run yet."""
        return brakes.on(self._parts.store)

    def release_brake(self, pair: str, number: int) -> Brake:
        """Let the next run of a pair do what its brake stopped, by typing the number of changes.

        Raises UserActionError: NOT_WAITING, WRONG_NUMBER. A plan that has grown brakes again.
        """
        return brakes.release(self._parts.store, pair, number, self._parts.clock.now())

    def brake_limits(self, pair: str) -> Limits:
        """Return what a pair may do without being asked about."""
        return brakes.limits(self._parts.store, pair)

    def set_brake_limits(self, pair: str, limits: Limits) -> None:
        """Keep what a pair may do without being asked about; `Limits()` is our own choice."""
        brakes.keep_limits(self._parts.store, pair, limits, self._parts.clock.now())

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
        spec = self._parts.registry[connector]
        kept = connecting.connect(self._parts, spec, sign_in, answers, job, show_link)
        return looking.connection_summary(kept)

    def connect_with(
        self, connector: str, secrets: Secrets, settings: Mapping[str, str], job: JobContext
    ) -> ConnectionSummary:
        """Connect with credentials that are already there, as the demo does; checked the same."""
        spec = self._parts.registry[connector]
        kept = connecting.connect_with(self._parts, spec, secrets, settings, job)
        return looking.connection_summary(kept)

    def disconnect(self, connection_id: str, job: JobContext) -> None:
        """Delete the credentials at once, then revoke them at the vendor where that can be done."""
        connecting.disconnect(self._parts, connection_id, job)

    def pause(self, until: datetime | None) -> None:
        """Start no run by itself until then; None: until resumed."""
        runs.set_paused(self._parts.store, until or FOREVER)

    def resume(self) -> None:
        runs.set_paused(self._parts.store, None)

    def close(self) -> None:
        """Let go of database and log; nothing can be asked for afterwards."""
        self._parts.store.close()
        self._parts.log.close()
