"""`300sync mappings`: which field goes where, and what changes about it from version to version."""

import argparse
from collections.abc import Mapping as Table
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from core.filters import Filter, Needs, Operator
from core.mapping import Direction, FieldMapping, Mapping
from core.mapping_check import Flaw
from core.mapping_diff import Differences, Kind
from core.records import Side
from desktop import app
from desktop.cli.commands import DONE, PERSON, MisusedError, interruptible
from desktop.cli.output import Terminal
from desktop.text import explain
from desktop.times import at

if TYPE_CHECKING:
    from core.office import Office
    from core.office.versions import Published

_WAYS = {Direction.TO_HUBSPOT: "→", Direction.TO_SYSTEM: "←", Direction.BOTH: "both ways"}
_MARKS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~"}
_LARGEST = 4_000_000  # bytes that a document may have


def mappings(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Carry out one act on a mapping; without one, list all."""
    return _ACTS[arguments.act](office, arguments, terminal)


# -- looking --------------------------------------------------------------------------------------


def _list(office: "Office", _arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the mapping of each pair; before anything is connected, the ones to start with."""
    documents = list(office.mappings())
    if not documents:
        terminal.say("Nothing is connected yet. These are the mappings to start with.")
        documents = [m for spec in app.registry().systems() for m in app.starter(spec)]
    for mapping in documents:
        terminal.say()
        _say_mapping(terminal, mapping)
    listed = [
        {
            "pair": mapping.pair,
            "version": mapping.version,
            "fields": [{"from": list(f.system), "to": f.hubspot} for f in mapping.fields],
        }
        for mapping in documents
    ]
    terminal.data({"mappings": listed})
    return DONE


def _show(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    kept = office.versions.of(arguments.pair)
    mapping = office.versions.mapping(arguments.pair, arguments.version)
    _say_mapping(terminal, mapping)
    terminal.say()
    now = office.summary().now
    rows = [
        (f"version {each.version}", at(each.published_at, now), "in force" if each.in_force else "")
        for each in kept.published
    ]
    terminal.table(("Published", "", ""), rows)
    if kept.draft is not None:
        terminal.say(f"A draft waits: 300sync mappings diff {arguments.pair}")
    versions = [
        {"version": v.version, "at": v.published_at.isoformat(), "in_force": v.in_force}
        for v in kept.published
    ]
    document = msgspec.to_builtins(mapping)
    terminal.data({"mapping": document, "versions": versions, "draft": kept.draft is not None})
    return DONE


def _say_mapping(terminal: Terminal, mapping: Mapping) -> None:
    number = f"version {mapping.version}" if mapping.version else "a draft"
    terminal.say(f"{mapping.label} ({number})")
    rows = [
        (
            " + ".join(line.system) or "(fixed)",
            _WAYS[line.direction],
            line.hubspot,
            ", ".join(step.name for step in line.steps),
            (line.policy or mapping.policy).value,
        )
        for line in mapping.fields
    ]
    terminal.table(("From", "", "To", "On the way", "When both changed"), rows)
    if mapping.filter.conditions:
        terminal.say(f"Only records where {_in_words(mapping.filter)}.")


def _in_words(wanted: Filter) -> str:
    """Say a filter.

    >>> from core.filters import Condition
    >>> _in_words(Filter(conditions=(Condition(field="seen", operator=Operator.WITHIN, days=9),)))
    'seen is no longer than 9 days ago'
    """
    parts = []
    for each in wanted.conditions:
        values = " or ".join(each.values)
        asked = _ASKED[each.operator].format(values=values, days=each.days)
        parts.append(f"{each.field} {asked}")
    return (", and " if wanted.needs is Needs.ALL else ", or ").join(parts)


_ASKED = {
    Operator.IS: "is {values}",
    Operator.IS_NOT: "is not {values}",
    Operator.FILLED: "says something",
    Operator.EMPTY: "is empty",
    Operator.WITHIN: "is no longer than {days} days ago",
    Operator.SINCE: "is {values} or later",
    Operator.BEFORE: "is before {values}",
}


def _diff(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    found = office.versions.differences(arguments.pair, arguments.version)
    _say_differences(terminal, found)
    terminal.data({"pair": arguments.pair, **_plain(found)})
    return DONE


def _say_differences(terminal: Terminal, found: Differences) -> None:
    if not found:
        terminal.say("Nothing would change.")
    for line in found.lines:
        terminal.say(f"{_MARKS[line.kind]} {line.hubspot}{_what_changed(line.old, line.new)}")
    for setting in found.settings:
        terminal.say(f"~ {setting.name}: {_short(setting.old)} to {_short(setting.new)}")


def _what_changed(old: Table[str, Any] | None, new: Table[str, Any] | None) -> str:
    if old is None or new is None:
        line = msgspec.convert(new or old, FieldMapping)
        return f"  {_WAYS[line.direction]}  {' + '.join(line.system) or '(fixed)'}"
    parts = [name for name in new if old[name] != new[name]]
    return "".join(f"\n    {name}: {_short(old[name])} to {_short(new[name])}" for name in parts)


def _short(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _plain(found: Differences) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return plain


# -- files ----------------------------------------------------------------------------------------


def _export(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    text, file = office.versions.export(arguments.pair), Path(arguments.file)
    try:
        file.write_bytes(text + b"\n")
    except OSError:
        raise MisusedError(f"cannot write {file}") from None
    terminal.say(f"It is in {file}. It holds no sign-in and no record content.")
    terminal.data({"pair": arguments.pair, "file": str(file)})
    return DONE


def _import(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        made = office.versions.take_in(_read(Path(arguments.file)), job)
    labels = {c.side: c.label for c in office.summary().connections}
    told = [_flaw_json(flaw, labels) for flaw in made.flaws]
    for flaw in told:
        terminal.notice(f"{flaw['place']}: {flaw['says']}")
    if made.flaws:
        terminal.notice("No draft was made of it. The mapping that is in force stays so.")
    else:
        _say_differences(terminal, made.differences)
        terminal.say(f"It is a draft now: 300sync mappings publish {made.pair}")
    told_pair = {"pair": made.pair, "draft": not made.flaws, "problems": told}
    terminal.data({**told_pair, **_plain(made.differences)})
    return PERSON if made.flaws else DONE


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise MisusedError(f"{file} is no mapping: it is far too large")
        return file.read_bytes()
    except OSError:
        raise MisusedError(f"cannot read {file}") from None


def _flaw_json(flaw: Flaw, labels: Table[Side, str]) -> dict[str, str]:
    words = explain(
        flaw.code, system=labels.get(flaw.side, "") if flaw.side else "", detail=flaw.name
    )
    says = f"{words.title}. {words.action}"
    return {"code": flaw.code.value, "place": flaw.place, "name": flaw.name, "says": says}


# -- putting in force -----------------------------------------------------------------------------


def _publish(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    return _published(terminal, arguments.pair, office.versions.publish(arguments.pair))


def _restore(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    made = office.versions.restore(arguments.pair, arguments.version)
    return _published(terminal, arguments.pair, made)


def _published(terminal: Terminal, pair: str, made: "Published") -> int:
    if made.differences:
        _say_differences(terminal, made.differences)
        terminal.say(f"Version {made.version} is in force.")
        terminal.say("The next run looks at every record, and writes only what this changes.")
    else:
        terminal.say(f"Version {made.version} is in force already: nothing differs.")
    changed = bool(made.differences)
    found = _plain(made.differences)
    terminal.data({"pair": pair, "version": made.version, "published": changed, **found})
    return DONE


def _discard(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    gone = office.versions.discard(arguments.pair)
    terminal.say("The draft is discarded." if gone else "There was no draft.")
    terminal.data({"pair": arguments.pair, "discarded": gone})
    return DONE


_ACTS = {
    None: _list,
    "show": _show,
    "diff": _diff,
    "export": _export,
    "import": _import,
    "publish": _publish,
    "restore": _restore,
    "discard": _discard,
}
