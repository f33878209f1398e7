"""The mapping editor as it is drawn, from what is edited and what is looked at of it. Pure."""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.mapping import Direction, Mapping
from core.mapping_diff import diff
from core.mapping_edit import line_of
from core.registry import ConnectorSpec
from core.suggesting import Suggestion
from desktop.presenters import mapping_parts as parts
from desktop.presenters import mapping_words as words
from desktop.presenters.mapping_state import (
    NO_SAMPLE,
    MappingState,
    SampleRow,
    SuggestionRow,
    VersionRow,
)
from desktop.presenters.wishes import Tone
from desktop.times import Formats, at

if TYPE_CHECKING:
    from core.office.drafting import Drafted, Sample

_FETCHED = "Fetched live, never stored."
_NOBODY = "No record says anything of it."


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at: none of it is part of the mapping."""

    pairs: tuple[tuple[str, str], ...] = ()
    picked: str = ""  # the system's field that is picked up
    selected: str = ""  # a link's key
    sample: SampleRow = NO_SAMPLE
    suggested: Sequence[Suggestion] | None = None
    ticked: Collection[str] = ()
    comparing: bool = False
    can_undo: bool = False
    can_redo: bool = False


def draw(
    drafted: "Drafted",
    mapping: Mapping,
    spec: ConnectorSpec,
    seen: Seen,
    now: datetime,
    formats: Formats,
) -> MappingState:
    """Return the page."""
    flaws = parts.flaws(drafted, mapping, spec.label)
    line = line_of(mapping, seen.selected)
    here, there = parts.heads(drafted, spec)
    found = diff(drafted.in_force or replace(mapping, fields=()), mapping)
    linked = len(mapping.system_fields() & drafted.allowed)
    return MappingState(
        loaded=True,
        pairs=seen.pairs,
        pair=mapping.pair,
        counts=f"{linked} of {len(drafted.allowed)} linked",
        pill=("Not saved yet", Tone.ATTENTION) if found else ("Saved", Tone.SUCCESS),
        notice=parts.notice(drafted, mapping, flaws),
        here=here,
        there=there,
        fields=parts.fields(drafted, mapping, seen.picked),
        protected=parts.protected(drafted),
        properties=parts.properties(drafted, mapping, seen.picked),
        links=parts.links(drafted, mapping, flaws, spec.label),
        picked=seen.picked,
        selected=seen.selected,
        inspector=None
        if line is None
        else parts.inspector(
            drafted, mapping, line, spec, seen.sample, flaws.get(line.hubspot, "")
        ),
        summary=_summary(mapping, drafted, flaws),
        suggestions=_suggestions(drafted, seen),
        changes=parts.changes(found, drafted) if seen.comparing else None,
        versions=tuple(
            VersionRow(
                each.version,
                f"Version {each.version}",
                at(each.published_at, now, formats),
                each.in_force,
            )
            for each in drafted.versions
        ),
        can_undo=seen.can_undo,
        can_redo=seen.can_redo,
        can_save=bool(found) and not flaws,
        save_reason=next(iter(flaws.values()), "" if found else "Nothing has changed."),
    )


def told(sample: "Sample | None") -> SampleRow:
    """Return what a record says of a link, before and after."""
    if sample is None:
        return SampleRow(note=_NOBODY)
    here = ", ".join(str(value) for value in sample.here if value not in (None, ""))
    there = "(nothing)" if sample.there in (None, "") else str(sample.there)
    return SampleRow(here, there, _FETCHED)


def _suggestions(drafted: "Drafted", seen: Seen) -> tuple[SuggestionRow, ...] | None:
    if seen.suggested is None:
        return None
    here, there = drafted.system.fields, drafted.hubspot.fields
    return tuple(
        SuggestionRow(
            each.hubspot,
            f"{here[each.system].label} to {there[each.hubspot].label}",
            words.reason(each),
            each.hubspot in seen.ticked,
        )
        for each in seen.suggested
    )


def _summary(mapping: Mapping, drafted: "Drafted", flaws: Table[str, str]) -> tuple[str, ...]:
    both = sum(line.direction is Direction.BOTH for line in mapping.fields)
    barred = len(drafted.system.fields) - len(drafted.allowed)
    said = [f"{len(mapping.fields)} links, {both} of them both ways"]
    said += [f"{barred} fields are protected"] if barred else []
    return (*said, *flaws.values())
