"""Both connections at once, as runs and answers need them; and one pair between them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from core.engine.setup import Ends, HubSpotEnd, PairSetup, pair_setup
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.log import Event
from core.mapping import Mapping
from core.office.parts import Parts
from core.records import Side
from core.store import mappings, privacy, runs
from core.store.connections import Connection
from core.store.privacy import Whose


@dataclass(frozen=True, slots=True)
class Joined:
    """Both ends of an office, and the rules between them by pair, parents before children."""

    system: str  # ConnectorSpec.name
    hubspot: str
    ends: Ends
    rules: dict[str, Mapping]

    def pair(self, name: str) -> PairSetup:
        """Return one pair as a run would walk it."""
        return pair_setup(self.ends, self.rules[name], self.rules)


def both(parts: Parts) -> tuple[Connection, Connection]:
    """Return what is connected: the system, and HubSpot. Raises UserActionError(NOT_CONNECTED)."""
    system, hubspot = parts.end(Side.SYSTEM), parts.end(Side.HUBSPOT)
    if system is None or hubspot is None:
        missing = "HubSpot" if hubspot is None else "system"
        raise UserActionError(Code.NOT_CONNECTED, detail=missing)
    return system, hubspot


@contextmanager
def joined(parts: Parts, job: JobContext, run: str | None = None) -> Iterator[Joined]:
    """Open both connections, for as long as this is entered. Opening asks nothing.

    `run` is whose faults over single records are logged, if it is a run's.
    """
    system, hubspot = both(parts)
    spec = parts.registry[system.connector]
    decisions = privacy.decisions(parts.store, Whose(system.connector, system.account_id))
    with ExitStack() as stack:
        source = parts.open(system, job)
        stack.callback(source.close)
        target = parts.open(hubspot, job)
        stack.callback(target.close)
        assert isinstance(target, HubSpotEnd)
        ends = Ends(
            system=source,
            hubspot=target,
            system_name=spec.name,
            system_label=spec.label,
            account=system.account_id,
            print=parts.vault.fingerprinter().of_field,
            region=system.settings.get("country", "US"),
            healthcare=spec.healthcare,
            id_secret=parts.vault.key("identity") if spec.healthcare else None,
            decisions=decisions,
            sealed=spec.healthcare and decisions.attestation is None,
            scanned=spec.healthcare,
            now=parts.clock.now,
            on_fault=lambda fault: parts.log.exception(Event.RECORD_FAULT, fault, run=run),
        )
        rules = mappings.published(parts.store, system.id)
        yield Joined(system.connector, hubspot.connector, ends, {each.pair: each for each in rules})


@contextmanager
def claimed(parts: Parts, job: JobContext) -> Iterator[Joined]:
    """Open both connections while nobody else runs: what is looked at and written stays so.

    Raises TransientError(DATABASE_BUSY) while somebody does.
    """
    system, _hubspot = both(parts)
    with runs.claimed(parts.store, system.id, parts.clock.now()), joined(parts, job) as opened:
        yield opened
