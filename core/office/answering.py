"""A person's answers to the questions in Review: who is who, and what to try again."""

from collections.abc import Collection, Sequence

from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.mapping import Direction
from core.office.ends import Joined, claimed, joined
from core.office.looking import published
from core.office.parts import Parts
from core.office.unlinking import let_go, linked, part
from core.records import Side
from core.store import decisions, issues
from core.store.decisions import Answer
from core.store.issues import Issue
from core.store.settlement import Settlement

QUESTIONS = frozenset({Code.AMBIGUOUS_MATCH, Code.LIKELY_MATCH, Code.MERGED})


def link(parts: Parts, pair: str, system_id: str, hubspot_id: str, job: JobContext) -> None:
    """Say that two records are one; see `Review.link`."""
    _check_free(parts, pair, system_id, hubspot_id)
    asked = issues.of_record(parts.store, pair, system_id)
    if not any(hubspot_id in issue.candidates for issue in asked):
        with joined(parts, job) as opened:
            hubspot_id = _looked_up(opened, pair, system_id, hubspot_id)
    _keep(parts, pair, system_id, [hubspot_id], Answer.LINK)


def relink(parts: Parts, pair: str, system_id: str, hubspot_id: str, job: JobContext) -> None:
    """Undo a record's link, if it has one, and link it with another; see `Review.relink`."""
    with claimed(parts, job) as opened:
        there = parts.ledger.links(pair, [system_id]).get(system_id)
        hubspot_id = _looked_up(opened, pair, system_id, hubspot_id)
        if there is not None and there.hubspot_id == hubspot_id:
            return
        _check_free(parts, pair, None, hubspot_id)
        if there is not None:
            part(parts, opened, pair, there, apart=True)
        _keep(parts, pair, system_id, [hubspot_id], Answer.LINK)


def keep_apart(parts: Parts, pair: str, system_id: str, hubspot_ids: Collection[str]) -> None:
    """Say that records are not one; see `Review.keep_apart`."""
    asked = [each for each in issues.of_record(parts.store, pair, system_id) if _asks(each)]
    if system_id.startswith(ONLY_HUBSPOT):  # the question is about a record that only HubSpot has
        twins = {issue.reference for issue in asked if issue.reference}
        if not twins:
            raise UserActionError(Code.NOT_WAITING, detail=system_id)
        for twin in sorted(twins):
            _keep(parts, pair, twin, [system_id.removeprefix(ONLY_HUBSPOT)], Answer.APART)
        return
    chosen = list(hubspot_ids) or [each for issue in asked for each in issue.candidates]
    if not chosen:
        raise UserActionError(Code.NOT_WAITING, detail=system_id)
    partner = parts.ledger.hubspot_ids(pair, [system_id]).get(system_id)
    if partner in chosen:
        raise UserActionError(Code.LINKED_ELSEWHERE, detail=partner)
    merged = {each for issue in asked if issue.code is Code.MERGED for each in issue.candidates}
    if partner is not None and merged & set(chosen):  # the link names what was before the merge
        let_go(parts, pair, system_id, published(parts))
    _keep(parts, pair, system_id, chosen, Answer.APART)


def undo(parts: Parts, pair: str, system_id: str, hubspot_id: str, job: JobContext) -> None:
    """Take an answer back; see `Review.undo`."""
    answers = decisions.answered(parts.store, pair, [system_id]).get(system_id)
    if answers is None or hubspot_id not in {answers.link, *answers.apart}:
        raise UserActionError(Code.NOT_WAITING, detail=system_id)
    carried_out = parts.ledger.hubspot_ids(pair, [system_id]).get(system_id) == hubspot_id
    if answers.link == hubspot_id and carried_out:
        with claimed(parts, job) as opened:
            part(parts, opened, pair, linked(parts, pair, system_id), apart=False)
    decisions.undo(parts.store, pair, system_id, hubspot_id, parts.clock.now())
    _try_again(parts, pair, system_id)


def dismiss(parts: Parts, pair: str, system_id: str, code: Code | None) -> int:
    """Leave a record's issues as they are; see `Review.dismiss`."""
    found = issues.of_record(parts.store, pair, system_id)
    chosen = [issue for issue in found if code is None or issue.code is code]
    if not chosen:
        raise UserActionError(Code.NOT_WAITING, detail=system_id or pair)
    for issue in chosen:
        issues.dismiss(parts.store, issue, parts.clock.now())
    return len(chosen)


def retry(parts: Parts, pair: str, system_ids: Sequence[str]) -> int:
    """Have the next run fetch records again; see `Review.retry`."""
    told = {each: issues.of_record(parts.store, pair, each) for each in system_ids}
    for system_id, found in told.items():
        if not found:
            raise UserActionError(Code.NOT_WAITING, detail=system_id)
    for system_id, found in told.items():
        parts.ledger.retry_now(pair, system_id, found[0].code)
    return len(told)


# -- inside ---------------------------------------------------------------------------------------


def _asks(issue: Issue) -> bool:
    return issue.code in QUESTIONS


def _check_free(parts: Parts, pair: str, system_id: str | None, hubspot_id: str) -> None:
    """Refuse to link what has another partner; `system_id` None: it may have one."""
    ledger = parts.ledger
    holder = ledger.system_ids(pair, [hubspot_id]).get(hubspot_id)
    if holder is not None and holder != system_id:
        raise UserActionError(Code.LINKED_ELSEWHERE, detail=hubspot_id)
    if system_id is not None and ledger.hubspot_ids(pair, [system_id]).get(system_id):
        raise UserActionError(Code.LINKED_ELSEWHERE, detail=system_id)


def _looked_up(opened: Joined, pair: str, system_id: str, hubspot_id: str) -> str:
    """See that both records are there; return the HubSpot record's id now, after merges."""
    if pair not in opened.rules:
        raise UserActionError(Code.NOT_WAITING, detail=pair)
    mapping, ends = opened.rules[pair], opened.ends
    here = ends.system.fetch(mapping.system_stream, [system_id], ()).get(system_id)
    there = ends.hubspot.fetch(mapping.hubspot_stream, [hubspot_id], ()).get(hubspot_id)
    for side, record in ((Side.SYSTEM, here), (Side.HUBSPOT, there)):
        if record is None or record.archived:
            error = UserActionError(Code.NOT_FOUND)
            error.connector = opened.system if side is Side.SYSTEM else opened.hubspot
            raise error
    assert there is not None
    return there.id


def _keep(
    parts: Parts, pair: str, system_id: str, hubspot_ids: Collection[str], answer: Answer
) -> None:
    """Keep an answer, close the questions that it answers, and have the records looked at."""
    now, store, ledger = parts.clock.now(), parts.store, parts.ledger
    asked = [each for each in issues.of_record(store, pair, system_id) if _asks(each)]
    named = {each for issue in asked for each in issue.candidates} | set(hubspot_ids)
    decisions.keep(store, pair, system_id, hubspot_ids, answer, now)
    issues.resolve(store, pair, [system_id], QUESTIONS, now)
    ledger.retry_now(pair, system_id, Code.LIKELY_MATCH)
    linked_now = set(hubspot_ids) if answer is Answer.LINK else set[str]()
    free = named - linked_now
    if _creates_back(parts, pair):  # they were passed over while somebody was asked whose they are
        for each in sorted(free - ledger.system_ids(pair, free).keys()):
            ledger.retry_now(pair, ONLY_HUBSPOT + each, Code.LIKELY_MATCH)
    settled = Settlement()
    for each in linked_now:
        settled.drop_retry(ONLY_HUBSPOT + each)
    ledger.settle(pair, settled, None)


def _creates_back(parts: Parts, pair: str) -> bool:
    """Return whether records that only HubSpot has are made in the system."""
    mapping = next((each for each in published(parts) if each.pair == pair), None)
    return mapping is not None and mapping.creates in (Direction.TO_SYSTEM, Direction.BOTH)


def _try_again(parts: Parts, pair: str, system_id: str) -> None:
    """Have the next run ask again, where there is something to ask."""
    if system_id not in parts.ledger.hubspot_ids(pair, [system_id]):
        parts.ledger.retry_now(pair, system_id, Code.LIKELY_MATCH)
