"""How sensitive each field of Open Dental's is, from `classes.json`: what is not there is blocked.

The file says for each database object, and for what only the API has, a class, what may become
of the field, and why. Here both become what the rest of the program knows; where the two differ,
the stricter holds.
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
_SCHEDULES = frozenset({"appointment", "recall"})  # objects whose administration is a time-table
_ADMISSIONS = {"allow": Admission.ALLOW, "opt_in": Admission.OPT_IN}  # all else is blocked
_NEVER = frozenset({DataClass.CLINICAL, DataClass.FREE_TEXT, DataClass.RESTRICTED_ID})
_PATIENT_NUMBERS = frozenset({"Guarantor", "SuperFamily"})  # numbers of other patients
_API_ONLY = " (API-only)"


@cache
def classified(thing: str) -> Mapping[str, Classified]:
    """Return the lines of one object, such as "patient", with those of what only the API has."""
    return {**_file().get(thing, {}), **_file().get(thing + _API_ONLY, {})}


def objects() -> Mapping[str, Mapping[str, Classified]]:
    """Return the whole file."""
    return _file()


def data_class(thing: str, column: str) -> DataClass:
    """Return the class of a field; UNCLASSIFIED if nobody has classified it."""
    line = classified(thing).get(column)
    if line is None:
        return DataClass.UNCLASSIFIED
    if line.kind == "administrative" and thing in _SCHEDULES:
        return DataClass.SCHEDULE
    return _CLASSES.get(line.kind, DataClass.UNCLASSIFIED)


def admission(thing: str, column: str) -> Admission:
    """Return whether a field may travel. Numbers of patients and appointments never do, though
    the file would let their keyed hashes.
    """
    line = classified(thing).get(column)
    if line is None or column in _PATIENT_NUMBERS or data_class(thing, column) in _NEVER:
        return Admission.BLOCK
    return _ADMISSIONS.get(line.admission, Admission.BLOCK)


@cache
def _file() -> Mapping[str, Mapping[str, Classified]]:
    text = (resources.files("connectors.opendental") / "classes.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, Classified]])
