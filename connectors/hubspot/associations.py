"""Ties between records: made in the plain way, or with one of the portal's labels."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from connectors.hubspot import paths
from connectors.hubspot.api import BATCH, DONE, Api
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.culprits import Culprits, Turned, turned
from connectors.hubspot.errors import CORRELATION, Named, named_in, refusal_in
from connectors.hubspot.labels import HUBSPOTS, Label
from core.connector import Association
from core.errors import Code, Refusal

Row = Mapping[str, Any]
Answered = Refusal | None
Ends = tuple[str, str]  # ids

MOST = 2000  # ties that one request may make
MOST_UNDONE = BATCH  # ties that one request may undo
MOST_READ = 1000  # records of which one request may read the ties
_BAD_ID = "crm.associations.INVALID_IDENTIFIER"


def associate(api: Api, catalog: Catalog, ties: Sequence[Association]) -> Sequence[Answered]:
    """Make or undo ties of one kind; answer each in order. See core.connector.Keyed.

    Where the portal lacks a label the tie is made plainly: `prepare` has told why.
    """
    if not ties:
        return ()
    first = ties[0]
    label = _label(catalog, first) if first.label else None
    pairs = list(dict.fromkeys((tie.from_id, tie.to_id) for tie in ties))
    if first.remove and label is not None:
        answers = _undo_label(api, first, label, pairs)
    else:
        answers = _answers(_Request(api, first, label), pairs)
    return [answers[tie.from_id, tie.to_id] for tie in ties]


def _answers(request: "_Request", pairs: Sequence[Ends]) -> dict[Ends, Answered]:
    answers: dict[Ends, Answered] = {}
    for start in range(0, len(pairs), request.size):
        part = pairs[start : start + request.size]
        culprits = Culprits(request.send, request.is_named, lambda refusal: refusal)
        answers |= zip(part, culprits.answer(part), strict=True)
    return answers


def _undo_label(
    api: Api, kind: Association, label: Label, pairs: Sequence[Ends]
) -> dict[Ends, Answered]:
    """Take our label away, and then the plain tie under it, unless the office has labels of its
    own there: HubSpot undoes them all with the plain one.
    """
    answers = _answers(_Request(api, kind, label), pairs)
    bare = [pair for pair in pairs if answers[pair] is None]
    labelled = _labelled(api, kind, {from_id for from_id, _to_id in bare})
    bare = [pair for pair in bare if pair not in labelled]
    return answers | _answers(_Request(api, kind, None), bare)


def tied(
    api: Api, from_stream: str, ids: Sequence[str], to_stream: str
) -> Mapping[str, Collection[str]]:
    """Return which records some records are tied to. See core.connector.Keyed."""
    found: dict[str, set[str]] = {}
    for (from_id, to_id), _end in _read(api, from_stream, ids, to_stream):
        found.setdefault(from_id, set()).add(to_id)
    return found


def _labelled(api: Api, kind: Association, from_ids: Collection[str]) -> set[Ends]:
    """Return the ties of some records that bear a label of the office's."""
    return {
        ends
        for ends, end in _read(api, kind.from_stream, sorted(from_ids), kind.to_stream)
        if any(each["category"] != HUBSPOTS for each in end["associationTypes"])
    }


def _read(
    api: Api, from_stream: str, ids: Sequence[str], to_stream: str
) -> Iterator[tuple[Ends, Row]]:
    """Yield all ties of some records, with what HubSpot says of each."""
    path = paths.associations(from_stream, to_stream, "batch/read")
    for start in range(0, len(ids), MOST_READ):
        inputs: list[object] = [{"id": each} for each in ids[start : start + MOST_READ]]
        while inputs:
            body = api.batch(path, inputs, repeatable=True, accept=DONE).body or {}
            inputs = []
            for row in body.get("results") or ():
                for end in row.get("to") or ():
                    yield (str(row["from"]["id"]), str(end["toObjectId"])), end
                following = (row.get("paging") or {}).get("next")
                if following:
                    inputs.append({"id": row["from"]["id"], "after": following["after"]})


class _Request:
    """How ties of one kind are sent."""

    def __init__(self, api: Api, kind: Association, label: Label | None) -> None:
        self._api = api
        self._label = label
        self._removes = kind.remove
        self.size = MOST_UNDONE if kind.remove else MOST
        if label is None:
            what = "batch/archive" if kind.remove else "batch/associate/default"
        else:
            what = "batch/labels/archive" if kind.remove else "batch/create"
        self._path = paths.associations(kind.from_stream, kind.to_stream, what)

    def send(self, pairs: Sequence[Ends]) -> Sequence[Answered] | Turned:
        answer = self._api.batch(
            self._path, [self._input(*pair) for pair in pairs], repeatable=True
        )
        if answer.status not in DONE:
            return turned(answer)
        body, reference = answer.body or {}, answer.headers.get(CORRELATION)
        answers: dict[Ends, Answered] = dict.fromkeys(pairs)
        for error in body.get("errors") or ():
            refusal, named = _refusal(error, reference), _ids(error)
            # An error that names nobody may be anybody's.
            whose = [pair for pair in pairs if not named.isdisjoint(pair)] or pairs
            answers |= dict.fromkeys(whose, refusal)
        return list(answers.values())

    @staticmethod
    def is_named(pair: Ends, named: Named) -> bool:
        return not named.ids.isdisjoint(pair)

    def _input(self, from_id: str, to_id: str) -> dict[str, object]:
        item: dict[str, object] = {"from": {"id": from_id}, "to": {"id": to_id}}
        if self._label is not None:
            item["types"] = [self._label.wire()]
        elif self._removes:
            item["to"] = [{"id": to_id}]
        return item


def _label(catalog: Catalog, kind: Association) -> Label | None:
    """Return how the portal numbers a label between two streams; None if it has none such."""
    return catalog.labels(kind.from_stream, kind.to_stream).get(kind.label.casefold())


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
