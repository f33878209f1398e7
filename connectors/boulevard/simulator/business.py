"""The state of the business: its tables, and how their rows belong together."""

import threading
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from connectors.boulevard.simulator.profile import BUSINESS, BUSINESS_ID, Profile
from connectors.boulevard.simulator.types import ENUMERATIONS, types
from connectors.kit.simulator import SimulatorClock

Row = dict[str, Any]

SETTINGS = {"email": False, "push": False, "sms": False}
BLANKS: dict[str, tuple[str, Row]] = {  # table -> type of its rows, and a new one
    "locations": (
        "Location",
        {
            "name": "",
            "businessName": BUSINESS,
            "address": dict.fromkeys(
                ("line1", "line2", "city", "state", "province", "zip", "country")
            ),
            "phone": None,
            "contactEmail": None,
            "website": None,
            "tz": "America/New_York",
            "isRemote": False,
            "externalId": None,
            "arrivalInstructions": None,
            "googlePlaceId": None,
        },
    ),
    "staff": (
        "Staff",
        {
            "firstName": "",
            "lastName": None,
            "email": None,
            "mobilePhone": None,
            "active": True,
            "suspended": False,
            "externallyBookable": True,
            "bio": None,
            "nickname": None,
            "externalNickname": None,
            "externalId": None,
            "role": "Provider",
            "locationIds": [],
        },
    ),
    "services": (
        "Service",
        {
            "name": "",
            "description": None,
            "active": True,
            "defaultDuration": 30,
            "defaultPrice": 0,
        },
    ),
    "tags": ("Tag", {"name": ""}),
    "clients": (
        "Client",
        {
            "firstName": None,
            "lastName": None,
            "email": None,
            "mobilePhone": None,
            "active": True,
            "mergedIntoClientId": None,
            "dob": None,
            "pronoun": None,
            "externalId": None,
            "schedulingAlert": None,
            "hasCardOnFile": False,
            "currentAccountBalance": 0,
            "primaryLocationId": None,
            "notes": [],
            "tagIds": [],
            "custom": {},
            "marketing": SETTINGS,
            "reminders": SETTINGS,
        },
    ),
    "appointments": (
        "Appointment",
        {
            "clientId": "",
            "locationId": "",
            "startAt": "",
            "duration": 30,
            "state": "BOOKED",
            "cancelled": False,
            "cancellation": None,
            "bookedByType": "STAFF",
            "isGroupedAppointment": False,
            "isRecurring": False,
            "isRemote": False,
            "pendingFormCount": 0,
            "clientMessage": None,
            "notes": None,
            "orderId": None,
            "serviceIds": [],
            "staffId": None,
            "tagIds": [],
            "custom": {},
        },
    ),
    "memberships": (
        "Membership",
        {
            "name": "",
            "clientId": "",
            "locationId": "",
            "status": "ACTIVE",
            "statusReason": None,
            "statusReasonCustom": None,
            "startOn": "2026-01-01",
            "endOn": "2026-12-31",
            "cancelOn": None,
            "unpauseOn": None,
            "interval": "P1M",
            "nextChargeDate": None,
            "termNumber": 1,
            "unitPrice": 0,
            "productId": "urn:blvd:Product:0",
        },
    ),
    "orders": (
        "Order",
        {
            "clientId": None,
            "locationId": "",
            "closedAt": None,
            "number": "",
            "note": None,
            "total": 0,
            "refunded": 0,
        },
    ),
    "fields": (
        "NativeObjectSchemaField",
        {"key": "", "name": "", "schema": "CLIENT", "valueType": "TEXT", "options": None},
    ),
}
STAMPED = frozenset({"staff", "clients", "orders"})  # tables whose rows say when they changed


class Business:
    """Tables by name, each by id, in the order in which they were filled."""

    def __init__(self, clock: SimulatorClock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.tables: dict[str, dict[str, Row]] = {kind: {} for kind in BLANKS}
        self.made = 0  # rows ever
        self.changes = 0  # grows with each change, so that a list need not be filtered twice
        self.messages: list[Row] = []  # what was sent to clients
        self.types = deepcopy(types())
        self.enumerations = deepcopy(ENUMERATIONS)
        self.lock = threading.RLock()

    @property
    def id(self) -> str:
        return f"urn:blvd:Business:{BUSINESS_ID}"

    def told(self, at: datetime | None = None) -> str:
        """Return an aware time, now if None, as Boulevard says it."""
        moment = (at or self.clock.now()).astimezone(UTC)
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def add(
        self,
        kind: str,
        values: Row,
        created: datetime | None = None,
        updated: datetime | None = None,
        first: bool = False,
    ) -> Row:
        """Add a row, as old as said; now if None. `first` puts it before all others."""
        thing, blank = BLANKS[kind]
        unknown = values.keys() - blank.keys()
        assert not unknown, f"{kind} has no {unknown}"
        self.made += 1
        own = f"urn:blvd:{thing}:{uuid5(NAMESPACE_URL, f'{kind} {self.made}')}"
        row = {**deepcopy(blank), **values, "id": own, "createdAt": self.told(created or updated)}
        if first:
            self.tables[kind] = {own: row, **self.tables[kind]}
        else:
            self.tables[kind][own] = row
        self.touch(kind, row, updated)
        return row

    def touch(self, kind: str, row: Row, at: datetime | None = None) -> None:
        """Note that a row was changed, now if `at` is None. Most rows do not say so."""
        self.changes += 1
        if kind in STAMPED:
            row["updatedAt"] = self.told(at)

    def state(self) -> dict[str, object]:
        state = {
            "tables": {kind: list(rows.values()) for kind, rows in self.tables.items()},
            "made": self.made,
            "messages": self.messages,
        }
        copied: dict[str, object] = msgspec.json.decode(msgspec.json.encode(state))
        return copied

    def take_state(self, state: dict[str, Any]) -> None:
        self.changes += 1
        for kind in BLANKS:
            self.tables[kind] = {row["id"]: dict(row) for row in state["tables"].get(kind, ())}
        self.made = state["made"]
        self.messages = list(state["messages"])
