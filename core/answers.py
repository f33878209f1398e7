"""What a person answered about who is who, and how matching obeys it. Pure.

An answer stands above everything that matching knows, also above the key that a HubSpot record
bears: "link" chooses that record, "apart" takes it for somebody else's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import Code
from core.matching import Found, Match, decide


@dataclass(frozen=True, slots=True)
class Answers:
    """A person's answers about one system record, by HubSpot ids."""

    link: str | None = None
    apart: frozenset[str] = frozenset()


UNASKED = Answers()


def decide_answered(
    answers: Answers,
    own: Sequence[str],
    found: Sequence[Found],
    is_taken: Callable[[str], bool],
) -> Match:
    """Choose among the candidates of one unlinked record, as `core.matching.decide` does.

    `own` are the HubSpot records that bear this record's key. A unique value that is held by a
    record that is kept apart counts as shared: the new record is made without it. What is to be
    linked and has become another record's partner is a question again.
    """
    if answers.link is not None:
        if is_taken(answers.link):
            return Match(question=Code.LIKELY_MATCH, candidates=(answers.link,))
        return Match(hubspot_id=answers.link)
    mine = [each for each in own if each not in answers.apart]
    if mine:
        return Match(hubspot_id=mine[0])
    return decide(found, lambda each: each in answers.apart or is_taken(each))


def may_ask(answers: Answers, candidate: str) -> bool:
    """Return whether a record that was met late may be asked about: nobody has answered for it."""
    return candidate not in answers.apart
