"""Auto-map: which field could go to which property, each with a reason. Pure.

Words of the trade come first: "DOB" is a date of birth however little the letters are alike. Then
names that are the same, then names that are alike. Nothing is suggested that does not fit by type,
and each field and property once, the best pairs first.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from core.fitting import Fit, Fitting, fitting
from core.schema import Field

ALIKE = 0.78  # of 1: names that differ more are not suggested
_SYNONYMS: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split("|"))
    for words in (
        "first name|firstname|given name|fname|forename",
        "last name|lastname|surname|family name|lname",
        "middle name|middlename|middle initial|middlei",
        "preferred name|nickname|goes by|preferred",
        "name|company name|business name|display name|customer name",
        "email|e mail|email address|primary email|mail",
        "phone|phone number|telephone|home phone|hmphone|primary phone|tel",
        "mobile phone|mobilephone|mobile phone number|cell|cell phone|wireless phone|"
        "wirelessphone|mobile",
        "work phone|wkphone|business phone|office phone",
        "fax|fax number",
        "street|street address|address|address 1|address line 1",
        "city|town",
        "state|state region|province|region",
        "zip|zip code|postal code|postcode|postalcode",
        "country|country region",
        "website|web site|website url|url|domain",
        "job title|jobtitle|title|position|occupation",
        "company|employer",
        "date of birth|dob|birthdate|birthday|birth date",
        "salutation|prefix|honorific",
        "deal name|dealname|matter number|matter|job number|subject",
        "amount|value|total|price",
        "close date|closedate|closed on|end date",
        "deal stage|dealstage|stage|status",
        "lifecycle stage|lifecyclestage",
        "lead source|source|referral source|how did you hear",
        "industry|business type",
        "language|preferred language",
    )
)


class Why(Enum):
    """Why two fields are suggested."""

    SAME = "same"  # the same name
    SYNONYM = "synonym"  # another word for it
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A field that could go to a property; nothing is linked before somebody says so."""

    system: str
    hubspot: str
    why: Why
    share: float  # of 1, how alike the names are
    fitting: Fitting


def suggest(
    fields: Sequence[Field],
    targets: Sequence[Field],
    *,
    linked: Collection[str] = (),
    taken: Collection[str] = (),
) -> list[Suggestion]:
    """Return what could be linked, the best first.

    `fields` are those of the system that may travel; `linked` and `taken` the fields and properties
    that are linked already: what somebody chose is never replaced.
    """
    found = [
        suggestion
        for field in fields
        if field.name not in linked
        for target in targets
        if target.name not in taken and (suggestion := _pair(field, target)) is not None
    ]
    found.sort(key=lambda each: (-each.share, each.fitting.fit is not Fit.FITS, each.system))
    chosen: list[Suggestion] = []
    used: set[tuple[str, str]] = set()
    for each in found:
        here, there = ("system", each.system), ("hubspot", each.hubspot)
        if not used & {here, there}:
            chosen.append(each)
            used |= {here, there}
    return chosen


def _pair(field: Field, target: Field) -> Suggestion | None:
    why, share = _likeness(field, target)
    if share < ALIKE:
        return None
    how = fitting(field, target)
    if how.fit is Fit.NOT:
        return None
    return Suggestion(field.name, target.name, why, share, how)


def _likeness(field: Field, target: Field) -> tuple[Why, float]:
    mine, theirs = set(_names(field)), set(_names(target))
    if mine & theirs:
        return Why.SAME, 1.0
    if any(mine & words and theirs & words for words in _SYNONYMS):
        return Why.SYNONYM, 0.99
    share = max(_alike(one, other) for one in mine for other in theirs)
    return Why.ALIKE, share


def _names(field: Field) -> Iterator[str]:
    """Yield a field's names in words, such as "first name" of "FirstName"."""
    for text in (field.label, field.name):
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
        if plain := " ".join(re.findall(r"[a-z0-9]+", words.lower())):
            yield plain


def _alike(one: str, other: str) -> float:
    """Return how alike two names are. Short ones are alike by chance: they are not looked at."""
    if min(len(one), len(other)) < 5:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
