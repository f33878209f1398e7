"""What Review draws of what waits: rows without a name, and details with what both sides say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import Code
from desktop.presenters.review_state import Detail, WaitingRow
from desktop.presenters.wishes import Button, Wish
from desktop.text import differ, explain, plain_name
from desktop.times import Formats, at

if TYPE_CHECKING:
    from core.office.places import Place
    from core.office.reviewing import Waiting

_QUESTIONS = frozenset({Code.AMBIGUOUS_MATCH, Code.LIKELY_MATCH, Code.MERGED})
LATER = Button(Wish.LATER, "Decide later")


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
    def pair(self) -> str:
        return self.first.issue.pair

    @property
    def system_id(self) -> str:
        """As the issue names it: of what only HubSpot has, with a mark."""
        return self.first.issue.system_id

    @property
    def mine(self) -> str:
        """The id of the system's record that it is about."""
        return self.first.system.id if self.first.system is not None else self.system_id

    @property
    def key(self) -> str:
        return f"{self.pair} {self.system_id} {self.code.value}"

    @property
    def candidates(self) -> list[str]:
        """HubSpot ids to compare with; of what only HubSpot has, its own."""
        found = [each.id for each in self.first.candidates]
        alone = [self.first.hubspot.id] if self.first.hubspot is not None else []
        return found or alone


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
        label = differ(count)
    since = min(each.issue.opened_at for each in group.waiting)
    return WaitingRow(
        group.key, title(group), label, f"since {at(since, now, formats)}", words.kind
    )


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
    return tuple(opens(f"{label} {place.id}", place) for label, place in places if place)


def opens(label: str, place: "Place") -> Button:
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
        buttons=_plain_buttons() if _is_plain(group.code) else (LATER,),
    )


def _is_plain(code: Code) -> bool:
    return code not in _QUESTIONS | {Code.CONFLICT, Code.PENDING_DELETE}


def asks_live(code: Code) -> bool:
    """Return whether values of both sides are shown of it."""
    return not _is_plain(code)


def _plain_buttons() -> tuple[Button, ...]:
    return (
        LATER,
        Button(Wish.IGNORE, "Leave it as it is"),
        Button(Wish.TRY_AGAIN, "Try again in the next run", primary=True),
    )
