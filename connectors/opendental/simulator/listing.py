"""Lists: which parameters a resource takes, what they do, and pages by offset."""

import re
from collections.abc import Callable, Mapping

from connectors.opendental.simulator.errors import RefusalError, bad_parameter
from connectors.opendental.simulator.practice import Practice, Row
from connectors.opendental.simulator.profile import OFFICE_PAGE, REMOTE_PAGE
from connectors.opendental.simulator.tables import BLANKS, STAMPS, WITH_CLOCK

PAGING = frozenset({"Limit", "Offset"})
STATUSES = frozenset(
    {"Scheduled", "Complete", "UnschedList", "ASAP", "Broken", "Planned", "PtNote"}
    | {"PtNoteCompleted"}
)
PARAMETERS: Mapping[str, frozenset[str]] = {
    "patients": frozenset(
        {"LName", "FName", "Phone", "Address", "hideInactive", "City", "State", "SSN"}
        | {"ChartNumber", "guarOnly", "showArchived", "Birthdate", "SubscriberId", "Email"}
        | {"Country", "clinicNums"}
    ),
    "patients/Simple": frozenset(
        {"LName", "FName", "Birthdate", "ClinicNum", "PatStatus", "DateTStamp", "PriProv"}
        | {"Gender", "Position", "Guarantor", "SuperFamily", "EmployerNum", "FeeSched"}
    ),
    "appointments": frozenset(
        {"PatNum", "AptStatus", "Op", "date", "dateStart", "dateEnd", "ClinicNum", "DateTStamp"}
        | {"AppointmentTypeNum"}
    ),
    "providers": frozenset({"ClinicNum", "DateTStamp"}),
    "clinics": frozenset(),
    "referrals": frozenset(),
    "recalls": frozenset({"PatNum"}),
    "refattaches": frozenset({"PatNum", "DateTStamp"}),
    "patfields": frozenset({"PatNum", "FieldName", "SecDateTEdit"}),
    "patfielddefs": frozenset(),
    "definitions": frozenset({"Category", "includeHidden"}),
    "preferences": frozenset({"PrefName"}),
}
SILENT = frozenset({"definitions", "clinics", "referrals", "preferences", "patfielddefs"})
"""Resources that pass over a parameter that they do not know."""
PREFIXED = frozenset({"LName", "FName"})
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def page(practice: Practice, resource: str, params: Mapping[str, str]) -> list[Row]:
    """Return one page of a list, as it is answered."""
    kind = resource.partition("/")[0]
    wanted = [_test(practice, resource, name, value) for name, value in params.items()]
    rows = [row for row in practice.shown(kind) if all(test(row) for test in wanted if test)]
    if kind == "patients" and resource == kind and params.get("showArchived") != "true":
        rows = [row for row in rows if row["PatStatus"] != "Archived"]
    offset = _whole(params.get("Offset", "0"), "Offset")
    limit = min(_whole(params.get("Limit", str(REMOTE_PAGE)), "Limit"), _largest(practice))
    return [answered(practice, kind, row) for row in rows[offset : offset + limit]]


def answered(practice: Practice, kind: str, row: Row) -> Row:
    """Return a row as it is answered: with what a newer version has, and the office's clock."""
    more = practice.new_columns.get(kind, {})
    clock = {"serverDateTime": practice.now()} if kind in WITH_CLOCK else {}
    is_deleted = kind == "patients" and row["PatNum"] in practice.deleted
    return {**row, **({"PatStatus": "Deleted"} if is_deleted else {}), **more, **clock}


def _largest(practice: Practice) -> int:
    remote = practice.profile.mode == "remote" or practice.profile.small_pages
    return REMOTE_PAGE if remote else OFFICE_PAGE


def _test(practice: Practice, resource: str, name: str, value: str) -> Callable[[Row], bool] | None:
    """Return what a parameter asks of a row; None where it is passed over."""
    kind = resource.partition("/")[0]
    if name in PAGING:
        return None
    is_young = (resource, name) == ("refattaches", "DateTStamp")
    if name not in PARAMETERS[resource] or (is_young and practice.profile.before_25_2):
        is_let = resource == "patients" and name == "DateTStamp"
        if kind in SILENT or (is_let and not practice.profile.strict_stamp):
            return None
        raise bad_parameter(name)
    if name == STAMPS.get(kind, "DateTStamp"):
        return None if practice.profile.deaf else _since(name, value)
    if name == "AptStatus" and value not in STATUSES:
        raise RefusalError(400, "AptStatus is invalid")
    if name in PREFIXED:
        return lambda row: str(row[name]).casefold().startswith(value.casefold())
    if name not in BLANKS[kind]:
        return None
    return lambda row: str(row[name]) == value


def _since(name: str, value: str) -> Callable[[Row], bool]:
    if not _STAMP.fullmatch(value):
        raise RefusalError(400, f"{name} format must be yyyy-MM-dd HH:mm:ss.")
    return lambda row: bool(row[name] >= value)


def _whole(text: str, name: str) -> int:
    if not text.isdecimal():
        raise RefusalError(400, f"{name} is invalid")
    return int(text)
