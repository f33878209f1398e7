"""What a mutation changes."""

import re
from typing import Any

from connectors.boulevard.simulator.business import Business, Row
from connectors.boulevard.simulator.errors import FieldError

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+[1-9]\d{6,14}")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
FORMATS = {"email": EMAIL, "mobilePhone": PHONE, "dob": DATE}

Input = dict[str, Any]


def update_client(business: Business, values: Input) -> Row:
    """Change what is named; what null does nobody has said."""
    row = business.tables["clients"].get(values["id"])
    if row is None:
        raise FieldError("Client not found")
    new = {name: value for name, value in values.items() if name not in ("id", "customFields")}
    _check(new)
    if business.profile.null_keeps:
        new = {name: value for name, value in new.items() if value is not None}
    if any(row[name] != value for name, value in new.items()):
        row.update(new)
        business.touch("clients", row)
    return {"client": row}


def create_client(business: Business, values: Input) -> Row:
    _check(values)
    return {"client": business.add("clients", values)}


def cancel_appointment(business: Business, values: Input) -> Row:
    """Cancel an appointment; and tell the client, unless somebody says not to."""
    row = business.tables["appointments"].get(values["id"])
    if row is None:
        raise FieldError("Appointment not found")
    row["state"], row["cancelled"] = "CANCELLED", True
    row["cancellation"] = {
        "reason": values["reason"],
        "cancelledAt": business.told(),
        "notes": values.get("notes"),
    }
    if values.get("notifyClient", True):
        business.messages.append({"clientId": row["clientId"], "about": row["id"]})
    business.touch("appointments", row)
    return {"appointment": row}


def _check(values: Input) -> None:
    for name, pattern in FORMATS.items():
        value = values.get(name)
        if value is not None and not pattern.fullmatch(str(value)):
            raise FieldError(f"{name} is invalid")


MUTATIONS = {
    "updateClient": update_client,
    "createClient": create_client,
    "cancelAppointment": cancel_appointment,
}
