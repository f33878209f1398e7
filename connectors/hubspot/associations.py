"""Ties between records: made in the plain way, or with one of the portal's labels."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.hubspot import paths
from connectors.hubspot.api import BATCH, DONE, Api
from connectors.hubspot.culprits import Culprits, Turned, turned
from connectors.hubspot.errors import CORRELATION, Named, named_in, refusal_in
from core.connector import Association
from core.errors import Code, Refusal

Row = Mapping[str, Any]
Answered = Refusal | None

MOST = 2000  # ties that one request may make
MOST_UNDONE = BATCH  # ties that one request may undo
_BAD_ID = "crm.associations.INVALID_IDENTIFIER"


def associate(api: Api, ties: Sequence[Association]) -> Sequence[Answered]:
    """Make or undo ties of one kind; answer each in order. See core.connector.Keyed."""
    if not ties:
        return ()
    first = ties[0]
    label = _label(api, first) if first.label else None
    if first.label and label is None:
        return [Refusal(Code.OPTION_UNKNOWN, field=first.label)] * len(ties)
    request = _Request(api, first, label)
    pairs = list(dict.fromkeys((tie.from_id, tie.to_id) for tie in ties))
    size = MOST_UNDONE if first.remove else MOST
    answers: dict[tuple[str, str], Answered] = {}
    for start in range(0, len(pairs), size):
        part = pairs[start : start + size]
        culprits = Culprits(request.send, request.is_named, lambda refusal: refusal)
        answers |= zip(part, culprits.answer(part), strict=True)
    return [answers[tie.from_id, tie.to_id] for tie in ties]


class _Request:
    """How ties of one kind are sent."""

    def __init__(self, api: Api, kind: Association, label: Row | None) -> None:
        self._api = api
        self._label = label
        self._removes = kind.remove
        if label is None:
            what = "batch/archive" if kind.remove else "batch/associate/default"
        else:
            what = "batch/labels/archive" if kind.remove else "batch/create"
        self._path = paths.associations(kind.from_stream, kind.to_stream, what)

    def send(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Answered] | Turned:
        answer = self._api.batch(
            self._path, [self._input(*pair) for pair in pairs], repeatable=True
        )
        if answer.status not in DONE:
            return turned(answer)
        body, reference = answer.body or {}, answer.headers.get(CORRELATION)
        answers: dict[tuple[str, str], Answered] = dict.fromkeys(pairs)
        for error in body.get("errors") or ():
            refusal, named = _refusal(error, reference), _ids(error)
            # An error that names nobody may be anybody's.
            whose = [pair for pair in pairs if not named.isdisjoint(pair)] or pairs
            answers |= dict.fromkeys(whose, refusal)
        return list(answers.values())

    @staticmethod
    def is_named(pair: tuple[str, str], named: Named) -> bool:
        return not named.ids.isdisjoint(pair)

    def _input(self, from_id: str, to_id: str) -> dict[str, object]:
        item: dict[str, object] = {"from": {"id": from_id}, "to": {"id": to_id}}
        if self._label is not None:
            item["types"] = [
                {
                    "associationCategory": self._label["category"],
                    "associationTypeId": self._label["typeId"],
                }
            ]
        elif self._removes:
            item["to"] = [{"id": to_id}]
        return item


def _label(api: Api, kind: Association) -> Row | None:
    """Return how the portal numbers a label between two streams; None if it has none such."""
    path = paths.associations(kind.from_stream, kind.to_stream, "labels")
    wanted = kind.label.casefold()
    for row in api.get(path).body["results"]:
        if str(row.get("label") or "").casefold() == wanted:
            found: Row = row
            return found
    return None


def _refusal(error: Row, reference: str | None) -> Refusal:
    refusal = refusal_in(error, reference)
    if error.get("subCategory") == _BAD_ID:
        return Refusal(Code.NOT_FOUND, reference=refusal.reference)
    return refusal


def _ids(error: Row) -> frozenset[str]:
    context = error.get("context")
    known = context if isinstance(context, dict) else {}
    ends = [*(known.get("fromObjectId") or ()), *(known.get("toObjectId") or ())]
    return named_in(error).ids | {str(end) for end in ends}
