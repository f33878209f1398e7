"""`300sync review`: what waits for a person, and their answers."""

import argparse
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code
from core.office.deleting import Approved, PendingDelete
from core.office.places import Place
from core.office.reviewing import Waiting
from core.records import FieldValue, Side
from desktop.cli import choosing
from desktop.cli.commands import DONE, PERSON, MisusedError, interruptible
from desktop.cli.output import Terminal
from desktop.text import explain

if TYPE_CHECKING:
    from core.office import Office

HUBSPOT = "HubSpot"
_MARK = "hubspot:"  # begins the id of a record that only HubSpot has, as a person types it


def review(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Carry out one act of Review; without one, list what waits."""
    return _ACTS[arguments.act](office, arguments, terminal)


# -- looking --------------------------------------------------------------------------------------


def _list(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        found = office.review.waiting(job, code=arguments.code, limit=arguments.limit)
    counts = office.summary().issues
    total = counts.get(arguments.code, 0) if arguments.code else sum(counts.values())
    terminal.data({"waiting": total, "issues": [_issue_json(each) for each in found]})
    if not found:
        terminal.say("Nothing waits for you.")
        return DONE
    by_code: dict[Code, list[Waiting]] = defaultdict(list)
    for each in found:
        by_code[each.issue.code].append(each)
    for code, waiting in by_code.items():
        words = explain(code, system=HUBSPOT)
        terminal.say(f"{counts.get(code, len(waiting)):,} × {words.title}. {words.action}")
        terminal.say(f"  ({code.value})")
        for each in waiting:
            _say_issue(terminal, each)
    if total > len(found):
        terminal.say(f"… and {total - len(found):,} more; --limit shows them.")
    return DONE


def _say_issue(terminal: Terminal, waiting: Waiting) -> None:
    issue = waiting.issue
    terminal.say(f"  {issue.pair}  {_typed(issue.system_id)}  {issue.field}".rstrip())
    for place in (waiting.system, waiting.hubspot):
        if place is not None:
            terminal.say(f"    {place.address}")
    for place in waiting.candidates:
        terminal.say(f"    could be {place.id}  {place.address}")


def _answers(office: "Office", _arguments: argparse.Namespace, terminal: Terminal) -> int:
    found = office.review.answers()
    terminal.table(
        ("Pair", "Record", "HubSpot", "Answer"),
        [(d.pair, d.system_id, d.hubspot_id, d.answer.value) for d in found],
    )
    terminal.data(
        {
            "answers": [
                {
                    "pair": each.pair,
                    "system_id": each.system_id,
                    "hubspot_id": each.hubspot_id,
                    "answer": each.answer.value,
                    "made_at": each.made_at.isoformat(),
                }
                for each in found
            ]
        }
    )
    return DONE


def _deletes(office: "Office", _arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the deletes that wait with what both sides say now; JSON holds no values either."""
    with interruptible(terminal) as job:
        found = office.review.deletes(job)
    terminal.data({"deletes": [_delete_json(each) for each in found]})
    if not found:
        terminal.say("No delete waits.")
    for each in found:
        where = HUBSPOT if each.gone is Side.HUBSPOT else "the office's system"
        terminal.say(f"{each.pair}  {each.system_id}: gone from {where}")
        for label, values in (("here", each.system), (HUBSPOT, each.hubspot)):
            if values is not None:
                terminal.say(f"  {label}: {_shown(values)}")
        if each.obstacle is not None:
            terminal.say(f"  {explain(each.obstacle, system=HUBSPOT).title}.")
    if found:
        terminal.say(f"300sync review approve --all {len(found)}")
    return DONE


def _shown(values: Mapping[str, FieldValue]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(values.items()) if value)


# -- answering ------------------------------------------------------------------------------------


def _link(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        office.review.link(arguments.pair, arguments.id, arguments.hubspot_id, job)
    return _answered(terminal, "They are one: the next run links them.")


def _relink(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        office.review.relink(arguments.pair, arguments.id, arguments.hubspot_id, job)
    return _answered(terminal, "The next run links them. A partner from before is let go.")


def _apart(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    office.review.keep_apart(arguments.pair, _id(arguments.id), arguments.hubspot_ids)
    return _answered(terminal, "They are kept apart from now on.")


def _unlink(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        office.review.unlink(arguments.pair, arguments.id, job)
    return _answered(terminal, "They are no longer linked. Both stay, and are kept apart.")


def _undo(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    with interruptible(terminal) as job:
        office.review.undo(arguments.pair, arguments.id, arguments.hubspot_id, job)
    return _answered(terminal, "The answer is taken back. The next run looks at the record again.")


def _answered(terminal: Terminal, sentence: str) -> int:
    terminal.say(sentence)
    terminal.data({"result": "ok"})
    return DONE


def _dismiss(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    count = office.review.dismiss(arguments.pair, _id(arguments.id), arguments.code)
    terminal.say(f"{count:,} dismissed. What is told of the record stays as it is.")
    terminal.data({"dismissed": count})
    return DONE


def _retry(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    if (arguments.code is None) == (arguments.pair is None):
        raise MisusedError("say which records: either --code CODE, or PAIR ID …")
    if arguments.code is not None:
        count = office.review.retry_all(arguments.code)
    else:
        count = office.review.retry(arguments.pair, [_id(each) for each in arguments.ids])
    terminal.say(f"{count:,} are tried again in the next run.")
    terminal.data({"retried": count})
    return DONE


def _approve(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    if (arguments.all is None) == (arguments.pair is None):
        raise MisusedError("say which deletes: either --all NUMBER, or PAIR ID …")
    chosen = [(arguments.pair, each) for each in arguments.ids]
    with interruptible(terminal) as job:
        done = office.review.approve(job, chosen, number=arguments.all)
    refused = [each for each in done if each.refused is not None]
    terminal.say(f"{len(done) - len(refused):,} archived, {len(refused):,} left as they are.")
    for each in refused:
        terminal.say(f"  {each.pair}  {each.system_id}: {_why(each)}")
    terminal.data({"approved": [_approved_json(each) for each in done]})
    return PERSON if refused else DONE


def _why(each: Approved) -> str:
    assert each.refused is not None
    words = explain(each.refused, system=HUBSPOT)
    return f"{words.title}. {words.meaning}"


_ACTS: Mapping[str | None, Callable[["Office", argparse.Namespace, Terminal], int]] = {
    None: _list,
    "answers": _answers,
    "deletes": _deletes,
    "link": _link,
    "apart": _apart,
    "unlink": _unlink,
    "relink": _relink,
    "undo": _undo,
    "conflict": choosing.conflict,
    "choose": choosing.choose,
    "approve": _approve,
    "dismiss": _dismiss,
    "retry": _retry,
}


# -- ids and JSON ---------------------------------------------------------------------------------


def _id(typed: str) -> str:
    """Return an issue's id of a record, as a person types it."""
    return ONLY_HUBSPOT + typed.removeprefix(_MARK) if typed.startswith(_MARK) else typed


def _typed(id: str) -> str:
    return _MARK + id.removeprefix(ONLY_HUBSPOT) if id.startswith(ONLY_HUBSPOT) else id


def _issue_json(waiting: Waiting) -> dict[str, object]:
    issue = waiting.issue
    return {
        "pair": issue.pair,
        "code": issue.code.value,
        "id": _typed(issue.system_id),
        "field": issue.field or None,
        "reference": issue.reference,
        "system": _place_json(waiting.system),
        "hubspot": _place_json(waiting.hubspot),
        "candidates": [_place_json(each) for each in waiting.candidates],
        "opened_at": issue.opened_at.isoformat(),
        "seen_at": issue.seen_at.isoformat(),
    }


def _place_json(place: Place | None) -> dict[str, str] | None:
    return None if place is None else {"id": place.id, "address": place.address}


def _delete_json(each: PendingDelete) -> dict[str, object]:
    return {
        "pair": each.pair,
        "id": each.system_id,
        "hubspot_id": each.hubspot_id,
        "gone": each.gone.value,
        "obstacle": each.obstacle.value if each.obstacle else None,
    }


def _approved_json(each: Approved) -> dict[str, object]:
    return {
        "pair": each.pair,
        "id": each.system_id,
        "hubspot_id": each.hubspot_id,
        "refused": each.refused.value if each.refused else None,
    }
