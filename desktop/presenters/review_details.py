"""What Review shows of one record: both sides as they were fetched, in words, and what to press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from core.conflicts import ConflictPolicy
from core.errors import Code
from core.records import FieldValue, Side
from desktop.presenters.review_parts import LATER, Group, Names, opens
from desktop.presenters.review_state import Always, Candidate, Choice, Detail, End
from desktop.presenters.wishes import Button, Wish
from desktop.text import differ, explain, plain_name
from desktop.times import Formats, at, clock, counted

if TYPE_CHECKING:
    from core.office.choosing import Conflicted, Differing
    from core.office.deleting import PendingDelete
    from core.office.likeness import Alike
    from core.office.places import Place

NOTHING = "(empty)"


# -- what both sides changed ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """What a person would have done by itself from now on."""

    on: bool = False
    field: str = ""  # "": the first that differs
    policy: ConflictPolicy = ConflictPolicy.NEWEST_WINS


def always(shown: "Conflicted", rule: Rule, names: Names) -> Always:
    """Return the rule that could be made, in words."""
    fields = tuple((each.key, plain_name(each.key)) for each in shown.fields)
    field = rule.field or fields[0][0]
    rules = {
        ConflictPolicy.NEWEST_WINS: "the newer one",
        ConflictPolicy.SYSTEM_WINS: f"the one in {names.system}",
        ConflictPolicy.HUBSPOT_WINS: f"the one in {names.hubspot}",
    }
    label = dict(fields)[field].lower()
    text = (
        f"If the {label} changes on both sides again, {rules[rule.policy]} wins and you are not "
        "asked. The mapping's versions keep the rule, and can take it back."
    )
    said = tuple((policy.value, words) for policy, words in rules.items())
    return Always(rule.on, fields, field, said, rule.policy.value, text)


def conflict_detail(
    shown: "Conflicted",
    keep: Mapping[str, Side],
    rule: Rule,
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
            opens(f"{names.system} {shown.system.id}", shown.system),
            opens(f"{names.hubspot} {shown.hubspot.id}", shown.hubspot),
        ),
        live=live(names, now, formats),
        ends=_ends(names),
        choices=choices,
        always=always(shown, rule, names) if shown.fields else None,
        count=differ(len(choices)),
        alike=f"{counted(shown.alike, 'other field')} {'needs' if shown.alike == 1 else 'need'} "
        "no choice."
        if shown.alike
        else "",
        foot=_consequence(len(keep) - to_hubspot, to_hubspot, names),
        buttons=(
            LATER,
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
        buttons=(LATER, Button(Wish.KEEP_APART, apart)),
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
        buttons.append(opens("Open", place))
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
            LATER,
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
