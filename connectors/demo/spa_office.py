"""The med-spa of the demo, in Boulevard."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from connectors.boulevard import simulator as names
from connectors.boulevard.simulator import BoulevardSimulator
from connectors.demo import canaries
from connectors.demo.journal import Traffic
from connectors.demo.med_spa import Guest, Spa, Visit, e164, spa_words
from connectors.demo.office import DemoOffice
from connectors.demo.people import blanks, phone, place

KINDS = (
    *("locations", "staff", "services", "tags"),
    *("clients", "appointments", "memberships", "orders"),
)
EVERYBODYS = frozenset(  # keys that hold words of everybody, ids, or nothing distinctive
    {"state", "status", "reason", "statusReason", "interval", "role", "tz", "bookedByType", "type"}
    | {"clientId", "locationId", "primaryLocationId", "mergedIntoClientId", "staffId", "orderId"}
    | {"serviceIds", "tagIds", "locationIds", "productId", "businessName", "country", "province"}
    | {"createdAt", "updatedAt", "startAt", "cancelledAt", "insertedAt", "pronoun"}
)
OLDEST_SETTING = timedelta(days=2400)  # before the start: when the spa set itself up


class SpaFiller:
    """Fills a Boulevard; what it makes first comes first in the simulator's tables."""

    def __init__(self, vendor: BoulevardSimulator, start: datetime) -> None:
        self._vendor = vendor
        self._start = start
        self._zone = ZoneInfo(vendor.profile.time_zone)
        self._is_past = True  # rows were made and changed before the start, not just now

    def fill(self, spa: Spa) -> None:
        """Put the whole spa into an empty Boulevard."""
        self._set_up()
        for guest in spa.guests():
            self._guest(guest)

    def grow(self, spa: Spa, people: int) -> None:
        """Add what the spa has more than it had with so many people; all of it is new now."""
        self._is_past = False
        for guest in spa.guests(since=people):
            self._guest(guest)

    def _set_up(self) -> None:
        vendor, words, at = self._vendor, spa_words(), self._start - OLDEST_SETTING
        random = Random("spa")
        for name, part in words.locations:
            there = place(random)
            street, _, second = there.street.partition("\n")
            vendor.seed(
                "locations",
                name=name,
                website=f"https://{part}.moonpetal.example.com",
                contactEmail=f"{part}@moonpetal.example.com",
                phone=f"+1212555010{len(part)}",
                address={
                    "line1": street,
                    "line2": second or None,
                    "city": there.city,
                    "state": there.province,
                    "province": None,
                    "zip": there.postal_code,
                    "country": "US",
                },
                created=at,
            )
        locations = self._ids("locations")
        for given, family, role in words.staff:
            vendor.seed(
                "staff",
                firstName=given,
                lastName=family,
                email=f"{given}.{family}@moonpetal.example.com".lower(),
                role=role,
                bio=random.choice(words.bios).format(**blanks(random)),
                locationIds=locations,
                created=at,
                updated=at,
            )
        for name, minutes, cents in words.services:
            vendor.seed(
                "services", name=name, defaultDuration=minutes, defaultPrice=cents, created=at
            )
        for tag in words.tags:
            vendor.seed("tags", name=tag.format(**blanks(random)), created=at)
        for key, name, kind, options in words.fields:
            vendor.seed_custom_field(key, name, kind, tuple(options))

    def _guest(self, guest: Guest) -> None:
        vendor = self._vendor
        location = self._ids("locations")[guest.location]
        tags = self._ids("tags")
        created, updated = self._ago(guest.created), self._ago(guest.updated)
        no = dict.fromkeys(("email", "push", "sms"), False)
        client = vendor.seed(
            "clients",
            primaryLocationId=location,
            tagIds=[tags[each] for each in guest.tags],
            marketing={**no, **guest.marketing},
            reminders={**no, "email": True, "sms": True},
            created=created,
            updated=updated,
            **guest.values,
        )
        for note in guest.notes:
            vendor.seed_note(client, note, updated)
        if guest.double is not None:
            vendor.seed(
                "clients",
                **guest.double,
                active=False,
                mergedIntoClientId=client,
                created=created,
                updated=updated,
            )
        for visit in guest.visits:
            self._visit(client, location, visit)
        if guest.membership is not None:
            vendor.seed(
                "memberships",
                clientId=client,
                locationId=location,
                created=created,
                **guest.membership,
            )

    def _visit(self, client: str, location: str, visit: Visit) -> None:
        vendor = self._vendor
        service = self._ids("services")[visit.service]
        _name, minutes, cents = spa_words().services[visit.service]
        day = (self._start + timedelta(days=visit.days)).astimezone(self._zone)
        begin = day.replace(hour=visit.hour, minute=visit.minute, second=0, microsecond=0)
        booked = self._ago(visit.booked)
        made = vendor.seed_appointment(
            client,
            location,
            begin,
            duration=minutes,
            serviceIds=[service],
            staffId=self._ids("staff")[visit.staff],
            created=booked,
            **visit.values,
        )
        if visit.cancelled is not None:
            vendor.cancel(made, visit.cancelled["reason"], visit.cancelled["notes"] or "", booked)
        if visit.order_note is not None:
            vendor.seed(
                "orders",
                clientId=client,
                locationId=location,
                number=str(1000 + len(vendor.business.tables["orders"])),
                total=cents,
                note=visit.order_note or None,
                closedAt=vendor.business.told(begin),
                created=begin,
                updated=begin,
            )

    def _ids(self, kind: str) -> list[str]:
        return list(self._vendor.business.tables[kind])

    def _ago(self, days: float) -> datetime:
        return self._start - timedelta(days=days) if self._is_past else self._start


def _fill(vendor: BoulevardSimulator, people: int, seed: int, at: datetime) -> None:
    SpaFiller(vendor, at).fill(Spa(people, seed))


def _grow(vendor: BoulevardSimulator, people: int, seed: int, already: int, now: datetime) -> None:
    SpaFiller(vendor, now).grow(Spa(people, seed), already)


def _touch(vendor: BoulevardSimulator, count: int, random: Random) -> Sequence[str]:
    """Let clients have new phone numbers, and say anew what they may be sent."""
    clients = [
        client
        for client, row in vendor.business.tables["clients"].items()
        if row["mergedIntoClientId"] is None
    ]
    chosen = random.sample(clients, min(count, len(clients)))
    for client in chosen:
        old = vendor.business.tables["clients"][client]["mobilePhone"]
        new = next(filter(None, (e164(phone(random)) for _ in range(20))))
        vendor.edit("clients", client, mobilePhone=new)
        vendor.agree(client, email=random.random() < 0.5, sms=old is None)
    return chosen


def _said(vendor: BoulevardSimulator) -> Iterator[Mapping[str, object]]:
    for kind in KINDS:
        yield from vendor.business.tables[kind].values()


OFFICE = DemoOffice(
    system="boulevard",
    trade="med-spa",
    make=lambda clock, limits: BoulevardSimulator(clock=clock, limits=limits),
    fill=_fill,
    grow=_grow,
    touch=_touch,
    credentials=lambda _now: {"api_key": names.API_KEY, "api_secret": names.API_SECRET},
    settings={"business_id": names.BUSINESS_ID},
    sign_in_help={
        "API key": names.API_KEY,
        "API secret": names.API_SECRET,
        "business ID": names.BUSINESS_ID,
    },
    headers=lambda vendor: {"authorization": names.signed(vendor.clock.now())},
    canaries=lambda vendor: canaries.of_records(
        _said(vendor), names=("firstName", "lastName"), beside=EVERYBODYS
    ),
    traffic=Traffic(graphql="/api/2020-01/admin"),
    usual=800,  # for more the connector waits: it keeps to the vendor's published budget
    clientele=Spa,
)
