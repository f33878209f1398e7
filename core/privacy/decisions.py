"""What an office decided about privacy: its attestation, which fields it switched on, and of what
class its own fields are. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.errors import Code, UserActionError
from core.privacy.gate import NEVER
from core.privacy.rows import MINORS
from core.schema import Admission, DataClass, StreamSchema, Withheld

Place = tuple[str, str]
"""A stream, and the name of one of its fields (or MINORS)."""

_ALLOWS = frozenset({DataClass.PUBLIC, DataClass.CONTACT, DataClass.SCHEDULE})


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the office says of itself. A covered entity has a business associate agreement."""

    covered_entity: bool
    no_health_services: bool  # a salon: nothing it does is health care
    agreement: date | None  # of the business associate agreement with HubSpot
    agreement_by: str  # who signed it for the office
    contact: str  # who answers for privacy
    at: datetime
    who: str  # the user of the PC who said so


@dataclass(frozen=True, slots=True)
class Switch:
    """A field that somebody switched on, or a field of the office's own that was classified."""

    data_class: DataClass | None  # None: switched on
    reason: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that one office decided, as a run goes by it."""

    attestation: Attestation | None = None
    switched_on: Mapping[Place, Switch] = field(default_factory=dict)
    classified: Mapping[Place, Switch] = field(default_factory=dict)

    def opted_in(self, stream: str) -> frozenset[str]:
        """Return what is switched on of a stream."""
        return frozenset(name for on, name in self.switched_on if on == stream)

    def applied(self, schema: StreamSchema) -> StreamSchema:
        """Return a schema in which the office's own fields are of the classes they were given.

        A renamed field is another one: nobody has classified it.
        """
        given: dict[str, DataClass] = {}
        for (stream, name), decided in self.classified.items():
            kept = schema.fields.get(name)
            if stream == schema.name and kept is not None and kept.custom and decided.data_class:
                given[name] = decided.data_class
        if not given:
            return schema
        fields = dict(schema.fields)
        for name, data_class in given.items():
            kept = fields[name]
            fields[name] = replace(kept, data_class=data_class, admission=_admission(data_class))
        return replace(schema, fields=fields)


UNDECIDED = Decisions()


def check_attestation(said: Attestation, today: date) -> None:
    """Raise UserActionError(ATTESTATION) naming what is missing for writing to be allowed."""
    if not said.contact.strip():
        raise UserActionError(Code.ATTESTATION, detail="contact")
    if said.no_health_services:
        if said.covered_entity:
            raise UserActionError(Code.ATTESTATION, detail="covered entity")
        return
    if said.agreement is None or said.agreement > today:
        raise UserActionError(Code.ATTESTATION, detail="agreement")
    if not said.agreement_by.strip():
        raise UserActionError(Code.ATTESTATION, detail="who signed the agreement")


def check_switch(schema: StreamSchema, name: str, reason: str, *, healthcare: bool) -> None:
    """Raise UserActionError if a field cannot be switched on: FIELD_UNKNOWN, NEVER_ALLOWED, or
    ATTESTATION where no reason is given.
    """
    if not reason.strip():
        raise UserActionError(Code.ATTESTATION, detail="reason")
    if name == MINORS and any(r.withheld is Withheld.MINOR for r in schema.guard.rows):
        return
    kept = schema.fields.get(name)
    if kept is None:
        raise UserActionError(Code.FIELD_UNKNOWN, detail=name)
    barred = healthcare and kept.data_class in NEVER
    if barred or kept.admission is Admission.BLOCK:
        raise UserActionError(Code.NEVER_ALLOWED, detail=name)


def check_classified(schema: StreamSchema, name: str, reason: str) -> None:
    """Raise UserActionError if a field is not the office's own: FIELD_UNKNOWN, NEVER_ALLOWED."""
    if not reason.strip():
        raise UserActionError(Code.ATTESTATION, detail="reason")
    kept = schema.fields.get(name)
    if kept is None:
        raise UserActionError(Code.FIELD_UNKNOWN, detail=name)
    if not kept.custom:
        raise UserActionError(Code.NEVER_ALLOWED, detail=name)


def _admission(data_class: DataClass) -> Admission:
    if data_class in _ALLOWS:
        return Admission.ALLOW
    return Admission.OPT_IN if data_class is DataClass.MONEY else Admission.BLOCK
