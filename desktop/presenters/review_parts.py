"""What Review draws of what waits: rows without a name, and details with what both sides say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from core.errors import Code
from core.records import FieldValue, Side
from desktop.presenters.review_state import Candidate, Choice, Detail, End, WaitingRow
from desktop.presenters.wishes import Button, Wish
from desktop.text import explain, plain_name
from desktop.times import Formats, at, clock, counted

if TYPE_CHECKING:
    from core.office.choosing import Conflicted, Differing
    from core.office.deleting import PendingDelete
    from core.office.likeness import Alike
    from core.office.places import Place
    from core.office.reviewing import Waiting

NOTHING = "(empty)"
_QUESTIONS = frozenset({Code.AMBIGUOUS_MATCH, Code.LIKELY_MATCH, Code.MERGED})
_LATER = Button(Wish.LATER, "Decide later")


@dataclass(frozen=True, slots=True)
class Group:
    """All that waits about one record for one reason."""

    waiting: "tuple[Waiting, ...]"

    @property
    def first(self) -> "Waiting":
        return self.waiting[0]

    @property
    def code(self) -> Code:
        return self.first.issue.code

    @property
    def key(self) -> str:
        issue = self.first.issue
        return f"{issue.pair} {issue.system_id} {issue.code.value}"


@dataclass(frozen=True, slots=True)
class Names:
    """What the two ends are called."""

    system: str
    hubspot: str
    connector: str
    monogram: str
    hubspot_monogram: str


def grouped(waiting: "Sequence[Waiting]") -> list[Group]:
    """Return what waits, one record and reason at a time, in the order in which it came."""
    order: dict[str, list[Waiting]] = {}
    for each in waiting:
        order.setdefault(Group((each,)).key, []).append(each)
    return [Group(tuple(found)) for found in order.values()]


def row(group: Group, names: Names, now: datetime, formats: Formats) -> WaitingRow:
    words = explain(group.code, system=names.hubspot)
    label = words.title
    if group.code is Code.CONFLICT:
        count = len(group.waiting)
        label = _differ(count)
    since = min(each.issue.opened_at for each in group.waiting)
    return WaitingRow(
        group.key, title(group), label, f"since {at(since, now, formats)}", words.kind
    )


def _differ(count: int) -> str:
    return f"{counted(count, 'field')} {'differs' if count == 1 else 'differ'}"


def title(group: Group) -> str:
    """Return a record's kind and number; of what only HubSpot has, HubSpot's."""
    waiting = group.first
    here, _, there = waiting.label.partition(" to ")
    if waiting.system is not None and waiting.issue.system_id == waiting.system.id:
        return f"{_singular(here)} {waiting.system.id}"
    if waiting.hubspot is not None:
        return f"{_singular(there or here)} {waiting.hubspot.id}"
    return waiting.label


def _singular(label: str) -> str:
    special = {"People": "Person", "Properties": "Property", "Companies": "Company"}
    return special.get(label, label.removesuffix("s"))


def links(group: Group, names: Names) -> tuple[Button, ...]:
    """Return buttons that open the records where they are."""
    places = ((names.system, group.first.system), (names.hubspot, group.first.hubspot))
    return tuple(_opens(f"{label} {place.id}", place) for label, place in places if place)


def _opens(label: str, place: "Place") -> Button:
    where = bool(place.address)
    reason = "" if where else "Its page is not known."
    return Button(Wish.OPEN_LINK, label, place.address, enabled=where, reason=reason)


def waiting_detail(group: Group, place: str, names: Names, *, loading: bool) -> Detail:
    """Return what is known of a record without asking anybody."""
    words = explain(group.code, system=names.hubspot)
    fields = sorted({plain_name(e.issue.field) for e in group.waiting if e.issue.field})
    about = f" It is about {', '.join(fields)}." if fields and _is_plain(group.code) else ""
    return Detail(
        key=group.key,
        title=title(group),
        place=place,
        links=links(group, names),
        said="" if group.code is Code.CONFLICT else f"{words.title}. {words.meaning}{about}",
        loading=loading,
        foot=words.action if _is_plain(group.code) else "",
        buttons=_plain_buttons() if _is_plain(group.code) else (_LATER,),
    )


def _is_plain(code: Code) -> bool:
    return code not in _QUESTIONS | {Code.CONFLICT, Code.PENDING_DELETE}


def asks_live(code: Code) -> bool:
    """Return whether values of both sides are shown of it."""
    return not _is_plain(code)


def _plain_buttons() -> tuple[Button, ...]:
    return (
        _LATER,
        Button(Wish.IGNORE, "Leave it as it is"),
        Button(Wish.TRY_AGAIN, "Try again in the next run", primary=True),
    )


# -- what both sides changed ----------------------------------------------------------------------


def conflict_detail(
    shown: "Conflicted",
    keep: Mapping[str, Side],
    base: Detail,
    names: Names,
    now: datetime,
    formats: Formats,
) -> Detail:
    """Return both sides of each field, and what the choices so far would change."""
    choices = tuple(_choice(each, shown, keep, now, formats) for each in shown.fields)
    to_hubspot = sum(side is Side.SYSTEM for side in keep.values())
    return replace(
        base,
        loading=False,
        links=(
            _opens(f"{names.system} {shown.system.id}", shown.system),
            _opens(f"{names.hubspot} {shown.hubspot.id}", shown.hubspot),
        ),
        live=live(names, now, formats),
        ends=_ends(names),
        choices=choices,
        count=_differ(len(choices)),
        alike=f"{counted(shown.alike, 'other field')} {'needs' if shown.alike == 1 else 'need'} "
        "no choice."
        if shown.alike
        else "",
        foot=_consequence(len(keep) - to_hubspot, to_hubspot, names),
        buttons=(
            _LATER,
            Button(
                Wish.SAVE_CHOICES,
                "Save choices and open next",
                primary=True,
                enabled=bool(keep),
                reason="" if keep else "Choose a side for at least one field.",
            ),
        ),
    )


def _ends(names: Names) -> tuple[End, End]:
    system, hubspot = (
        Button(wish, f"Keep all from {label}")
        for wish, label in ((Wish.KEEP_SYSTEM, names.system), (Wish.KEEP_HUBSPOT, names.hubspot))
    )
    return (
        End(names.connector, names.monogram, names.system, system),
        End("hubspot", names.hubspot_monogram, names.hubspot, hubspot),
    )


def _choice(
    each: "Differing",
    shown: "Conflicted",
    keep: Mapping[str, Side],
    now: datetime,
    formats: Formats,
) -> Choice:
    here_at = f"Record changed {at(shown.changed_here, now, formats)}" if shown.changed_here else ""
    who = "By a person" if each.there_by_person else "Changed"
    there_at = f"{who} {at(each.there_at, now, formats)}" if each.there_at else ""
    here = " ".join(said(value, formats) for value in each.here if value is not None)
    return Choice(
        each.key,
        plain_name(each.key),
        here or NOTHING,
        said(each.there, formats) or NOTHING,
        here_at,
        there_at,
        keep.get(each.key),
    )


def _consequence(to_system: int, to_hubspot: int, names: Names) -> str:
    parts = [
        f"{counted(count, 'field')} in {label}"
        for count, label in ((to_system, names.system), (to_hubspot, names.hubspot))
        if count
    ]
    return f"This changes {' and '.join(parts)}." if parts else ""


# -- who is who, and what was deleted -------------------------------------------------------------


def match_detail(
    found: "Mapping[str, Sequence[Alike]]",
    group: Group,
    base: Detail,
    names: Names,
    now: datetime,
    formats: Formats,
) -> Detail:
    """Return each candidate beside the record. One that lost its contact by a merge has no link."""
    places = {each.id: each for each in group.first.candidates}
    may_link = group.code is not Code.MERGED  # the other one has it by now
    candidates = tuple(
        _candidate(each, alike, places.get(each), names, formats, may_link=may_link)
        for each, alike in found.items()
    )
    apart = "It is none of these" if len(candidates) > 1 else "They are not the same"
    return replace(
        base,
        loading=False,
        live=live(names, now, formats),
        candidates=candidates,
        foot="Then it gets a record of its own.",
        buttons=(_LATER, Button(Wish.KEEP_APART, apart)),
    )


def _candidate(
    hubspot_id: str,
    alike: "Sequence[Alike]",
    place: "Place | None",
    names: Names,
    formats: Formats,
    *,
    may_link: bool,
) -> Candidate:
    values = tuple(
        (plain_name(a.key), said(a.here, formats), said(a.there, formats), a.agree) for a in alike
    )
    buttons = [Button(Wish.LINK, "They are the same", hubspot_id)] if may_link else []
    if place is not None:
        buttons.append(_opens("Open", place))
    return Candidate(hubspot_id, f"{names.hubspot} {hubspot_id}", values, tuple(buttons))


def delete_detail(
    pending: "PendingDelete", base: Detail, names: Names, now: datetime, formats: Formats
) -> Detail:
    """Return what is left of two records, one of which was deleted."""
    gone, left = names.system, names.hubspot
    values = pending.hubspot
    if pending.gone is Side.HUBSPOT:
        gone, left, values = names.hubspot, names.system, pending.system
    shown = tuple(
        (plain_name(name), "", said(value, formats), False)
        for name, value in sorted((values or {}).items())
        if value is not None
    )
    obstacle = f" {explain(pending.obstacle, system=left).title}." if pending.obstacle else ""
    return replace(
        base,
        loading=False,
        live=live(names, now, formats),
        candidates=(Candidate("", f"Left in {left}", shown, ()),),
        foot=f"Archiving it in {left} can be taken back there.{obstacle}",
        buttons=(
            _LATER,
            Button(Wish.IGNORE, f"Keep it in {left}"),
            Button(
                Wish.ARCHIVE,
                f"Archive it in {left}",
                danger=True,
                enabled=pending.obstacle is None,
                reason=f"It was deleted in {gone}, and is not as it was." if obstacle else "",
            ),
        ),
    )


def live(names: Names, now: datetime, formats: Formats) -> str:
    return (
        f"Fetched live from {names.system} and {names.hubspot} at {clock(now, formats)}. "
        "It is shown here only and never stored on this PC."
    )


def said(value: FieldValue, formats: Formats) -> str:
    """Return a value as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return f"{said(value.astimezone(formats.zone).date(), formats)} {clock(value, formats)}"
        case date():
            return f"{value:%b} {value.day}, {value.year}"
        case int() | Decimal():
            return f"{value:,}"
        case tuple():
            return ", ".join(said(each, formats) for each in value)
        case _:
            return str(value)
