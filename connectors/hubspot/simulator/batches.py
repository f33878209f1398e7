"""Records by the hundred: read, create, update, upsert, archive."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.errors import (
    NOT_FOUND,
    RefusalError,
    invalid,
    invalid_properties,
)
from connectors.hubspot.simulator.objects import (
    LARGEST_PAGE,
    LARGEST_WITH_HISTORY,
    TOO_MANY,
    TOO_MANY_HISTORIES,
    unique_property,
)
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import (
    ON_WRITE,
    Reader,
    answer,
    body_of,
    record_id,
    texts,
)
from connectors.hubspot.simulator.rows import Record
from connectors.hubspot.simulator.tables import EMAIL, Table, folded
from connectors.hubspot.simulator.ties import Ties
from connectors.hubspot.simulator.times import iso
from connectors.hubspot.simulator.writing import Claims, Draft, Writer
from connectors.kit.router import Endpoint
from connectors.kit.simulator import Request, Response

Input = Mapping[str, Any]
Errors = list[dict[str, Any]]
Check = Callable[[Input, Claims | None], Draft]


class Batches:
    """The batch addresses of all objects."""

    def __init__(self, portal: Portal, access: Access, ties: Ties) -> None:
        self._portal = portal
        self._access = access
        self._ties = ties
        self._writer = Writer(portal)

    def routes(self) -> list[tuple[str, str, Endpoint]]:
        at = "/crm/objects/VERSION/{type}/batch"
        return [
            ("POST", f"{at}/read", self._read),
            ("POST", f"{at}/create", self._create),
            ("POST", f"{at}/update", self._update),
            ("POST", f"{at}/upsert", self._upsert),
            ("POST", f"{at}/archive", self._archive),
        ]

    def _read(self, request: Request, type: str) -> Response:
        table, body, inputs = self._opened(request, type, "read")
        history = texts(body, "propertiesWithHistory")
        if history and len(inputs) > LARGEST_WITH_HISTORY:
            raise invalid(TOO_MANY_HISTORIES)
        by = body.get("idProperty")
        if by is not None and by != "hs_object_id":
            unique_property(self._portal, table, by)
        keys = [_key(one) for one in inputs]
        _distinct(keys)
        names = texts(body, "properties") if "properties" in body else None
        reader = Reader(self._portal, table, names, history)
        shelved = request.url.params.get("archived") == "true"
        found: dict[int, Record] = {}  # two that were merged into one are answered once
        missing = []
        for key in keys:
            record = self._one(table, key, by, shelved=shelved)
            if record is None:
                missing.append(key)
            else:
                found[record.id] = record
        results = [reader.wire(record) for record in found.values()]
        return self._done(200, results, self._missing(table, missing))

    def _create(self, request: Request, type: str) -> Response:
        table, _body, inputs = self._opened(request, type, "write")

        def check(one: Input, claims: Claims | None) -> Draft:
            draft = self._writer.check(table, None, one.get("properties"), version, claims)
            draft.ties = self._ties.planned(table, one.get("associations") or [])
            return draft

        version = request.url.path.split("/")[3]
        drafts, errors = self._each(inputs, check)
        for _one, made in drafts:
            self._ties.carry_out(table, made)
        return self._done(201, self._written(table, drafts), errors)

    def _update(self, request: Request, type: str) -> Response:
        table, _body, inputs = self._opened(request, type, "write")
        version = request.url.path.split("/")[3]
        _distinct([_key(one) for one in inputs])
        records: list[Record | None] = []
        for one in inputs:
            by = one.get("idProperty")
            if by is not None:
                unique_property(self._portal, table, by)
            records.append(self._one(table, _key(one), by))
        missing = [_key(one) for one, record in zip(inputs, records, strict=True) if not record]
        known = [one for one, record in zip(inputs, records, strict=True) if record]

        def check(one: Input, claims: Claims | None) -> Draft:
            record = self._one(table, _key(one), one.get("idProperty"))
            return self._writer.check(table, record, one.get("properties"), version, claims)

        drafts, errors = self._each(known, check)
        errors += self._missing(table, missing)
        return self._done(200, self._written(table, drafts), errors)

    def _upsert(self, request: Request, type: str) -> Response:
        table, _body, inputs = self._opened(request, type, "write")
        version = request.url.path.split("/")[3]
        for one in inputs:
            unique_property(self._portal, table, one.get("idProperty"))
        _distinct([_key(one) for one in inputs])
        self._refuse_partial(table, inputs)
        fresh: set[str] = set()

        def check(one: Input, claims: Claims | None) -> Draft:
            by, key = one["idProperty"], _key(one)
            record = table.by_value(by, key)
            if record is None:
                fresh.add(key)
            properties = one.get("properties")
            if record is None and isinstance(properties, Mapping):
                properties = {by: key, **properties}
            return self._writer.check(table, record, properties, version, claims)

        drafts, errors = self._each(inputs, check)
        results = self._written(table, drafts)
        for (one, _draft), result in zip(drafts, results, strict=True):
            result["new"] = _key(one) in fresh
        return self._done(200, results, errors)

    def _archive(self, request: Request, type: str) -> Response:
        table, _body, inputs = self._opened(request, type, "write")
        for one in inputs:
            record = table.live(record_id(_key(one)))
            if record is not None:
                self._portal.archive(table, record)
        return Response(204)

    def _opened(
        self, request: Request, type: str, action: str
    ) -> tuple[Table, Mapping[str, Any], list[Input]]:
        table = self._portal.table(type)
        self._access.need_object(table.kind, action)
        body = body_of(request)
        return table, body, inputs_of(body, LARGEST_PAGE)

    def _one(
        self, table: Table, key: str, by: object = None, *, shelved: bool = False
    ) -> Record | None:
        if isinstance(by, str) and by != "hs_object_id":
            return table.by_value(by, key)
        if shelved:
            return self._portal.shelved(table, record_id(key))
        return table.live(record_id(key))

    def _each(
        self, inputs: Sequence[Input], check: Check
    ) -> tuple[list[tuple[Input, Draft]], Errors]:
        """Write what may be written: all or nothing, unless every input has its own trace id."""
        traces = [one.get("objectWriteTraceId") for one in inputs]
        if all(isinstance(one, str) for one in traces) and len(set(traces)) == len(traces):
            return self._one_by_one(inputs, check)
        claims: Claims = {}
        drafts: list[tuple[Input, Draft]] = []
        refusals: list[RefusalError] = []
        for one in inputs:
            try:
                drafts.append((one, check(one, claims)))
            except RefusalError as refusal:
                refusals.append(refusal)
        if refusals:
            raise _whole(self._portal, refusals)
        for _one, made in drafts:
            made.record = made.apply(self._portal)
        return drafts, []

    def _one_by_one(
        self, inputs: Sequence[Input], check: Check
    ) -> tuple[list[tuple[Input, Draft]], Errors]:
        done: list[tuple[Input, Draft]] = []
        errors: Errors = []
        for one in inputs:
            try:
                made = check(one, None)
            except RefusalError as refusal:
                trace = {"objectWriteTraceId": [one["objectWriteTraceId"]]}
                errors.append(refusal.entry(trace))
            else:
                made.record = made.apply(self._portal)
                done.append((one, made))
        return done, errors

    def _written(self, table: Table, drafts: list[tuple[Input, Draft]]) -> list[dict[str, Any]]:
        readers: dict[tuple[str, ...], Reader] = {}
        results = []
        for _one, draft in drafts:
            names = (*draft.names, *ON_WRITE)
            if names not in readers:
                readers[names] = Reader(self._portal, table, names)
            assert draft.record is not None
            results.append(readers[names].wire(draft.record))
        return results

    def _missing(self, table: Table, keys: list[str]) -> Errors:
        if not keys:
            return []
        message = (
            f"Could not get some {table.kind.singular.upper()} objects, they may be deleted or not "
            "exist. Check that ids are valid."
        )
        return [RefusalError(207, message, NOT_FOUND).entry({"ids": keys})]

    def _done(self, status: int, results: list[dict[str, Any]], errors: Errors) -> Response:
        self._portal.random.shuffle(results)
        return batch_answer(self._portal, status, results, errors)

    def _refuse_partial(self, table: Table, inputs: Sequence[Input]) -> None:
        """Upserts of contacts by e-mail have to bring everything that is unique."""
        unique = [name for name in table.unique if name in table.properties]
        for one in inputs:
            properties = one.get("properties") or {}
            if one["idProperty"] == EMAIL and not set(unique) <= set(properties):
                raise invalid("Partial upserts are not supported when using email as idProperty")


def batch_answer(
    portal: Portal, status: int, results: Sequence[object], errors: Errors
) -> Response:
    """Answer a batch: 207 where some of it failed."""
    now = iso(portal.now())
    body: dict[str, Any] = {"status": "COMPLETE", "results": results}
    if errors:
        body |= {"numErrors": len(errors), "errors": errors}
    return answer(207 if errors else status, {**body, "startedAt": now, "completedAt": now})


def inputs_of(body: Mapping[str, Any], most: int) -> list[Input]:
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or not all(isinstance(one, dict) for one in inputs):
        raise invalid("Invalid input JSON: inputs must be a list of objects")
    if not inputs:
        raise invalid("The request must have at least one input")
    if len(inputs) > most:
        raise invalid(TOO_MANY.format(most=most))
    return inputs


def _key(one: Input) -> str:
    key = one.get("id")
    if not isinstance(key, str) or not key:
        raise invalid("Invalid input JSON: id must be a string")
    return key


def _distinct(keys: Sequence[str]) -> None:
    seen: set[str] = set()
    twice = []
    for key in keys:
        if folded(key) in seen:
            twice.append(key)
        seen.add(folded(key))
    if twice:
        message = f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique"
        raise invalid(message, context={"ids": twice})


def _whole(portal: Portal, refusals: Sequence[RefusalError]) -> RefusalError:
    """Return the refusal of a whole batch for what is wrong with some of it."""
    faults = [fault for refusal in refusals for fault in refusal.faults]
    if faults:
        return invalid_properties(faults, portal.id)
    if refusals[0].status == 409:  # without saying which contact
        return RefusalError(409, "Contact already exists", "CONFLICT")
    return refusals[0]
