"""Every distinctive value of the fictional records, to look for where none may be (P9)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.rows import Contact, CustomValue

SHORTEST = 7  # characters; shorter texts turn up by chance
FREE_TEXT = frozenset({"text_line", "text_area", "email", "url"})


def of_clio(account: Account) -> Iterator[str]:
    """Yield what could give away a person, a company or a case of a Clio account."""
    for contact in account.contacts:
        yield from filter(is_distinctive, _of_contact(account, contact))
    for matter in account.matters:
        texts = [matter.display_number, matter.description, matter.client_reference]
        texts += _of_custom_values(account, matter.custom_field_values)
        yield from filter(is_distinctive, _with_trimmed(texts))
    for entry in account.calendar_entries:
        yield from filter(is_distinctive, _with_trimmed([entry.summary, entry.description]))


def of_hubspot(records: Iterable[Mapping[str, str | None]]) -> Iterator[str]:
    """Yield the same of contacts or companies, given as their properties."""
    for record in records:
        names = [record.get("firstname"), record.get("lastname")]
        full = " ".join(name for name in names if name)
        texts = [full, *(record.get(key) for key in ("email", "address", "website", "domain"))]
        if "firstname" not in record:
            texts.append(record.get("name"))
        yield from filter(is_distinctive, _with_trimmed(texts))
        for key in ("phone", "mobilephone", "fax"):
            yield from phone_forms(record.get(key) or "")


def _of_contact(account: Account, contact: Contact) -> Iterator[str]:
    names = (contact.first_name, contact.last_name)
    both = " ".join(name.strip() for name in names if name)
    texts: list[str | None] = [contact.name, both, contact.clio_connect_email]
    texts += (site.address for site in contact.web_sites)
    for address in contact.addresses:
        street = address.street or ""
        texts += [street, ", ".join(street.splitlines()), *street.splitlines()]
    for email in contact.email_addresses:
        texts += [email.address, email.address.lower()]
    texts += _of_custom_values(account, contact.custom_field_values)
    yield from _with_trimmed(texts)
    for phone in contact.phone_numbers:
        yield from phone_forms(phone.number)


def _of_custom_values(account: Account, values: Iterable[CustomValue]) -> Iterator[str | None]:
    for value in values:
        if account.custom_fields.rows[value.field_id].field_type in FREE_TEXT:
            yield value.value


def _with_trimmed(texts: Iterable[str | None]) -> Iterator[str]:
    for text in texts:
        if text:
            yield text
            tidy = " ".join(text.split())
            if tidy != text:
                yield tidy


def is_distinctive(text: str) -> bool:
    """Say whether finding `text` would prove that a record was written down."""
    return len(text) >= SHORTEST and not text.isspace()


def phone_forms(phone: str) -> Iterator[str]:
    """Yield a number as typed, as bare digits, in E.164 and in the national forms.

    >>> list(phone_forms("(212) 555-0123"))[1:4]
    ['2125550123', '+12125550123', '212-555-0123']
    >>> list(phone_forms("call the office"))
    []
    """
    digits = re.sub(r"\D", "", phone.partition("x")[0])
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != 10:
        return
    area, office, line = digits[:3], digits[3:6], digits[6:]
    yield phone
    yield digits
    yield f"+1{digits}"
    yield f"{area}-{office}-{line}"
    yield f"({area}) {office}-{line}"
    yield f"{area}.{office}.{line}"
    yield f"+1 {area} {office} {line}"
    yield f"+1 {area}-{office}-{line}"
