"""Fictional people and companies, as untidy as the ones in a real office's files.

Phones are 555-01xx, e-mail addresses and web sites lie below example.com, .net and .org.
"""

import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from connectors.demo.words import company_words, law_words, names, places

MAIL_HOSTS = (
    "example.com",
    "example.net",
    "example.org",
    "mail.example.com",
    "post.example.net",
    "inbox.example.org",
)
PHONE_FORMS = (
    "({0}) 555-{1}",
    "{0}-555-{1}",
    "{0}.555.{1}",
    "+1 {0} 555 {1}",
    "{0}555{1}",
    "1-{0}-555-{1}",
)
NO_PHONES = ("555-01", "call the office", "n/a", "unknown", "555-0142", "x12")
WORLD_SHARE = 0.06  # of people whose name is in another script or has accents
NO_EMAIL_SHARE = 0.12
FAMILY_SHARE = 0.03  # of people who share the e-mail address of the one before
NAMESAKE_SHARE = 0.006
EMPLOYED_SHARE = 0.35
COMPANIES_PER_PERSON = 600 / 5000
NEWEST, OLDEST = 2.0, 2200.0  # days before the world starts


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address."""

    street: str
    city: str
    province: str
    postal_code: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Company:
    """A company that the office knows."""

    index: int
    name: str
    slug: str  # its part of a host name
    website: str | None
    email: str | None
    phone: str | None
    place: Place | None
    created: float  # days before the world starts
    updated: float


@dataclass(frozen=True, slots=True)
class Person:
    """A person that the office knows. Custom fields are by label; a choice is by its label."""

    index: int
    first_name: str
    middle_name: str | None
    last_name: str
    latin: str  # the name as e-mail addresses write it
    prefix: str | None
    title: str | None
    emails: tuple[tuple[str, str], ...]  # (address, "Work" | "Home" | "Other")
    phones: tuple[tuple[str, str], ...]
    place: Place | None
    website: str | None
    company: int | None
    date_of_birth: str | None
    custom: Mapping[str, str]
    created: float  # days before the world starts
    updated: float


def companies_beside(people: int) -> int:
    """Return how many companies an office of so many people knows."""
    return round(people * COMPANIES_PER_PERSON)


def companies(count: int, seed: int) -> Iterator[Company]:
    """Yield `count` companies; more of them begin with the same ones."""
    random, words = Random(f"{seed} companies"), company_words()
    for index in range(count):
        word = random.choice(words.heads) + random.choice(words.tails)
        trade, form = random.choice(words.trades), random.choice(words.forms)
        glue = "" if form.startswith(",") or not form else " "
        slug = f"{word}-{trade.replace(' ', '')}-{index}".lower()
        site = random.choice(("https://www.{0}", "http://{0}/", "www.{0}", "{0}", "https://{0}"))
        has_site, has_mail = random.random() < 0.55, random.random() < 0.5
        updated = _days(random)
        yield Company(
            index=index,
            name=_untidy(random, f"{word} {trade}{glue}{form}"),
            slug=slug,
            website=site.format(f"{slug}.example.com") if has_site else None,
            email=f"office@{slug}.example.com" if has_mail else None,
            phone=phone(random) if random.random() < 0.7 else None,
            place=place(random) if random.random() < 0.75 else None,
            created=min(OLDEST, updated + random.random() * 600),
            updated=updated,
        )


def persons(count: int, seed: int) -> Iterator[Person]:
    """Yield `count` people; more of them begin with the same ones, down to whom they work for."""
    random = Random(f"{seed} persons")
    lately: deque[Person] = deque(maxlen=40)
    for index in range(count):
        person = _person(random, index)
        if lately:
            person = _related(random, person, lately)
        lately.append(person)
        yield person


def _related(random: Random, person: Person, lately: deque[Person]) -> Person:
    """Make a few people share a name, or a family's e-mail address, with one shortly before."""
    dice = random.random()
    if dice < NAMESAKE_SHARE:
        other = random.choice(lately)
        return replace(
            person, first_name=other.first_name, last_name=other.last_name, latin=other.latin
        )
    if dice < NAMESAKE_SHARE + FAMILY_SHARE and lately[-1].emails:
        other = lately[-1]
        shared = (other.emails[0], *person.emails[1:])
        return replace(person, last_name=other.last_name, emails=shared, place=other.place)
    return person


def _person(random: Random, index: int) -> Person:
    first, last, latin = _name(random)
    company = None
    known = companies_beside(index + 1)  # of those that a greater office knows beside, none
    if known and random.random() < EMPLOYED_SHARE:
        company = random.randrange(known)
    updated = _days(random)
    born = f"{random.randint(1935, 2006)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return Person(
        index=index,
        first_name=_untidy(random, first),
        middle_name=_middle(random),
        last_name=_untidy(random, last),
        latin=latin,
        prefix=random.choice(names().prefixes) if random.random() < 0.15 else None,
        title=random.choice(names().titles) if random.random() < 0.4 else None,
        emails=_emails(random, latin, index),
        phones=_phones(random),
        place=place(random) if random.random() < 0.8 else None,
        website=f"https://{latin}{index}.example.org" if random.random() < 0.04 else None,
        company=company,
        date_of_birth=born if random.random() < 0.3 else None,
        custom=_custom(random),
        created=min(OLDEST, updated + random.random() * 600),
        updated=updated,
    )


def _name(random: Random) -> tuple[str, str, str]:
    """Return given name, family name and both in the letters of e-mail addresses."""
    if random.random() < WORLD_SHARE:
        name = random.choice(names().world)
        if random.random() < 0.3:  # accents as letters of their own, as some keyboards send them
            return (
                unicodedata.normalize("NFD", name.given),
                unicodedata.normalize("NFD", name.family),
                name.latin,
            )
        return name.given, name.family, name.latin
    given, family = random.choice(names().given), random.choice(names().family)
    return given, family, f"{ascii_letters(given)}.{ascii_letters(family)}"


def ascii_letters(text: str) -> str:
    """Return the letters of `text` that an e-mail address takes.

    >>> ascii_letters("García-Moreno")
    'garciamoreno'
    """
    plain = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum())


def _middle(random: Random) -> str | None:
    dice = random.random()
    if dice < 0.15:
        return random.choice(names().given)
    return f"{random.choice('ABCDEFGHJKLMNPRSTVW')}." if dice < 0.3 else None


def _untidy(random: Random, text: str) -> str:
    """Add spaces where people leave them, to a few."""
    dice = random.random()
    if dice < 0.012:
        return f"{text} "
    if dice < 0.02:
        return f" {text}"
    return text.replace(" ", "  ") if dice < 0.028 else text


def _emails(random: Random, latin: str, index: int) -> tuple[tuple[str, str], ...]:
    if random.random() < NO_EMAIL_SHARE:
        return ()
    local = f"{latin}{index}"
    if random.random() < 0.08:
        local = local.title()
    first = f"{local}@{random.choice(MAIL_HOSTS)}"
    found = [(first, random.choice(("Work", "Home", "Home", "Other")))]
    while random.random() < 0.12 and len(found) < 4:
        found.append((f"{latin}{index}.{len(found)}@{random.choice(MAIL_HOSTS)}", "Other"))
    return tuple(found)


def _phones(random: Random) -> tuple[tuple[str, str], ...]:
    if random.random() < 0.1:
        return ()
    found = [(phone(random), random.choice(("Mobile", "Mobile", "Home", "Work")))]
    if random.random() < 0.25:
        found.append((phone(random), random.choice(("Work", "Fax", "Home"))))
    return tuple(found)


def phone(random: Random) -> str:
    """Return a phone number in one of many forms, and now and then what is none."""
    if random.random() < 0.02:
        return random.choice(NO_PHONES)
    text = random.choice(PHONE_FORMS).format(
        random.choice(places().area_codes), f"01{random.randrange(100):02}"
    )
    return f"{text} x{random.randint(2, 99)}" if random.random() < 0.03 else text


def place(random: Random) -> Place:
    """Return a postal address; streets may have a second line."""
    lists = places()
    street = (
        f"{random.randint(1, 9999)} {random.choice(lists.streets)} {random.choice(lists.kinds)}"
    )
    if random.random() < 0.2:
        unit = f"{random.choice(lists.units)} {random.randint(1, 40)}"
        street += random.choice(("\n", ", ", " ")) + unit
    city, province, postal_code = random.choice(lists.cities)
    if random.random() < 0.05:
        city = city.upper()
    return Place(street, city, province, postal_code, random.choice(lists.countries))


def _custom(random: Random) -> Mapping[str, str]:
    values: dict[str, str] = {}
    if random.random() < 0.5:
        values["Referral source"] = random.choice(law_words().sources)
    if random.random() < 0.15:
        values["Client since"] = f"{random.randint(1998, 2025)}-{random.randint(1, 12):02}-01"
    if random.random() < 0.2:
        values["Newsletter"] = random.choice(("true", "false"))
    if random.random() < 0.1:
        values["Retainer"] = f"{random.randint(5, 400) * 50}.{random.choice(('00', '50'))}"
    if random.random() < 0.12:
        values["Good to know"] = note(random)
    return values


def note(random: Random) -> str:
    """Return a sentence that names somebody or somewhere."""
    return random.choice(law_words().notes).format(**blanks(random))


def blanks(random: Random) -> dict[str, str]:
    """Return words for the places in descriptions and notes."""
    return {
        "given": random.choice(names().given),
        "family": random.choice(names().family),
        "street": random.choice(places().streets),
        "kind": random.choice(places().kinds),
        "number": str(random.randint(2, 9999)),
        "year": str(random.randint(2012, 2026)),
    }


def _days(random: Random) -> float:
    """Return how long ago something changed, in days: often lately, seldom long ago."""
    return NEWEST + (OLDEST - NEWEST - 600) * random.random() ** 2
