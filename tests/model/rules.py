"""The rules of the modelled office: the system's people and HubSpot's contacts, both ways."""

from collections.abc import Iterator

from core.conflicts import ConflictPolicy
from core.filters import EVERYTHING, Condition, Filter, Operator
from core.mapping import Deletes, Direction, FieldMapping, Mapping, MatchKey, Strength
from core.transforms import Step
from tests.model.end import ModelEnd

PAIR = "persons-contacts"
POLICIES = (
    ConflictPolicy.SYSTEM_WINS,
    ConflictPolicy.HUBSPOT_WINS,
    ConflictPolicy.NEWEST_WINS,
    ConflictPolicy.FILL_IF_EMPTY,
    ConflictPolicy.ASK,
)
CONSENT = "may_mail"
NO = "no"  # of consent: the value that always wins
ASKED_OF = "office_title"  # what filters ask for: only typed in the system, and never copied there
FILTERS = (None, Operator.EMPTY)  # they name no value, as none may be at rest
EMAIL = MatchKey(name="email", fields=("email",), confirm="firstname", unique=True)
NAME_AND_PHONE = MatchKey(
    name="name and phone", fields=("firstname", "lastname", "phone"), strength=Strength.LIKELY
)


def people(
    end: ModelEnd, policy: ConflictPolicy, asks: Operator | None = None, version: int = 1
) -> Mapping:
    """Return the pair's rules under a policy; `asks` is what the filter asks of `ASKED_OF`."""
    named = end.ways.keys()
    return Mapping(
        pair=PAIR,
        label="People to Contacts",
        system_stream=end.stream,
        hubspot_stream="contacts",
        fields=tuple(_lines(end)),
        match=tuple(each for each in (EMAIL, NAME_AND_PHONE) if named >= {*each.fields}),
        require_any=tuple(name for name in ("email", "firstname", "lastname") if name in named),
        policy=policy,
        filter=filtering(end, asks),
        creates=Direction.BOTH if end.creates else Direction.TO_HUBSPOT,
        deletes=Deletes.ASK,
        version=version,
    )


def filtering(end: ModelEnd, asks: Operator | None) -> Filter:
    """Return the filter that asks so; of a system that lacks the field, the one for all."""
    if asks is None or ASKED_OF not in end.ways:
        return EVERYTHING
    return Filter(conditions=(Condition(field=end.ways[ASKED_OF].field, operator=asks),))


def _lines(end: ModelEnd) -> Iterator[FieldMapping]:
    for name, way in end.ways.items():
        yield FieldMapping(
            system=(way.field,),
            hubspot=name,
            steps=(Step(way.step),),
            direction=way.direction,
            restrictive=NO if name == CONSENT else None,
        )
