"""The rules of the modelled office: Clio's people and HubSpot's contacts, both ways."""

from dataclasses import replace

from core.conflicts import ConflictPolicy
from core.mapping import Deletes, Direction, FieldMapping, Mapping, MatchKey, Strength
from core.transforms import Step

PAIR = "persons-contacts"
POLICIES = (
    ConflictPolicy.SYSTEM_WINS,
    ConflictPolicy.HUBSPOT_WINS,
    ConflictPolicy.NEWEST_WINS,
    ConflictPolicy.FILL_IF_EMPTY,
    ConflictPolicy.ASK,
)
WAYS = {  # HubSpot property -> which way it travels
    "firstname": Direction.BOTH,
    "lastname": Direction.BOTH,
    "email": Direction.BOTH,
    "phone": Direction.BOTH,
    "city": Direction.BOTH,
    "office_title": Direction.TO_HUBSPOT,
    "salutation": Direction.TO_SYSTEM,
}
_SYSTEM = {
    "firstname": ("first_name", "clean"),
    "lastname": ("last_name", "clean"),
    "email": ("email", "email"),
    "phone": ("phone_work", "phone"),
    "city": ("city", "clean"),
    "office_title": ("title", "clean"),
    "salutation": ("prefix", "clean"),
}
EMAIL = MatchKey(name="email", fields=("email",), confirm="firstname", unique=True)
NAME_AND_PHONE = MatchKey(
    name="name and phone", fields=("firstname", "lastname", "phone"), strength=Strength.LIKELY
)


def _line(name: str) -> FieldMapping:
    field, step = _SYSTEM[name]
    return FieldMapping(system=(field,), hubspot=name, steps=(Step(step),), direction=WAYS[name])


PEOPLE = Mapping(
    pair=PAIR,
    label="People to Contacts",
    system_stream="persons",
    hubspot_stream="contacts",
    fields=tuple(map(_line, WAYS)),
    match=(EMAIL, NAME_AND_PHONE),
    require_any=("email", "firstname", "lastname"),
    policy=ConflictPolicy.SYSTEM_WINS,
    creates=Direction.BOTH,
    deletes=Deletes.ASK,
)


def people(policy: ConflictPolicy) -> Mapping:
    """Return the pair's rules under a policy."""
    return replace(PEOPLE, policy=policy)
