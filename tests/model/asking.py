"""What somebody answers in Review and elsewhere, on one PC of the modelled office."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from connectors import hubspot
from core.connector import Connector
from core.jobs import JobContext
from core.log import EventLog
from core.office.parts import Outside, Parts
from core.registry import Registry
from core.store.connections import Connection
from tests.model.edges import Edges
from tests.model.office import Office
from tests.model.pc import Inline, Pc


@dataclass(frozen=True, slots=True)
class ModelParts(Parts):
    """The office's parts, whose vendors are the model's."""

    office: Office

    def open(self, connection: Connection, job: JobContext) -> Connector:
        del job
        if connection.connector == "hubspot":
            return self.office.open(hubspot.SPEC, Edges().wired(self.office.hubspot))
        return self.office.open(self.office.end.spec, Edges().wired(self.office.system))


def parts(office: Office, pc: Pc) -> ModelParts:
    """Return what the office's rooms stand on, on one PC."""
    return ModelParts(
        store=pc.store,
        vault=pc.vault,
        registry=Registry((office.end.spec, hubspot.SPEC)),
        outside=Outside(workers=Inline, sign_in=_never, check_base_url=_never, starter=_nothing),
        log=EventLog(pc.paths.data, office.pc_clock),
        clock=office.pc_clock,
        office=office,
    )


def _never(*_given: Any) -> NoReturn:
    raise AssertionError


def _nothing(*_given: Any) -> Sequence[Any]:
    return ()
