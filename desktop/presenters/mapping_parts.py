"""What the mapping editor draws, from the mapping as it is edited and both sides' fields. Pure."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from typing import TYPE_CHECKING

from core.fitting import Fit, Fitting, fitting, may_join, unmatched
from core.mapping import FieldMapping, Mapping
from core.mapping_diff import Differences, Kind
from core.mapping_edit import line_of, may_turn
from core.registry import ConnectorSpec
from core.schema import Choice, Field, FieldType, StreamSchema
from core.transforms import Step
from desktop.presenters import mapping_words as words
from desktop.presenters.mapping_state import (
    ChangeRow,
    Choices,
    Column,
    End,
    FieldRow,
    Inspector,
    LinkRow,
    ProtectedRow,
    SampleRow,
    StepRow,
    ValueRow,
)
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.text import plain_name
from desktop.times import counted

if TYPE_CHECKING:
    from core.office.drafting import Drafted

OTHERS = "Other fields"
HUBSPOT = ("hubspot", "Hs", "HubSpot")


def fields(drafted: "Drafted", mapping: Mapping, picked: str) -> tuple[FieldRow, ...]:
    """Return the system's fields that may travel, by their headings."""
    linked = mapping.system_fields()
    known = [each for each in drafted.system.fields.values() if each.name in drafted.allowed]
    return _grouped(
        FieldRow(
            each.name,
            each.label or plain_name(each.name),
            words.TYPES[each.type],
            each.group or OTHERS,
            linked=each.name in linked,
            picked=each.name == picked,
        )
        for each in known
    )


def protected(drafted: "Drafted") -> tuple[ProtectedRow, ...]:
    """Return the fields that privacy holds back, each with its reason."""
    return tuple(
        ProtectedRow(each.name, each.label or plain_name(each.name), words.protected(each))
        for each in drafted.system.fields.values()
        if each.name not in drafted.allowed
    )


def properties(drafted: "Drafted", mapping: Mapping, picked: str) -> tuple[FieldRow, ...]:
    """Return HubSpot's properties; what HubSpot fills by itself is left out unless it is linked."""
    linked = mapping.hubspot_fields()
    field = drafted.system.fields.get(picked)
    shown = [
        each
        for each in drafted.hubspot.fields.values()
        if not each.read_only or each.name in linked
    ]
    return _grouped(_property(each, mapping, field, drafted.hubspot) for each in shown)


def _property(
    target: Field, mapping: Mapping, field: Field | None, hubspot: StreamSchema
) -> FieldRow:
    fits, reason = "", ""
    if field is not None:
        how = how_fits(field, target, mapping)
        fits, reason = how.fit.value, words.lost(how)
        if how.fit is Fit.NOT:
            reason = words.why_not(field, target, how, better(field, mapping, hubspot))
    return FieldRow(
        target.name,
        target.label or plain_name(target.name),
        words.TYPES[target.type],
        target.group or OTHERS,
        linked=target.name in mapping.hubspot_fields(),
        required=target.required,
        fits=fits,
        reason=reason,
    )


def how_fits(field: Field, target: Field, mapping: Mapping) -> Fitting:
    """Say how a field goes to a property that may be linked already."""
    line = line_of(mapping, target.name)
    if line is None or field.name in line.system:
        return fitting(field, target)
    joins = may_join(target) and field.type is not FieldType.CHOICES
    return Fitting(Fit.FITS) if joins else Fitting(Fit.NOT, fitting(field, target).loss)


def better(field: Field, mapping: Mapping, hubspot: StreamSchema) -> str:
    """Return the label of a free property that a field would fit; "" if there is none."""
    taken = mapping.hubspot_fields()
    free = (each for each in hubspot.fields.values() if each.name not in taken)
    fits = [e for e in free if e.type is field.type and fitting(field, e).fit is Fit.FITS]
    return fits[0].label if fits else ""


def _grouped(rows: Iterable[FieldRow]) -> tuple[FieldRow, ...]:
    """Put rows under their headings, which keep the order in which they first come."""
    groups: dict[str, list[FieldRow]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    last = groups.pop(OTHERS, [])
    return tuple(row for found in (*groups.values(), last) for row in found)


def links(
    drafted: "Drafted", mapping: Mapping, flaws: Table[str, str], system: str
) -> tuple[LinkRow, ...]:
    """Return the lines of a mapping."""
    said = words.policy_words(system)
    return tuple(
        LinkRow(
            key=each.hubspot,
            here=each.system,
            here_label=" + ".join(_label(drafted.system, name) for name in each.system)
            or "One value",
            there_label=_label(drafted.hubspot, each.hubspot),
            direction=each.direction,
            chip=words.chip(each.steps),
            steps=", ".join(words.step_label(step) for step in each.steps),
            when_empty=words.EMPTIES[each.when_empty],
            when_both=said[each.policy or mapping.policy],
            problem=flaws.get(each.hubspot, ""),
        )
        for each in mapping.fields
    )


def _label(schema: StreamSchema, name: str) -> str:
    field = schema.fields.get(name)
    return field.label if field is not None and field.label else plain_name(name)


def heads(drafted: "Drafted", spec: ConnectorSpec) -> tuple[Column, Column]:
    """Return the heads of the two columns."""
    system, hubspot = drafted.system, drafted.hubspot
    shown = sum(not each.read_only for each in hubspot.fields.values())
    return (
        Column(
            spec.name,
            spec.monogram,
            f"{spec.label} {system.label.lower()}",
            counted(len(drafted.allowed), "field"),
        ),
        Column(
            HUBSPOT[0],
            HUBSPOT[1],
            f"HubSpot {hubspot.label.lower()}",
            counted(shown, "property", "properties"),
        ),
    )


def flaws(drafted: "Drafted", mapping: Mapping, system: str) -> dict[str, str]:
    """Return what keeps lines from being saved, by their property; "" for the whole pair's."""
    found: dict[str, str] = {}
    for each in drafted.flaws(mapping):
        at = each.place.partition("fields[")[2].partition("]")[0]
        is_line = each.place.startswith("$.fields[") and at.isdigit()
        key = mapping.fields[int(at)].hubspot if is_line else ""
        label = _label(drafted.system, each.name)
        found.setdefault(key, words.flaw(each, system, label))
    return found


def missing(drafted: "Drafted", mapping: Mapping) -> list[Field]:
    """Return the properties that HubSpot wants filled, and to which nothing is linked."""
    linked = mapping.hubspot_fields()
    return [e for e in drafted.hubspot.fields.values() if e.required and e.name not in linked]


def notice(drafted: "Drafted", mapping: Mapping, found: Table[str, str]) -> Notice | None:
    """Return what stands in the way, or is worth a look."""
    if found:
        first = next(iter(found.values()))
        more = f" And {counted(len(found) - 1, 'other')}." if len(found) > 1 else ""
        return Notice(Tone.ERROR, first, f"It cannot be saved like this.{more}")
    wanted = missing(drafted, mapping)
    if wanted:
        return Notice(
            Tone.ATTENTION,
            f"{wanted[0].label} has to be filled in HubSpot.",
            f"Nothing is linked to it, so new {drafted.hubspot.label.lower()} would be held.",
            _ways_to_fill(drafted, mapping, wanted[0]),
        )
    return None


def _ways_to_fill(drafted: "Drafted", mapping: Mapping, target: Field) -> tuple[Button, ...]:
    """Offer the field that fits a property best, of those that are not linked yet."""
    linked = mapping.system_fields()
    free = [
        each
        for each in drafted.system.fields.values()
        if each.name in drafted.allowed and each.name not in linked
    ]
    fits = {each.name: fitting(each, target) for each in free}
    exact = [each for each in free if fits[each.name].fit is Fit.FITS and each.type is target.type]
    return tuple(
        Button(Wish.LINK_FIELD, f"Link {each.label}", f"{each.name} {target.name}")
        for each in exact[:1]
    )


# -- the inspector --------------------------------------------------------------------------------


def inspector(
    drafted: "Drafted",
    mapping: Mapping,
    line: FieldMapping,
    spec: ConnectorSpec,
    sample: SampleRow,
    problem: str,
) -> Inspector:
    """Return what is shown of the selected link."""
    here = [drafted.system.fields.get(name) for name in line.system]
    there = drafted.hubspot.fields.get(line.hubspot)
    first = here[0] if here else None
    turns = may_turn(line, first, writable=drafted.system.writable)
    options = there.choices if there is not None else ()
    return Inspector(
        key=line.hubspot,
        here=tuple(
            _end(spec.name, spec.monogram, name, field)
            for name, field in zip(line.system, here, strict=True)
        ),
        there=_end(HUBSPOT[0], HUBSPOT[1], line.hubspot, there),
        direction=line.direction,
        may_turn=turns,
        turn_reason="" if turns else _why_one_way(line, first, drafted, spec.label),
        steps=tuple(_step(each) for each in line.steps),
        addable=words.addable(),
        values=_values(line, first, options),
        value_options=tuple((each.value, each.label) for each in options),
        when_empty=Choices(
            tuple((rule.value, text) for rule, text in words.EMPTIES.items()), line.when_empty.value
        ),
        when_both=Choices(
            words.policies(spec.label, mapping.policy),
            line.policy.value if line.policy is not None else "",
        ),
        empty_label=f"When it is empty in {spec.label}",
        sample=sample,
        attach=_attachable(drafted, mapping, there) if None in here else (),
        problem=problem,
    )


def _end(connector: str, monogram: str, name: str, field: Field | None) -> End:
    if field is None:
        return End(connector, monogram, plain_name(name), "gone", missing=True)
    return End(connector, monogram, field.label or plain_name(name), words.TYPES[field.type])


def _why_one_way(line: FieldMapping, first: Field | None, drafted: "Drafted", system: str) -> str:
    if len(line.system) != 1:
        return "Joined fields cannot be taken apart again."
    if first is None or first.read_only or not drafted.system.writable:
        return f"{system} lets nobody change it from outside."
    return "What is done on the way cannot be undone."


def _step(step: Step) -> StepRow:
    asks, value = words.asked(step)
    return StepRow(words.step_label(step), words.step_detail(step), asks, value)


def _values(
    line: FieldMapping, field: Field | None, options: Sequence[Choice]
) -> tuple[ValueRow, ...]:
    """Return what each option of the system becomes; none where nothing is mapped by value."""
    table = next((s.args.get("map", {}) for s in line.steps if s.name == "choice"), None)
    if table is None or field is None or not options:
        return ()
    plain = {str(key).casefold(): str(to) for key, to in table.items()}
    by_label = {each.label.casefold(): each.value for each in options}
    known = {each.value for each in options}
    left = set(unmatched(field.choices, options, line.steps))
    rows = []
    for each in field.choices:
        to = plain.get(each.value.casefold(), each.value)
        target = to if to in known else by_label.get(to.casefold(), "")
        shown = each.label or each.value
        rows.append(ValueRow(each.value, shown, "" if shown in left else target))
    return tuple(rows)


def _attachable(
    drafted: "Drafted", mapping: Mapping, there: Field | None
) -> tuple[tuple[str, str], ...]:
    """Return the fields that could take a vanished one's place."""
    linked = mapping.system_fields()
    return tuple(
        (each.name, each.label)
        for each in drafted.system.fields.values()
        if each.name in drafted.allowed
        and each.name not in linked
        and (there is None or fitting(each, there).fit is not Fit.NOT)
    )


# -- what changes ---------------------------------------------------------------------------------

_MARKS = {
    Kind.ADDED: ("Linked", Tone.SUCCESS),
    Kind.REMOVED: ("No longer linked", Tone.ERROR),
    Kind.CHANGED: ("Changed", Tone.ATTENTION),
}
_PARTS = {
    "system": "which field",
    "steps": "changes on the way",
    "direction": "direction",
    "policy": "when both sides changed",
    "when_empty": "when it is empty",
    "drift": "when somebody changes it in HubSpot",
    "restrictive": "what always wins",
}


def changes(found: Differences, drafted: "Drafted") -> tuple[ChangeRow, ...]:
    """Return what saving would change, in words."""
    rows = []
    for each in found.lines:
        verb, tone = _MARKS[each.kind]
        parts = ", ".join(_PARTS.get(name, name) for name in each.parts)
        text = f"{verb}: {parts}" if parts else verb
        rows.append(ChangeRow(_label(drafted.hubspot, each.hubspot), text, tone))
    rows += [
        ChangeRow("The whole pair", s.name.replace("_", " "), Tone.ATTENTION)
        for s in found.settings
    ]
    return tuple(rows)
