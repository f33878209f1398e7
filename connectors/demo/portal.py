"""What the office's HubSpot portal already holds: half of its people, spelled a little differently,
some of its companies, and people that the office's own files do not know.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from connectors.demo import people
from connectors.demo.clientele import Clientele
from connectors.demo.people import (
    NEWEST,
    OLDEST,
    PHONE_FORMS,
    Company,
    Person,
    persons,
)
from connectors.demo.words import names

KNOWN_SHARE = 0.5  # of the office's people who are in HubSpot too
COMPANY_SHARE = 0.4
ARCHIVED_SHARE = 0.02  # of those
MERGED_SHARE = 0.015
SAME_NAME_SHARE = 0.75  # of those whose phone number is written differently already
STRANGERS_SHARE = 0.06  # people whom only HubSpot knows, as a share of the office's people

Properties = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """One contact or company as it stands in HubSpot."""

    properties: Properties
    modified: float  # days before the world starts
    of: int = -1  # index of the office's person or company; -1: only HubSpot knows them
    archived: bool = False
    merged: tuple[Properties, ...] = ()  # records that were merged into this one


def contacts(office: Clientele) -> Iterator[PortalRecord]:
    """Yield the office's people whom HubSpot knows; no two with the same e-mail address.

    Whoever comes second with a family's address is there without one, as HubSpot insists.
    """
    random = Random(f"{office.seed} portal contacts")
    taken: set[str] = set()
    for person in office.persons():
        if random.random() < KNOWN_SHARE:
            yield _contact(random, person, taken)


def strangers(office: Clientele) -> Iterator[PortalRecord]:
    """Yield people whom only HubSpot knows, with addresses that none of the office's people has."""
    random = Random(f"{office.seed} portal strangers")
    taken: set[str] = set()
    for person in persons(stranger_count(office), office.seed + 1):
        yield PortalRecord(_properties(random, person, taken, prefix="lead."), _days(random))


def stranger_count(office: Clientele) -> int:
    return round(office.people * STRANGERS_SHARE)


def companies(office: Clientele) -> Iterator[PortalRecord]:
    """Yield the office's companies that HubSpot knows."""
    random = Random(f"{office.seed} portal companies")
    for company in office.companies():
        if random.random() < COMPANY_SHARE:
            yield PortalRecord(_company(random, company), _days(random), company.index)


def prospects(office: Clientele) -> Iterator[PortalRecord]:
    """Yield companies that only HubSpot knows."""
    random = Random(f"{office.seed} portal prospects")
    for company in people.companies(prospect_count(office), office.seed + 1):
        yield PortalRecord({"name": f"Prospect {company.name.strip()}"}, _days(random))


def prospect_count(office: Clientele) -> int:
    return office.company_count // 10


def _contact(random: Random, person: Person, taken: set[str]) -> PortalRecord:
    properties = _properties(random, person, taken)
    dice = random.random()
    merged: tuple[Properties, ...] = ()
    if dice > 1 - MERGED_SHARE and "email" in properties:
        twin = {**properties, "email": f"old.{properties['email']}"}
        twin.pop("phone", None)
        merged = (twin,)
    return PortalRecord(
        properties, _days(random), person.index, archived=dice < ARCHIVED_SHARE, merged=merged
    )


def _properties(
    random: Random, person: Person, taken: set[str], prefix: str = ""
) -> dict[str, str]:
    """Return a contact's properties; name or phone are never both as the office wrote them."""
    typed = person.phones[0][0] if person.phones else ""
    phone = respelled(random, typed) if random.random() < 0.7 else ""
    given, family = _name(random, person, another=phone in ("", typed))
    properties = {"firstname": given, "lastname": family}
    if person.emails:
        # HubSpot keeps addresses in lower case, whatever was typed.
        email = prefix + person.emails[0][0].lower()
        if email not in taken:
            taken.add(email)
            properties["email"] = email
    if phone:
        properties["phone"] = phone
    if person.place and random.random() < 0.4:
        properties["city"] = person.place.city.title()
        properties["state"] = person.place.province
    if person.title and random.random() < 0.5:
        properties["jobtitle"] = person.title
    if random.random() < 0.3:
        properties["lifecyclestage"] = random.choice(("lead", "opportunity", "subscriber"))
    return properties


def _name(random: Random, person: Person, *, another: bool) -> tuple[str, str]:
    """Return a name as somebody else wrote it down; `another`: surely not as the office did."""
    given, family = (" ".join(name.split()) for name in (person.first_name, person.last_name))
    given, family = unicodedata.normalize("NFC", given), unicodedata.normalize("NFC", family)
    if not another and random.random() < SAME_NAME_SHARE:
        return given, family
    others = [(given.upper(), family.upper()), (given.lower(), family.lower())]
    if given in names().nicknames:
        others.append((names().nicknames[given], family))
    if person.middle_name:
        others.append((f"{given} {person.middle_name}", family))
    if not f"{given}{family}".isascii():
        first, _, last = person.latin.title().partition(".")
        others.append((first, last))
    return random.choice([name for name in others if name != (given, family)])


def respelled(random: Random, phone: str) -> str:
    """Return the same number in another form; text that is none comes back as it is.

    >>> from random import Random
    >>> respelled(Random(1), "(212) 555-0123")
    '212.555.0123'
    """
    digits = re.sub(r"\D", "", phone.partition("x")[0])[-10:]
    if len(digits) < 10:
        return phone
    forms = [form.format(digits[:3], digits[6:]) for form in PHONE_FORMS]
    return random.choice([form for form in forms if form != phone])


def _company(random: Random, company: Company) -> dict[str, str]:
    name = company.name.strip()
    if random.random() < 0.4:
        name = re.sub(r",? (LLC|L\.L\.C\.|Inc\.?|Corp\.|Co\.|LLP)$", "", name)
    properties = {"name": name}
    if company.website:
        properties["domain"] = f"{company.slug}.example.com"
    if company.phone and random.random() < 0.5:
        properties["phone"] = respelled(random, company.phone)
    if company.place and random.random() < 0.5:
        properties["city"] = company.place.city
    return properties


def _days(random: Random) -> float:
    return NEWEST + random.random() * (OLDEST - NEWEST) / 2
