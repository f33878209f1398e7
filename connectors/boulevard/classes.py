"""How sensitive each field of Boulevard's is, from `classes.json`: what is not there is blocked.

The file says for each type a class, what may become of the field, and why. Here both become what
the rest of the program knows; where the two differ, the stricter holds.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from core.schema import Admission, DataClass


class Classified(msgspec.Struct, frozen=True, rename={"kind": "class"}):
    """One line of the file."""

    kind: str
    admission: str
    reason: str


_CLASSES = {
    "administrative": DataClass.PUBLIC,
    "clinical": DataClass.CLINICAL,
    "contact": DataClass.CONTACT,
    "financial": DataClass.MONEY,
    "free_text": DataClass.FREE_TEXT,
    "internal": DataClass.PUBLIC,
    "restricted_id": DataClass.RESTRICTED_ID,
}
_SCHEDULES = frozenset({"Appointment", "AppointmentCancellation", "Membership"})
"""Types whose administration is a time-table."""
_ADMISSIONS = {"allow": Admission.ALLOW, "opt_in": Admission.OPT_IN}  # all else is blocked
_NEVER = frozenset({DataClass.CLINICAL, DataClass.FREE_TEXT, DataClass.RESTRICTED_ID})
_ABOUT_CLIENTS = frozenset({"Client", "Appointment", "Membership", "Order"})
_NUMBERS = frozenset({"id", "clientId", "client", "mergedIntoClientId", "externalId", "number"})
"""Of those, what stands for a person or for what she came for; HubSpot gets a keyed hash."""


def classified(thing: str) -> Mapping[str, Classified]:
    """Return the lines of one type, such as "Client"."""
    return objects().get(thing, {})


def data_class(thing: str, name: str) -> DataClass:
    """Return the class of a field; UNCLASSIFIED if nobody has classified it."""
    line = classified(thing).get(name)
    if line is None:
        return DataClass.UNCLASSIFIED
    if _is_number(thing, name):
        return DataClass.RESTRICTED_ID
    if line.kind == "administrative" and thing in _SCHEDULES:
        return DataClass.SCHEDULE
    return _CLASSES.get(line.kind, DataClass.UNCLASSIFIED)


def admission(thing: str, name: str) -> Admission:
    """Return whether a field may travel. Numbers of clients, appointments, memberships and orders
    never do, though the file would let their keyed hashes.
    """
    line = classified(thing).get(name)
    if line is None or data_class(thing, name) in _NEVER:
        return Admission.BLOCK
    return _ADMISSIONS.get(line.admission, Admission.BLOCK)


@cache
def objects() -> Mapping[str, Mapping[str, Classified]]:
    """Return the whole file."""
    text = (resources.files("connectors.boulevard") / "classes.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, Classified]])


def _is_number(thing: str, name: str) -> bool:
    return thing in _ABOUT_CLIENTS and name in _NUMBERS
