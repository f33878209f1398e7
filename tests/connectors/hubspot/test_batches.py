"""Writing records: what is sent, and what became of each."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.hubspot.api import Api
from connectors.hubspot.batches import BatchWriter
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.connector import HubSpotConnector
from connectors.kit.simulator import Dropped, SimulatorClock
from core.connector import Outcome, Preparation, Write, WriteKind
from core.errors import Code, Refusal, SyncError, TransientError, UserActionError
from core.jobs import JobContext
from core.registry import OpenArgs
from tests.connectors.hubspot.conftest import (
    CONTACTS,
    KEY,
    OBJECTS,
    PROPERTIES,
    Box,
    Script,
    ok,
    refused,
    row,
    sent,
)

OUR_KEY = "sync300_clio_key"
UPSERT, UPDATE, CREATE, ARCHIVE = (
    f"{OBJECTS}/contacts/batch/{what}" for what in ("upsert", "update", "create", "archive")
)
NUMBER = {"x-hubspot-correlation-id": "corr-7"}
Fault = Callable[[dict[str, Any]], dict[str, Any] | None]


class Batch:
    """Applies batches as HubSpot does; `fault` tells what is wrong with an input, if anything."""

    def __init__(self, fault: Fault = lambda _input: None, *, whole: bool = False) -> None:
        self.fault = fault
        self.whole = whole  # refuses all for one
        self.echoes_trace = True
        self.echoes_properties = True
        self.bodies: list[Any] = []
        self.there: dict[str, str] = {}  # key -> id

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = sent(request)
        self.bodies.append(body)
        results, errors = [], []
        for one in body["inputs"]:
            error = self.fault(one)
            if error is None:
                results.append(self.result(one))
            else:
                trace = {"objectWriteTraceId": [one["objectWriteTraceId"]]}
                errors.append({**error, "context": {**trace, **error.get("context", {})}})
        if errors and self.whole:
            bare = {name: value for name, value in errors[0].items() if name != "context"}
            return httpx.Response(400, json=bare, headers=NUMBER)
        Random(7).shuffle(results)
        answer = {"status": "COMPLETE", "results": results, "errors": errors}
        return httpx.Response(207 if errors else 200, json=answer, headers=NUMBER)

    def result(self, one: dict[str, Any]) -> dict[str, Any]:
        name = str(one.get("id", one["objectWriteTraceId"]))
        made = name if "id" in one and "idProperty" not in one else f"9{name}"
        result = row(self.there.get(name, made), dict(one["properties"]))
        if "idProperty" in one:
            result["new"] = name not in self.there
        if not self.echoes_properties:
            result["properties"] = {}
        if self.echoes_trace:
            result["objectWriteTraceId"] = one["objectWriteTraceId"]
        return result


def invalid(name: str, word: str = "INVALID_EMAIL") -> dict[str, Any]:
    told = f'[{{"isValid":false,"message":"x","error":"{word}","name":"{name}"}}]'
    message = f"Property values were not valid: {told}"
    return {"status": "error", "category": "VALIDATION_ERROR", "message": message}


def bad_email(one: dict[str, Any]) -> dict[str, Any] | None:
    return invalid("email") if one["properties"].get("email") == "bad" else None


@pytest.fixture
def writable(portal: HubSpotConnector) -> HubSpotConnector:
    portal.prepare("contacts", Preparation(OUR_KEY, "Clio key (300Sync)"))
    return portal


def creates(*emails: str) -> list[Write]:
    return [
        Write(WriteKind.CREATE, "contacts", {"email": email}, key=f"k.{n}")
        for n, email in enumerate(emails)
    ]


def updates(*names: str) -> list[Write]:
    return [
        Write(WriteKind.UPDATE, "contacts", {"firstname": name}, id=f"{n}")
        for n, name in enumerate(names)
    ]


def codes(outcomes: Sequence[Outcome]) -> list[Code | None]:
    return [outcome.refusal.code if outcome.refusal else None for outcome in outcomes]


def names(outcomes: Sequence[Outcome]) -> list[object]:
    return [each.record.fields.get("firstname") if each.record else None for each in outcomes]


def test_creates_go_by_our_key_and_say_whether_they_made_something(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P2)"""
    batch = Batch()
    batch.there = {"k.1": "501"}
    script.on("POST", UPSERT, batch)
    first, second = writable.write(creates("ana@example.com", "bo@example.com"))
    assert first.record is not None
    assert second.record is not None
    assert (first.created, second.created) == (True, False)
    assert (first.record.id, second.record.id) == ("9k.0", "501")
    assert first.record.fields == {"email": "ana@example.com"}
    one = batch.bodies[0]["inputs"][0]
    assert one["id"] == one["properties"][OUR_KEY] == "k.0"
    assert one["idProperty"] == OUR_KEY


def test_every_input_has_a_trace_id_of_its_own(writable: HubSpotConnector, script: Script) -> None:
    """(P7)"""
    batch = Batch()
    script.on("POST", UPDATE, batch)
    writable.write(updates(*map(str, range(100))))
    traces = {one["objectWriteTraceId"] for one in batch.bodies[0]["inputs"]}
    assert len(traces) == 100


@pytest.mark.parametrize("echoes_trace", [True, False])
def test_answers_come_shuffled_and_are_told_in_order(
    writable: HubSpotConnector, script: Script, echoes_trace: bool
) -> None:
    batch = Batch()
    batch.echoes_trace = echoes_trace
    script.on("POST", UPDATE, batch)
    script.on("POST", UPSERT, batch)
    outcomes = writable.write(updates("Ana", "Bo", "Cy", "Di"))
    assert names(outcomes) == ["Ana", "Bo", "Cy", "Di"]
    made = writable.write(creates("a@example.com", "b@example.com", "c@example.com"))
    ids = [outcome.record.id if outcome.record else None for outcome in made]
    assert ids == ["9k.0", "9k.1", "9k.2"]


def test_one_bad_record_is_refused_and_the_others_are_written(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P7)"""
    script.on("POST", UPSERT, Batch(bad_email))
    outcomes = writable.write(creates("ana@example.com", "bad", "bo@example.com"))
    assert codes(outcomes) == [None, Code.VALUE_INVALID, None]
    assert outcomes[1].refusal == Refusal(Code.VALUE_INVALID, field="email", reference="corr-7")


@pytest.mark.parametrize("bad", [0, 41, 99])
def test_also_where_hubspot_refuses_all_for_one(
    writable: HubSpotConnector, script: Script, bad: int
) -> None:
    """(P7)"""
    batch = Batch(bad_email, whole=True)
    script.on("POST", UPSERT, batch)
    emails = ["bad" if n == bad else f"a{n}@example.com" for n in range(100)]
    outcomes = writable.write(creates(*emails))
    assert codes(outcomes) == [Code.VALUE_INVALID if n == bad else None for n in range(100)]
    assert len(batch.bodies) <= 15


def test_those_without_the_refused_property_go_at_once(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P7) A property that is gone is refused to all who write it, and costs one request."""

    def gone(one: dict[str, Any]) -> dict[str, Any] | None:
        lost = "zip9" in one["properties"]
        return invalid("zip9", "PROPERTY_DOESNT_EXIST") if lost else None

    batch = Batch(gone, whole=True)
    script.on("POST", UPDATE, batch)
    writes = updates("Ana", "Bo", "Cy")
    writes += [Write(WriteKind.UPDATE, "contacts", {"zip9": "1"}, id=f"7{n}") for n in range(3)]
    outcomes = writable.write(writes)
    assert codes(outcomes) == [None] * 3 + [Code.PROPERTY_MISSING] * 3
    assert len(batch.bodies) == 2


def test_a_record_in_the_way_is_named(writable: HubSpotConnector, script: Script) -> None:
    def taken(one: dict[str, Any]) -> dict[str, Any] | None:
        if one["id"] != "k.1":
            return None
        return {"category": "CONFLICT", "message": "x", "context": {"existingId": ["6001"]}}

    script.on("POST", UPSERT, Batch(taken))
    outcomes = writable.write(creates("ana@example.com", "bo@example.com"))
    assert outcomes[1].refusal == Refusal(
        Code.CONFLICTING_ID, reference="corr-7", existing_id="6001"
    )


def test_a_taken_unique_value_is_a_conflict_whatever_hubspot_calls_it(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P2)"""
    fault = invalid(OUR_KEY, "A_WORD_OF_NEXT_YEAR")
    script.on("POST", UPDATE, Batch(lambda one: fault if one["id"] == "1" else None))
    assert codes(writable.write(updates("Ana", "Bo"))) == [None, Code.CONFLICTING_ID]


def test_missing_records_are_told_together_and_only_they_are_refused(
    writable: HubSpotConnector, script: Script
) -> None:
    error = {"category": "OBJECT_NOT_FOUND", "message": "x", "context": {"ids": ["1", "2"]}}
    script.on("POST", UPDATE, ok({"results": [row("0")], "errors": [error]}, status=207))
    outcomes = writable.write(updates("Ana", "Bo", "Cy"))
    assert codes(outcomes) == [None, Code.NOT_FOUND, Code.NOT_FOUND]


def test_two_writes_of_one_record_do_not_spoil_the_batch(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P7) HubSpot refuses a whole batch for it."""
    batch = Batch()
    script.on("POST", UPSERT, batch)
    writes = creates("ana@example.com", "bo@example.com")
    again = Write(WriteKind.CREATE, "contacts", {"email": "cy@example.com"}, key="K.0 ")
    assert codes(writable.write([*writes, again])) == [None, None, Code.DUPLICATE_IN_BATCH]
    assert len(batch.bodies[0]["inputs"]) == 2


def test_what_the_answer_does_not_say_is_what_was_written(
    writable: HubSpotConnector, script: Script
) -> None:
    batch = Batch()
    batch.echoes_properties = False
    script.on("POST", UPDATE, batch)
    (outcome,) = writable.write(
        [Write(WriteKind.UPDATE, "contacts", {"firstname": "Ana", "lastname": None}, id="1")]
    )
    assert outcome.record is not None
    assert outcome.record.fields == {"firstname": "Ana", "lastname": None}
    assert batch.bodies[0]["inputs"][0]["properties"] == {"firstname": "Ana", "lastname": ""}


def test_hubspots_own_spelling_is_what_was_kept(writable: HubSpotConnector, script: Script) -> None:
    """(P4)"""
    script.on("POST", UPDATE, ok({"results": [row("0", {"firstname": "ANA", "x": "1"})]}))
    assert names(writable.write(updates("Ana"))) == ["ANA"]


def test_results_that_say_neither_trace_nor_key_are_looked_up(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P2) Else a record that was made would be forgotten."""
    batch = Batch()
    batch.echoes_trace = batch.echoes_properties = False
    script.on("POST", UPSERT, batch)
    rows = [row("9k.1", {OUR_KEY: "k.1"}), row("9k.0", {OUR_KEY: "k.0"})]
    script.on("POST", f"{OBJECTS}/contacts/batch/read", ok({"results": rows}))
    outcomes = writable.write(creates("ana@example.com", "bo@example.com"))
    ids = [each.record.id if each.record else None for each in outcomes]
    assert ids == ["9k.0", "9k.1"]
    assert all(each.created for each in outcomes)


def test_an_update_under_a_merged_id_comes_back_under_the_new_one(
    writable: HubSpotConnector, script: Script
) -> None:
    answer = {"results": [row("900", {"firstname": "Ana"})]}
    script.on("POST", UPDATE, ok(answer))
    merged = row("900", {"hs_merged_object_ids": "0;7"})
    script.on("POST", f"{OBJECTS}/contacts/batch/read", ok({"results": [merged]}))
    (outcome,) = writable.write(updates("Ana"))
    assert outcome.record is not None
    assert outcome.record.id == "900"


def test_an_error_that_names_nobody_is_of_those_without_an_answer(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P8) Nobody is without an outcome."""
    error = {"category": "VALIDATION_ERROR", "message": "x"}
    answers = [
        ok({"results": [row("0")], "errors": [error]}, status=207),
        ok({"results": [row("0")]}),
    ]
    script.on("POST", UPDATE, *answers)
    assert codes(writable.write(updates("Ana", "Bo"))) == [None, Code.RECORD_REFUSED]
    assert codes(writable.write(updates("Ana", "Bo"))) == [None, Code.OUTCOME_UNKNOWN]


def test_archiving_is_one_request_and_has_no_record_to_show(
    writable: HubSpotConnector, script: Script
) -> None:
    script.on("POST", ARCHIVE, httpx.Response(204))
    writes = [Write(WriteKind.ARCHIVE, "contacts", {}, id=f"{n}") for n in range(3)]
    assert list(writable.write(writes)) == [Outcome()] * 3
    assert sent(script.requests[-1]) == {"inputs": [{"id": "0"}, {"id": "1"}, {"id": "2"}]}


def test_creates_with_and_without_a_key_are_told_in_order(
    writable: HubSpotConnector, script: Script
) -> None:
    batch = Batch()
    script.on("POST", UPSERT, batch)
    script.on("POST", CREATE, batch)
    without = Write(WriteKind.CREATE, "contacts", {"firstname": "Cy"})
    first, second, third = writable.write([without, *creates("ana@example.com"), without])
    assert names([first, third]) == ["Cy", "Cy"]
    assert second.record is not None
    assert second.record.id == "9k.0"
    assert all(each.created for each in (first, second, third))


def test_an_upsert_is_sent_again_after_a_time_out_and_a_create_is_not(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P2)"""

    def drop(_request: httpx.Request) -> httpx.Response:
        raise Dropped

    script.on("POST", UPSERT, drop, Batch())
    script.on("POST", CREATE, drop, Batch())
    assert codes(writable.write(creates("ana@example.com"))) == [None]
    with pytest.raises(SyncError) as unknown:
        writable.write([Write(WriteKind.CREATE, "contacts", {"firstname": "Cy"})])
    assert unknown.value.code is Code.OUTCOME_UNKNOWN


def test_what_was_created_before_the_line_broke_is_told(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P2) A create without a key may not be repeated, so it may not be forgotten."""
    batch = Batch(bad_email, whole=True)

    def once_then_down(request: httpx.Request) -> httpx.Response:
        return batch(request) if len(batch.bodies) < 2 else httpx.Response(502)

    script.on("POST", CREATE, once_then_down)
    emails = ["a@example.com", "b@example.com", "c@example.com", "bad"]
    writes = [Write(WriteKind.CREATE, "contacts", {"email": email}) for email in emails]
    outcomes = writable.write(writes)
    assert codes(outcomes) == [None, None, Code.OUTCOME_UNKNOWN, Code.VALUE_INVALID]


def test_what_nobody_can_mend_by_record_raises(writable: HubSpotConnector, script: Script) -> None:
    script.on("POST", UPDATE, refused(403, "MISSING_SCOPES"), httpx.Response(400, text="<html>"))
    with pytest.raises(UserActionError) as scope:
        writable.write(updates("Ana"))
    assert scope.value.code is Code.SCOPE_MISSING
    with pytest.raises(SyncError) as html:
        writable.write(updates("Ana"))
    assert (html.value.code, html.value.connector) == (Code.NOT_JSON, "hubspot")


def test_a_storm_of_5xx_is_transient(writable: HubSpotConnector, script: Script) -> None:
    script.on("POST", UPDATE, httpx.Response(502, text="<html>Bad Gateway</html>"))
    with pytest.raises(TransientError) as down:
        writable.write(updates("Ana"))
    assert down.value.code is Code.UNAVAILABLE


def test_a_batch_that_is_too_large_is_sent_in_parts(
    writable: HubSpotConnector, script: Script
) -> None:
    """(P7)"""
    batch = Batch()

    def small(request: httpx.Request) -> httpx.Response:
        return httpx.Response(413) if len(request.content) > 700 else batch(request)

    script.on("POST", UPDATE, small)
    outcomes = writable.write(updates(*(f"Ana {n}" for n in range(20))))
    assert names(outcomes) == [f"Ana {n}" for n in range(20)]


def test_creating_by_a_key_needs_a_prepared_stream(portal: HubSpotConnector) -> None:
    with pytest.raises(SyncError) as early:
        portal.write(creates("ana@example.com"))
    assert early.value.code is Code.INTERNAL


def test_nothing_to_write_asks_nothing(portal: HubSpotConnector) -> None:
    assert list(portal.write([])) == []
    assert portal.requests == 0


@given(st.sets(st.integers(0, 39), max_size=8), st.booleans())
@settings(deadline=None, max_examples=40)
def test_whichever_are_bad_only_they_are_refused(bad: set[int], whole: bool) -> None:
    """(P7)"""
    clock = SimulatorClock(rate=0.0)
    script = Script()
    script.on("GET", f"{PROPERTIES}/contacts", ok({"results": CONTACTS}))
    script.on("POST", UPSERT, Batch(bad_email, whole=whole))
    transport = httpx.MockTransport(script.handle)
    api = Api(OpenArgs({"sign_in": "keys"}, Box(KEY), JobContext(clock=clock), transport))
    writer = BatchWriter(api, Catalog(api, clock), "contacts", "upsert", OUR_KEY)
    emails = ["bad" if n in bad else f"a{n}@example.com" for n in range(40)]
    outcomes = writer.write(creates(*emails))
    assert {n for n, outcome in enumerate(outcomes) if outcome.refusal} == bad
