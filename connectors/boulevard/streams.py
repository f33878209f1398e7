"""Boulevard's streams, as tables: what each field is called on screen, its type, and what may be
written.
"""

from datetime import timedelta

from connectors.boulevard import wire
from connectors.boulevard.schema import (
    CHOICES,
    STATES,
    Stream,
    blocked,
    columns,
    derived,
    settings,
)
from core.schema import Guard, RowRule, Withheld

_LOCATION = columns(
    "Location",
    """
    name                | Name                 | t
    businessName        | Business             | t
    phone               | Phone                | p
    contactEmail        | E-mail               | e
    website             | Web site             | u
    address/line1       | Street               | t
    address/line2       | Street, line 2       | t
    address/city        | City                 | t
    address/state       | State                | t
    address/province    | Province             | t
    address/zip         | ZIP code             | t
    address/country     | Country              | t
    tz                  | Time zone            | t
    isRemote            | Remote               | b
    externalId          | Number elsewhere     | t
    arrivalInstructions | How to arrive        | t
    googlePlaceId       | Number at Google     | t
    """,
    frozenset(),
)

_STAFF = columns(
    "Staff",
    """
    firstName          | First name             | t
    lastName           | Last name              | t
    name               | Name                   | t
    displayName        | Name shown             | t
    nickname           | Nickname               | t
    externalNickname   | Nickname shown         | t
    email              | E-mail                 | e
    mobilePhone        | Mobile phone           | p
    active             | Active                 | b
    suspended          | Suspended              | b
    externallyBookable | Can be booked on line  | b
    role/name          | Role                   | t
    externalId         | Number elsewhere       | t
    createdAt          | Created at             | m
    """,
    frozenset(),
)

_CONTACT_FIELDS = frozenset({"firstName", "lastName", "email", "mobilePhone"})
"""What may be written of a client. Never what she agreed to be sent: consent is not for a sync to
give. Never `externalId`: another program may count on it.
"""

_CLIENT = {
    **columns(
        "Client",
        """
        firstName            | First name       | t
        lastName             | Last name        | t
        name                 | Name             | t
        email                | E-mail           | e
        mobilePhone          | Mobile phone     | p
        active               | Active           | b
        primaryLocation/name | Location         | t
        createdAt            | Created at       | m
        pronoun              | Pronoun          | t
        dob                  | Date of birth    | d
        appointmentCount     | Appointments     | i
        """,
        _CONTACT_FIELDS,
    ),
    **settings(
        "marketing",
        "MARKETING",
        {
            "email": "May be sent marketing e-mail",
            "sms": "May be sent marketing texts",
            "push": "May be sent marketing in the app",
        },
    ),
    **settings(
        "reminders",
        "APPOINTMENT_REMINDER",
        {
            "email": "May be reminded by e-mail",
            "sms": "May be reminded by text",
            "push": "May be reminded in the app",
        },
    ),
}


def _outcome(row: wire.Row) -> wire.Decoded:
    """Return an appointment's state, in which who did not come is told from who cancelled."""
    state = wire.one_of(frozenset(STATES))(row["state"])
    reason = (row["cancellation"] or {}).get("reason")
    return "NO_SHOW" if state == "CANCELLED" and reason == "NO_SHOW" else state


_APPOINTMENT = {
    **columns(
        "Appointment",
        """
        startAt                  | Starts                 | m
        endAt                    | Ends                   | m
        duration                 | Length in minutes      | i
        state                    | State                  | AppointmentState
        cancelled                | Cancelled              | b
        cancellation/reason      | Cancelled because      | AppointmentCancellationReason
        cancellation/cancelledAt | Cancelled at           | m
        bookedByType             | Booked by              | BookedByType
        location/name            | Location               | t
        createdAt                | Booked at              | m
        isGroupedAppointment     | One of a group         | b
        isRecurring              | One of a series        | b
        isRemote                 | Remote                 | b
        pendingFormCount         | Forms to fill in       | i
        """,
        frozenset(),
    ),
    "outcome": derived(
        "outcome", "Status", (*STATES, "NO_SHOW"), "state cancellation/reason", _outcome
    ),
}

_MEMBERSHIP = columns(
    "Membership",
    """
    status         | Status         | SubscriptionStatus
    startOn        | Starts         | d
    endOn          | Ends           | d
    cancelOn       | To be ended on | d
    unpauseOn      | Goes on on     | d
    interval       | Term           | t
    termNumber     | Number of term | i
    nextChargeDate | Next charge    | d
    unitPrice      | Price          | $
    location/name  | Location       | t
    """,
    frozenset(),
)

_ORDER = columns(
    "Order",
    """
    createdAt                  | Created at | m
    closedAt                   | Closed at  | m
    summary/currentTotal       | Total      | $
    summary/currentSubtotal    | Subtotal   | $
    summary/currentTaxAmount   | Tax        | $
    summary/refundAmount       | Refunded   | $
    location/name              | Location   | t
    """,
    frozenset(),
)

_OF_AGE = 18  # years
_CLIENTS_GUARD = Guard(
    rows=(RowRule("dob", Withheld.MINOR, under=_OF_AGE),),
    names=frozenset({"firstName", "lastName", "name"}),
    addresses=frozenset({"primaryLocation.name"}),
)
_NOT_ABOUT_CLIENTS = Guard(scanned=False)


def _known(name: str, words: str) -> Guard:
    """Return a guard that lets only records pass whose state somebody has looked at, and whose
    client is sent.
    """
    known = frozenset(CHOICES[words])
    rule = RowRule(name, Withheld.KIND, only=known, needed=True)
    return Guard(rows=(rule,), follows="client", addresses=frozenset({"location.name"}))


_CLIENT_REFERENCE = ("clients", "client/id")
_LOCATION_REFERENCE = ("locations", "locationId")  # an object would cost a point more

STREAMS = {
    stream.name: stream
    for stream in (
        Stream(
            name="locations",
            label="Locations",
            thing="Location",
            list="locations",
            one="location",
            columns=_LOCATION,
            blocked=blocked("Location", _LOCATION),
            guard=_NOT_ABOUT_CLIENTS,
        ),
        Stream(
            name="staff",
            label="Staff",
            thing="Staff",
            list="staff",
            one="staffMember",
            columns=_STAFF,
            blocked=blocked("Staff", _STAFF),
            guard=_NOT_ABOUT_CLIENTS,
            references={"locations": ("locations", "locations/id")},
            stamp="updatedAt",
        ),
        Stream(
            name="clients",
            label="Clients",
            thing="Client",
            list="clients",
            one="client",
            columns=_CLIENT,
            blocked=blocked("Client", _CLIENT),
            references={"location": ("locations", "primaryLocation/id")},
            stamp="updatedAt",
            filters=True,
            alive="(active = true OR active = false)",
            writable=_CONTACT_FIELDS,
            guard=_CLIENTS_GUARD,
        ),
        Stream(
            name="appointments",
            label="Appointments",
            thing="Appointment",
            list="appointments",
            one="appointment",
            columns=_APPOINTMENT,
            blocked=blocked("Appointment", _APPOINTMENT),
            references={"client": _CLIENT_REFERENCE, "location": _LOCATION_REFERENCE},
            filters=True,
            by_place=True,
            alive="(cancelled = true OR cancelled = false)",
            guard=_known("state", "AppointmentState"),
        ),
        Stream(
            name="memberships",
            label="Memberships",
            thing="Membership",
            list="memberships",
            one="membership",
            columns=_MEMBERSHIP,
            blocked=blocked("Membership", _MEMBERSHIP),
            references={"client": _CLIENT_REFERENCE, "location": _LOCATION_REFERENCE},
            rest=timedelta(hours=6),
            guard=_known("status", "SubscriptionStatus"),
        ),
        Stream(
            name="orders",
            label="Orders",
            thing="Order",
            list="orders",
            one="order",
            columns=_ORDER,
            blocked=blocked("Order", _ORDER),
            references={"client": _CLIENT_REFERENCE, "location": _LOCATION_REFERENCE},
            stamp="updatedAt",
            filters=True,
            by_place=True,
            guard=Guard(follows="client"),
        ),
    )
}
"""Parents before children."""
