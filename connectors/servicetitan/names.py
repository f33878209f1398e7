"""A customer's one name, and the first and last name that HubSpot wants. Pure.

ServiceTitan keeps one text. It is split as offices write it, "Ana Ruiz" or "Ruiz, Ana"; a name of
several people or of a firm is not split and stands as a last name. What is written is put together
so that the split gives it back.
"""

import re

_SEVERAL = re.compile(r"&|\+|/|\band\b", re.IGNORECASE)
_FIRM = re.compile(r"\b(inc|llc|llp|ltd|corp|company|trust|hoa)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"(jr|sr|ii|iii|iv|md|dds|esq)\.?", re.IGNORECASE)


def split(name: str | None) -> tuple[str | None, str | None]:
    """Return first and last name.

    >>> split("Ana Ruiz"), split("Ruiz, Ana"), split("Mary Ann  Smith"), split("Ana")
    (('Ana', 'Ruiz'), ('Ana', 'Ruiz'), ('Mary Ann', 'Smith'), ('Ana', None))
    >>> split("John & Mary Smith"), split("Rookwarble LLC"), split("  ")
    ((None, 'John & Mary Smith'), (None, 'Rookwarble LLC'), (None, None))
    >>> split("Henry Okafor, Jr."), split("Ruiz,")
    (('Henry', 'Okafor, Jr.'), (None, 'Ruiz'))
    """
    text = " ".join((name or "").split())
    if not text:
        return None, None
    if _SEVERAL.search(text) or _FIRM.search(text):
        return None, text
    before, comma, after = (part.strip() for part in text.partition(","))
    if comma and _SUFFIX.fullmatch(after):
        first, _, last = before.rpartition(" ")
        return first or None, f"{last}, {after}"
    if comma and before and not after:
        return None, before
    if comma:
        return (after, before) if before and "," not in after else (None, text)
    first, space, last = text.rpartition(" ")
    return (first, last) if space else (last, None)


def compose(first: str | None, last: str | None) -> str | None:
    """Return the one text that `split` takes apart into these two; None where there is none.

    >>> compose("Ana", "Ruiz"), compose("Jan", "van Dyke"), compose("Ana", None)
    ('Ana Ruiz', 'van Dyke, Jan', 'Ana')
    >>> compose(None, "John & Mary Smith"), compose(None, "Ruiz"), compose("Ana", "Ruiz & Sons")
    ('John & Mary Smith', 'Ruiz,', None)
    """
    wanted = tuple(" ".join((part or "").split()) or None for part in (first, last))
    given, family = wanted
    for text in (
        " ".join(part for part in wanted if part),
        f"{family}, {given}" if given and family else "",
        f"{family}," if family else "",
    ):
        if text and split(text) == wanted:
            return text
    return None
