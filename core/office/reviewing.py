"""Review, as window and command line ask for it: what waits for a person, and their answers.

What is listed is read from disk. What an answer needs to know of a record is looked up at the
moment of answering, and kept nowhere.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.connector import Connector
from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code
from core.jobs import JobContext
from core.mapping import Mapping as MappingDocument
from core.office import answering, choosing, deleting, likeness, unlinking
from core.office.choosing import Conflicted
from core.office.deleting import Approved, PendingDelete
from core.office.ends import joined
from core.office.likeness import Alike
from core.office.looking import published
from core.office.parts import Parts
from core.office.places import Place
from core.records import Side
from core.store import decisions, issues
from core.store.decisions import Decision
from core.store.issues import Issue
from core.summary import RunSummary


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open issue, with the records that it is about."""

    issue: Issue
    label: str  # of the pair
    system: Place | None  # None: only HubSpot has the record, or it is about the whole pair
    hubspot: Place | None
    candidates: tuple[Place, ...]  # HubSpot's, to choose from


class Review:
    """Review of one office. All methods touch disk, and those with a job the network."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def waiting(
        self, job: JobContext, *, code: Code | None = None, limit: int = 200, offset: int = 0
    ) -> list[Waiting]:
        """Return what is open, the oldest first. Asks no vendor anything."""
        found = issues.open_issues(self._parts.store, code=code, limit=limit, offset=offset)
        if not found:
            return []
        rules = {each.pair: each for each in published(self._parts)}
        with joined(self._parts, job) as opened:
            system, hubspot = opened.ends.system, opened.ends.hubspot
            return [
                _with_places(issue, rules.get(issue.pair), partner, system, hubspot)
                for issue, partner in self._with_partners(found)
            ]

    def answers(self) -> list[Decision]:
        """Return all answers about who is who that stand, the newest first."""
        return decisions.kept(self._parts.store)

    def conflict(self, pair: str, system_id: str, job: JobContext) -> Conflicted:
        """Return what of a record both sides changed, as they say it now.

        Raises UserActionError: NOT_WAITING if it has no link, NOT_FOUND if one of the two is gone.
        """
        return choosing.look(self._parts, pair, system_id, job)

    def choose(self, shown: Conflicted, keep: Mapping[str, Side], job: JobContext) -> RunSummary:
        """Keep one side's value of some fields, by property, and write it on the other, at once.

        Raises UserActionError(CHANGED_MEANWHILE) if a side says other than was `shown`, and
        TransientError(DATABASE_BUSY) during a run. It is a run, and can be undone as one.
        """
        return choosing.choose(self._parts, shown, keep, job)

    def compare(
        self, pair: str, system_id: str, hubspot_ids: Collection[str], job: JobContext
    ) -> Mapping[str, tuple[Alike, ...]]:
        """Return by HubSpot id what a record and each of some HubSpot records say now.

        Those that are gone are left out. Raises UserActionError(NOT_FOUND) if the record is gone.
        """
        return likeness.compare(self._parts, pair, system_id, hubspot_ids, job)

    def link(self, pair: str, system_id: str, hubspot_id: str, job: JobContext) -> None:
        """Say that two records are one: the next run links them, whatever their keys say.

        A HubSpot record that no question offered is looked up first. Raises UserActionError:
        LINKED_ELSEWHERE if one of them has another partner, NOT_FOUND.
        """
        answering.link(self._parts, pair, system_id, hubspot_id, job)

    def keep_apart(self, pair: str, system_id: str, hubspot_ids: Collection[str] = ()) -> None:
        """Say that a record is none of some HubSpot records; by default, of all candidates.

        It is then matched without them, and made anew if nobody else is found. Of a record that
        only HubSpot has, `system_id` is the issue's. Raises UserActionError: NOT_WAITING,
        LINKED_ELSEWHERE if the two are linked (then `unlink` them).
        """
        answering.keep_apart(self._parts, pair, system_id, hubspot_ids)

    def unlink(self, pair: str, system_id: str, job: JobContext) -> None:
        """Undo a link. Both records stay; our key and our ties are taken off the HubSpot record.

        They are kept apart from now on: each is matched anew. Raises UserActionError(NOT_WAITING)
        if there is no link, TransientError(DATABASE_BUSY) during a run.
        """
        unlinking.unlink(self._parts, pair, system_id, job)

    def relink(self, pair: str, system_id: str, hubspot_id: str, job: JobContext) -> None:
        """Undo a record's link, if it has one, and have the next run link it with another."""
        answering.relink(self._parts, pair, system_id, hubspot_id, job)

    def undo(self, pair: str, system_id: str, hubspot_id: str, job: JobContext) -> None:
        """Take an answer back. A link that was made by it is undone, and asked about again."""
        answering.undo(self._parts, pair, system_id, hubspot_id, job)

    def dismiss(self, pair: str, system_id: str, code: Code | None = None) -> int:
        """Leave a record's open issues (or those of one code) as they are; return how many.

        A dismissed delete keeps the other record. Raises UserActionError(NOT_WAITING).
        """
        return answering.dismiss(self._parts, pair, system_id, code)

    def retry(self, pair: str, system_ids: Sequence[str]) -> int:
        """Have the next run fetch records with open issues again; return how many."""
        return answering.retry(self._parts, pair, system_ids)

    def retry_all(self, code: Code) -> int:
        """Have the next run fetch all records with an open issue of this code again."""
        return issues.try_again(self._parts.store, code, self._parts.clock.now())

    def deletes(self, job: JobContext) -> list[PendingDelete]:
        """Return the deletes that wait, the oldest first, with what both sides say now."""
        return deleting.pending(self._parts, job)

    def approve(
        self,
        job: JobContext,
        chosen: Collection[tuple[str, str]] = (),
        *,
        number: int | None = None,
    ) -> list[Approved]:
        """Archive the partners of `chosen` deletes, by (pair, system id), after a last look.

        Without any, all that wait: `number` must then be how many (WRONG_NUMBER). What is back,
        or was edited since, is left alone and says so. Raises DATABASE_BUSY during a run.
        """
        return deleting.approve(self._parts, chosen, number, job)

    def _with_partners(self, found: Sequence[Issue]) -> Iterator[tuple[Issue, str | None]]:
        """Yield each issue with the HubSpot id of its record's partner, if it has one."""
        partners = {
            pair: self._parts.ledger.hubspot_ids(pair, {i.system_id for i in found})
            for pair in {issue.pair for issue in found}
        }
        for issue in found:
            yield issue, issue.hubspot_id or partners[issue.pair].get(issue.system_id)


def _with_places(
    issue: Issue,
    mapping: MappingDocument | None,
    partner: str | None,
    system: Connector,
    hubspot: Connector,
) -> Waiting:
    only_hubspot = issue.system_id.startswith(ONLY_HUBSPOT)
    twin = issue.reference if issue.code is Code.LIKELY_MATCH else None
    here = (twin or "") if only_hubspot else issue.system_id
    there = issue.system_id.removeprefix(ONLY_HUBSPOT) if only_hubspot else partner

    def at(end: Connector, stream: str | None, id: str) -> Place:
        return Place(id, end.web_address(stream, id) if stream is not None else "")

    streams = (mapping.system_stream, mapping.hubspot_stream) if mapping else (None, None)
    return Waiting(
        issue,
        mapping.label if mapping else issue.pair,
        at(system, streams[0], here) if here else None,
        at(hubspot, streams[1], there) if there else None,
        tuple(at(hubspot, streams[1], each) for each in issue.candidates),
    )
