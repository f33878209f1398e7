"""What the office says and decides about privacy, and what it can show of it."""

from dataclasses import dataclass
from datetime import date

from core.connector import Connector
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.office.looking import published
from core.office.parts import Parts
from core.privacy.decisions import (
    Attestation,
    Decisions,
    Switch,
    check_attestation,
    check_classified,
    check_switch,
)
from core.privacy.report import Report, report
from core.records import Side
from core.registry import ConnectorSpec
from core.schema import DataClass, StreamSchema
from core.store import privacy
from core.store.connections import Connection
from core.store.privacy import Entry, Whose
from core.store.runs import claimed


@dataclass(frozen=True, slots=True)
class Said:
    """What a person attests."""

    contact: str = ""  # who answers for privacy
    covered_entity: bool = True
    agreement: date | None = None  # of the business associate agreement with HubSpot
    agreement_by: str = ""
    no_health_services: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """All that there is to show, but for the audit."""

    system: str
    account: str
    healthcare: bool
    may_write: bool
    decisions: Decisions
    report: Report
    last_run: Entry | None  # of the audit


class Privacy:
    """Privacy of one office's system. `who` is the user of this PC, for the audit.

    All methods raise UserActionError(NOT_CONNECTED) where no system is connected.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def attest(self, said: Said, who: str) -> None:
        """Keep what the office says of itself; without it a healthcare system is only previewed.

        Raises UserActionError(ATTESTATION) naming what is missing. Nothing is kept then.
        """
        now = self._parts.clock.now()
        attested = Attestation(
            covered_entity=said.covered_entity and not said.no_health_services,
            no_health_services=said.no_health_services,
            agreement=said.agreement,
            agreement_by=said.agreement_by.strip(),
            contact=said.contact.strip(),
            at=now,
            who=who,
        )
        connection, spec = self._system()
        if said.no_health_services and not spec.may_be_no_healthcare:
            raise UserActionError(Code.ATTESTATION, detail="health services")
        check_attestation(attested, now.date())
        privacy.attest(self._parts.store, _whose(connection), attested)

    @property
    def attested(self) -> bool:
        """Whether nothing stands in the way of writing: it is no healthcare, or was attested."""
        connection, spec = self._system()
        whose = _whose(connection)
        kept = privacy.decisions(self._parts.store, whose)
        return not spec.healthcare or kept.attestation is not None

    def allow(self, stream: str, field: str, reason: str, who: str, job: JobContext) -> None:
        """Switch on one opt-in field, or "minors"; the next run looks at every record.

        Raises UserActionError: FIELD_UNKNOWN, NEVER_ALLOWED, ATTESTATION without a reason;
        TransientError(DATABASE_BUSY) during a run.
        """
        connection, spec = self._system()
        schema = self._schema(connection, stream, job)
        check_switch(schema, field, reason, healthcare=spec.healthcare)
        self._decide(connection, stream, field, Switch(None, reason, self._parts.clock.now(), who))

    def classify(
        self,
        stream: str,
        field: str,
        data_class: DataClass,
        reason: str,
        who: str,
        job: JobContext,
    ) -> None:
        """Say of which class a field of the office's own is; raises what `allow` does."""
        connection, _spec = self._system()
        check_classified(self._schema(connection, stream, job), field, reason)
        switch = Switch(data_class, reason, self._parts.clock.now(), who)
        self._decide(connection, stream, field, switch)

    def withdraw(self, stream: str, field: str, who: str) -> bool:
        """Switch a field off again; return False if it was not on. What HubSpot has of it stays."""
        connection, _spec = self._system()
        now = self._parts.clock.now()
        with claimed(self._parts.store, connection.id, now):
            off = privacy.switch_off(
                self._parts.store, _whose(connection), (stream, field), now, who
            )
            self._look_again(stream)
        return off

    def standing(self, job: JobContext, *, discover: bool = False) -> Standing:
        """Return the compliance report; with `discover` the system is asked for what is new."""
        connection, spec = self._system()
        mappings = published(self._parts)
        kept = privacy.decisions(self._parts.store, _whose(connection))
        source = self._parts.open(connection, job)
        try:
            own = {stream for stream, _field in kept.classified}
            schemas = {
                each.system_stream: kept.applied(
                    _described(source, each.system_stream, discover or each.system_stream in own)
                )
                for each in mappings
            }
        finally:
            source.close()
        runs = (e for e in privacy.entries(self._parts.store, _LOOK_BACK) if e.kind.value == "run")
        return Standing(
            system=spec.name,
            account=connection.account_id,
            healthcare=spec.healthcare,
            may_write=not spec.healthcare or kept.attestation is not None,
            decisions=kept,
            report=report(schemas, mappings, kept, healthcare=spec.healthcare),
            last_run=next(runs, None),
        )

    def audit(self, limit: int) -> list[Entry]:
        """Return the last entries of the audit, the newest first."""
        return privacy.entries(self._parts.store, limit)

    def verify(self) -> int:
        """Return how many entries the audit has, all as written. Raises AUDIT_BROKEN."""
        return privacy.verify(self._parts.store)

    def _decide(self, connection: Connection, stream: str, field: str, switch: Switch) -> None:
        with claimed(self._parts.store, connection.id, switch.at):
            privacy.switch(self._parts.store, _whose(connection), (stream, field), switch)
            self._look_again(stream)

    def _look_again(self, stream: str) -> None:
        """Have the next run look at every record of a stream, as a field more or less is mapped,
        and of those that follow it, as more people or fewer are sent.
        """
        rules = published(self._parts)
        pairs = {each.pair for each in rules if each.system_stream == stream}
        pairs |= {each.pair for each in rules for tie in each.ties if tie.pair in pairs}
        for pair in sorted(pairs):
            self._parts.ledger.forget_checkpoint(pair)

    def _schema(self, connection: Connection, stream: str, job: JobContext) -> StreamSchema:
        source = self._parts.open(connection, job)
        try:
            if stream not in source.streams():
                raise UserActionError(Code.FIELD_UNKNOWN, detail=stream)
            kept = privacy.decisions(self._parts.store, _whose(connection))
            return kept.applied(source.schema(stream))
        finally:
            source.close()

    def _system(self) -> tuple[Connection, ConnectorSpec]:
        connection = self._parts.end(Side.SYSTEM)
        if connection is None:
            raise UserActionError(Code.NOT_CONNECTED, detail="system")
        return connection, self._parts.registry[connection.connector]


_LOOK_BACK = 1000  # entries among which the last run is looked for


def _described(source: Connector, stream: str, discover: bool) -> StreamSchema:
    return source.schema(stream, discover=discover)


def _whose(connection: Connection) -> Whose:
    return Whose(connection.connector, connection.account_id)
