"""What each field of a row answers, where that is not simply what the row holds."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from connectors.boulevard.simulator.business import Business, Row
from connectors.boulevard.simulator.errors import FieldError

Arguments = Mapping[str, Any]
Shape = Callable[[Business, Row, Arguments], Any]

MANAGE = "https://dashboard.boulevard.io/manage/"


def link(table: str, key: str) -> Shape:
    """Answer the row of another table that a row names."""
    return lambda business, row, _arguments: business.tables[table].get(row[key] or "")


def links(table: str, key: str) -> Shape:
    return lambda business, row, _arguments: [business.tables[table][one] for one in row[key]]


def name(_business: Business, row: Row, _arguments: Arguments) -> str | None:
    return " ".join(filter(None, (row["firstName"], row["lastName"]))) or None


def settings(key: str, kind: str) -> Shape:
    return lambda _business, row, _arguments: [{**row[key], "type": kind}]


def end(_business: Business, row: Row, _arguments: Arguments) -> str:
    start = datetime.fromisoformat(row["startAt"]) + timedelta(minutes=row["duration"])
    return start.isoformat(timespec="microseconds").replace("+00:00", "Z")


def services(business: Business, row: Row, _arguments: Arguments) -> list[Row]:
    return [
        {
            "id": f"{row['id']}-{number}",
            "serviceId": service,
            "staffId": row["staffId"],
            "startAt": row["startAt"],
            "duration": row["duration"],
            "price": business.tables["services"][service]["defaultPrice"],
        }
        for number, service in enumerate(row["serviceIds"])
    ]


def appointment_count(business: Business, row: Row, _arguments: Arguments) -> int:
    return sum(one["clientId"] == row["id"] for one in business.tables["appointments"].values())


def own_values(business: Business, row: Row, arguments: Arguments) -> list[Row]:
    known = {one["key"] for one in business.tables["fields"].values()}
    for key in arguments["keys"]:
        if key not in known:
            raise FieldError(f"Unknown custom field key {key}")
    return [{"key": key} for key in arguments["keys"] if key in row["custom"]]


def own_value(kind: str) -> Shape:
    """Answer a value of a field that the business made, if it is of that kind."""

    def answered(business: Business, row: Row, arguments: Arguments) -> Any:
        defined = (one for one in business.tables["fields"].values())
        found = next((one for one in defined if one["key"] == arguments["key"]), None)
        if found is None:
            raise FieldError(f"Unknown custom field key {arguments['key']}")
        value = row["custom"].get(arguments["key"]) if found["valueType"] == kind else None
        if value is None or not found["options"]:
            return value
        chosen = value if isinstance(value, list) else [value]
        picked = [one for one in found["options"] if one["label"] in chosen]
        return picked if kind == "MULTISELECT" else picked[0]

    return answered


def summary(_business: Business, row: Row, _arguments: Arguments) -> Row:
    tax = round(row["total"] * 0.08)
    return {
        "currentDiscountAmount": 0,
        "currentSubtotal": row["total"] - tax,
        "currentTaxAmount": tax,
        "currentTotal": row["total"],
        "refundAmount": row["refunded"],
    }


def whole(_business: Business, row: Row, _arguments: Arguments) -> Row:
    return row


SHAPES: Mapping[tuple[str, str], Shape] = {
    ("Client", "name"): name,
    ("Client", "primaryLocation"): link("locations", "primaryLocationId"),
    ("Client", "tags"): links("tags", "tagIds"),
    ("Client", "marketingSettings"): settings("marketing", "MARKETING"),
    ("Client", "reminderSettings"): settings("reminders", "APPOINTMENT_REMINDER"),
    ("Client", "appointmentCount"): appointment_count,
    ("Client", "custom"): whole,
    ("Client", "customFields"): own_values,
    ("NativeObjectMeta", "textValue"): own_value("TEXT"),
    ("NativeObjectMeta", "booleanValue"): own_value("BOOLEAN"),
    ("NativeObjectMeta", "datetimeValue"): own_value("DATETIME"),
    ("NativeObjectMeta", "floatValue"): own_value("FLOAT"),
    ("NativeObjectMeta", "integerValue"): own_value("INTEGER"),
    ("NativeObjectMeta", "multiselectValues"): own_value("MULTISELECT"),
    ("NativeObjectMeta", "selectValue"): own_value("SELECT"),
    ("Appointment", "client"): link("clients", "clientId"),
    ("Appointment", "location"): link("locations", "locationId"),
    ("Appointment", "endAt"): end,
    ("Appointment", "tags"): links("tags", "tagIds"),
    ("Appointment", "custom"): whole,
    ("Appointment", "customFields"): own_values,
    ("Appointment", "appointmentServices"): services,
    ("Appointment", "manageUrl"): lambda _business, row, _arguments: MANAGE + row["id"],
    ("AppointmentService", "service"): link("services", "serviceId"),
    ("AppointmentService", "staff"): link("staff", "staffId"),
    ("AppointmentService", "endAt"): end,
    ("Staff", "name"): name,
    ("Staff", "displayName"): lambda business, row, arguments: (
        row["externalNickname"] or name(business, row, arguments)
    ),
    ("Staff", "locations"): links("locations", "locationIds"),
    ("Staff", "role"): lambda _business, row, _arguments: {
        "id": f"urn:blvd:StaffRole:{row['role'].lower()}",
        "name": row["role"],
    },
    ("Staff", "staffRoleId"): lambda _business, row, _arguments: (
        f"urn:blvd:StaffRole:{row['role'].lower()}"
    ),
    ("Membership", "client"): link("clients", "clientId"),
    ("Membership", "location"): link("locations", "locationId"),
    ("Order", "client"): link("clients", "clientId"),
    ("Order", "location"): link("locations", "locationId"),
    ("Order", "summary"): summary,
}
