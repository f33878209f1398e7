"""What the firm's HubSpot portal already holds: half of its people, spelled a little differently,
some of its companies, and people that the firm's own files do not know.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from connectors.demo.law_firm import Firm
from connectors.demo.people import (
    NEWEST,
    OLDEST,
    PHONE_FORMS,
    Company,
    Person,
    companies,
    persons,
)
from connectors.demo.words import names

KNOWN_SHARE = 0.5  # of the firm's people who are in HubSpot too
COMPANY_SHARE = 0.4
ARCHIVED_SHARE = 0.02  # of those
MERGED_SHARE = 0.015
NICKNAME_SHARE = 0.06
STRANGERS_SHARE = 0.06  # people whom only HubSpot knows, as a share of the firm's people

Properties = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """One contact or company as it stands in HubSpot."""

    properties: Properties
    modified: float  # days before the world starts
    archived: bool = False
    merged: tuple[Properties, ...] = ()  # records that were merged into this one


def contacts(firm: Firm) -> Iterator[PortalRecord]:
    """Yield the portal's contacts; no two with the same e-mail address."""
    random = Random(f"{firm.seed} portal contacts")
    taken: set[str] = set()
    for person in firm.persons():
        if random.random() < KNOWN_SHARE:
            record = _contact(random, person)
            email = record.properties.get("email", "")
            if not email or email not in taken:
                taken.add(email)
                yield record
    for person in persons(round(firm.people * STRANGERS_SHARE), 0, firm.seed + 1):
        properties = _properties(random, person)
        # Of another firm's numbering: its people's addresses must not be those of ours.
        if "email" in properties:
            properties["email"] = f"lead.{properties['email']}"
        if properties:
            yield PortalRecord(properties, _days(random))


def companies_in_portal(firm: Firm) -> Iterator[PortalRecord]:
    """Yield the portal's companies."""
    random = Random(f"{firm.seed} portal companies")
    for company in firm.companies():
        if random.random() < COMPANY_SHARE:
            yield PortalRecord(_company(random, company), _days(random))
    for company in companies(firm.company_count // 10, firm.seed + 1):
        yield PortalRecord({"name": f"Prospect {company.name.strip()}"}, _days(random))


def _contact(random: Random, person: Person) -> PortalRecord:
    properties = _properties(random, person)
    dice = random.random()
    merged: tuple[Properties, ...] = ()
    if dice > 1 - MERGED_SHARE and "email" in properties:
        twin = {**properties, "email": f"old.{properties['email']}"}
        twin.pop("phone", None)
        merged = (twin,)
    return PortalRecord(properties, _days(random), archived=dice < ARCHIVED_SHARE, merged=merged)


def _properties(random: Random, person: Person) -> dict[str, str]:
    given, family = person.first_name.strip(), person.last_name.strip()
    dice = random.random()
    if dice < NICKNAME_SHARE:
        given = names().nicknames.get(given, given)
    elif dice < 0.12:
        given, family = given.upper(), family.upper()
    elif dice < 0.17:
        given, family = given.lower(), family.lower()
    elif dice < 0.22 and person.middle_name:
        given = f"{given} {person.middle_name}"
    properties = {"firstname": given, "lastname": family}
    if person.emails:
        # HubSpot keeps addresses in lower case, whatever was typed.
        properties["email"] = person.emails[0][0].lower()
    if person.phones and random.random() < 0.7:
        properties["phone"] = respelled(random, person.phones[0][0])
    if person.place and random.random() < 0.4:
        properties["city"] = person.place.city.title()
        properties["state"] = person.place.province
    if person.title and random.random() < 0.5:
        properties["jobtitle"] = person.title
    if random.random() < 0.3:
        properties["lifecyclestage"] = random.choice(("lead", "opportunity", "subscriber"))
    return properties


def respelled(random: Random, phone: str) -> str:
    """Return the same number in another form; text that is none comes back as it is.

    >>> from random import Random
    >>> respelled(Random(1), "(212) 555-0123")
    '212.555.0123'
    """
    digits = re.sub(r"\D", "", phone.partition("x")[0])[-10:]
    if len(digits) < 10:
        return phone
    return random.choice(PHONE_FORMS).format(digits[:3], digits[6:])


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
