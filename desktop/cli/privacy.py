"""`300sync privacy`: what leaves the office's system, why, and what a person decides."""

import argparse
import getpass
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from core.office.privacy import Said, Standing
from core.schema import DataClass
from desktop.cli.commands import DONE, interruptible
from desktop.cli.output import Terminal
from desktop.sentences.privacy import WHY

if TYPE_CHECKING:
    from core.office import Office


def privacy(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Carry out one act; without one, report."""
    return _ACTS[arguments.act](office, arguments, terminal)


def _report(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        found = office.privacy.standing(job, discover=getattr(arguments, "ask", False))
    terminal.data(_json(found))
    terminal.say(_attested(found))
    terminal.say(f"Rules {found.report.rules}.")
    terminal.say()
    rows = [(e.label, e.data_class, e.property, e.pair) for e in found.report.leaving]
    terminal.table(("Leaves", "Class", "HubSpot property", "Pair"), rows)
    terminal.say()
    held = [(e.label, e.stream, WHY.get(e.why, e.why)) for e in found.report.blocked if e.mapped]
    if held:
        terminal.table(("Mapped, and held back", "Stream", "Because"), held)
    others = [each for each in found.report.blocked if not each.mapped]
    terminal.say(f"{len(others):,} other fields do not leave; --json names each, and why.")
    unknown = [each.field for each in found.report.blocked if each.why == "unclassified"]
    if unknown:
        terminal.say(f"Unknown, and so blocked: {', '.join(sorted(unknown))}")
    return DONE


def _attested(found: Standing) -> str:
    said = found.decisions.attestation
    if not found.healthcare:
        return "This system holds no health records: nothing need be attested."
    if said is None:
        return "Nothing is attested: runs can be previewed, and nothing is written to HubSpot."
    if said.no_health_services:
        what = "gives no health services"
    else:
        entity = "is" if said.covered_entity else "is not"
        what = f"{entity} a covered entity, with an agreement of {said.agreement}"
    day = said.at.date().isoformat()
    return f"Attested on {day} by {said.who}: the office {what}. Privacy: {said.contact}."


def _attest(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    said = Said(
        contact=arguments.contact,
        covered_entity=not arguments.not_covered,
        agreement=arguments.agreement,
        agreement_by=arguments.agreement_by,
        no_health_services=arguments.no_health_services,
    )
    office.privacy.attest(said, getpass.getuser())
    return _done(terminal, "It is written down. Runs may write to HubSpot from now on.")


def _allow(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        office.privacy.allow(
            arguments.stream, arguments.field, arguments.reason, getpass.getuser(), job
        )
    return _done(terminal, "It may travel where it is mapped, from the next run on.")


def _withdraw(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    was_on = office.privacy.withdraw(arguments.stream, arguments.field, getpass.getuser())
    if was_on:
        return _done(terminal, "It travels no more. What HubSpot has of it stays there.")
    return _done(terminal, "It was not switched on.")


def _classify(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    given = DataClass(arguments.data_class)
    with interruptible(terminal) as job:
        office.privacy.classify(
            arguments.stream, arguments.field, given, arguments.reason, getpass.getuser(), job
        )
    return _done(terminal, f"It is written down as {given.value.replace('_', ' ')}.")


def _audit(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    if arguments.verify:
        count = office.privacy.verify()
        terminal.say(f"{count:,} entries, all of them as they were written.")
        terminal.data({"result": "ok", "entries": count})
        return DONE
    found = office.privacy.audit(arguments.limit)
    terminal.data(
        {
            "entries": [
                {
                    "number": each.number,
                    "at": each.at.isoformat(),
                    "kind": each.kind.value,
                    "told": dict(each.told),
                    "hash": each.hash,
                }
                for each in found
            ]
        }
    )
    rows = [(f"{e.number}", e.at.strftime("%Y-%m-%d %H:%M"), e.kind.value) for e in found]
    terminal.table(("Entry", "At (UTC)", "What"), rows)
    return DONE


def _done(terminal: Terminal, sentence: str) -> int:
    terminal.say(sentence)
    terminal.data({"result": "ok"})
    return DONE


def _json(found: Standing) -> dict[str, object]:
    decisions = found.decisions
    said = decisions.attestation
    return {
        "system": found.system,
        "account": found.account,
        "healthcare": found.healthcare,
        "may_write": found.may_write,
        "rules": found.report.rules,
        "attestation": asdict(said) if said is not None else None,
        "leaving": [asdict(each) for each in found.report.leaving],
        "blocked": [asdict(each) for each in found.report.blocked],
        "switched_on": [
            {"stream": s, "field": f, "reason": e.reason, "who": e.who, "at": e.at}
            for (s, f), e in sorted(decisions.switched_on.items())
        ],
        "classified": [
            {
                "stream": s,
                "field": f,
                "class": e.data_class.value if e.data_class else None,
                "reason": e.reason,
                "who": e.who,
                "at": e.at,
            }
            for (s, f), e in sorted(decisions.classified.items())
        ],
        "last_run": dict(found.last_run.told) if found.last_run is not None else None,
    }


_ACTS: Mapping[str | None, Callable[["Office", argparse.Namespace, Terminal], int]] = {
    None: _report,
    "report": _report,
    "attest": _attest,
    "allow": _allow,
    "withdraw": _withdraw,
    "classify": _classify,
    "audit": _audit,
}
