"""What a request may change, as an office's permissions allow."""

from collections.abc import Mapping
from typing import Any

from connectors.opendental.simulator.errors import RefusalError, not_found, unauthorized
from connectors.opendental.simulator.practice import Practice, Row

UPDATABLE = frozenset(
    {"LName", "FName", "MiddleI", "Preferred", "PatStatus", "Gender", "Position", "Birthdate"}
    | {"SSN", "Address", "Address2", "City", "State", "Zip", "HmPhone", "WkPhone"}
    | {"WirelessPhone", "Email", "PriProv", "SecProv", "FeeSched", "BillingType", "ChartNumber"}
    | {"MedicaidID", "EmployerNum", "ClinicNum", "Premed", "Ward", "PreferConfirmMethod"}
    | {"PreferContactMethod", "PreferRecallMethod", "Language", "AdmitDate", "TxtMsgOk"}
)
"""Others are answered 200, and nothing is changed."""
NEVER_BLANK = frozenset({"LName", "FName"})

Body = Mapping[str, Any]


def allow(practice: Practice, permission: str) -> None:
    """401 without the permission, as with a wrong key."""
    if permission not in practice.permissions:
        raise unauthorized()


def create_patient(practice: Practice, body: Body) -> Row:
    """Add a patient; nobody who is there already."""
    allow(practice, "Patients")
    for name in ("LName", "FName"):
        if not body.get(name):
            raise RefusalError(400, f"{name} is required.")
    values = {name: body[name] for name in UPDATABLE & body.keys()}
    for row in practice.tables["patients"].values():
        if all(row[name] == values.get(name, row[name]) for name in ("LName", "FName")) and (
            row["Birthdate"] == values.get("Birthdate", row["Birthdate"])
            and any(values.get(way) and row[way] == values[way] for way in ("Email", "HmPhone"))
        ):
            raise RefusalError(400, "Patient already exists.")
    row = practice.add("patients", values)
    row["Guarantor"] = row["PatNum"]
    return row


def change_patient(practice: Practice, row: Row, body: Body) -> None:
    """Change what is named: blank clears, but for a name; line breaks become spaces."""
    allow(practice, "Patients")
    if row["PatNum"] in practice.deleted:
        raise not_found("Patient")
    changed = False
    for name, value in body.items():
        if name not in UPDATABLE or (name in NEVER_BLANK and not value):
            continue
        kept = value.replace("\r\n", " ").replace("\n", " ") if isinstance(value, str) else value
        changed = changed or row[name] != kept
        row[name] = kept
    if changed:
        practice.touch("patients", row)


def confirm(practice: Practice, row: Row, body: Body) -> None:
    """Set how far an appointment is confirmed, by number or label."""
    allow(practice, "Comm")
    if ("confirmVal" in body) is ("defNum" in body):
        raise RefusalError(400, "Either confirmVal or defNum is required.")
    for definition in practice.tables["definitions"].values():
        if definition["Category"] == 2 and (
            definition["DefNum"] == body.get("defNum")
            or definition["ItemName"] == body.get("confirmVal")
        ):
            row["Confirmed"], row["confirmed"] = definition["DefNum"], definition["ItemName"]
            practice.touch("appointments", row)
            return
    raise RefusalError(400, "defNum is invalid" if "defNum" in body else "confirmVal is invalid")


def break_appointment(practice: Practice, row: Row, body: Body) -> None:
    """Break a scheduled appointment; no other."""
    allow(practice, "Comm")
    if row["AptStatus"] != "Scheduled":
        raise RefusalError(400, "Only Scheduled appointments can be broken.")
    listed = body.get("sendToUnscheduledList") == "true"
    row["AptStatus"] = "UnschedList" if listed else "Broken"
    practice.touch("appointments", row)
