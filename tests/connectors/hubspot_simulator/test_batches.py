"""B1 to B12: what becomes of many inputs, good and bad."""

from collections.abc import Callable, Sequence

import pytest

from connectors.hubspot.simulator import HubSpotSimulator
from tests.connectors.hubspot_simulator.asking import (
    KEY,
    Values,
    Web,
    codes,
    ids,
    refusal,
    upserts,
    values,
)

INVALID = (400, "VALIDATION_ERROR")
PEOPLE = [{"properties": {"email": f"p{number}@example.com"}} for number in range(40)]


@pytest.fixture(autouse=True)
def _our_key(hubspot: HubSpotSimulator) -> None:
    hubspot.add_property("contacts", KEY, unique=True)


def traced(inputs: Sequence[Values]) -> list[Values]:
    return [{**one, "objectWriteTraceId": f"t{place}"} for place, one in enumerate(inputs)]


@pytest.mark.parametrize("action", ["read", "update", "upsert"])
@pytest.mark.parametrize("twin", ["7", " 7 "])
def test_an_id_may_come_once_only(
    web: Web, hubspot: HubSpotSimulator, action: str, twin: str
) -> None:
    """B1: or nothing is done, with trace ids or without."""
    by = {"idProperty": KEY} if action == "upsert" else {}
    inputs: list[Values] = [{"id": one, "properties": {}, **by} for one in ("7", twin)]
    for sent in (inputs, traced(inputs)):
        answer = web.batch("contacts", action, sent)
        assert refusal(answer) == INVALID
        assert answer.json()["context"] == {"ids": [twin]}
        assert "Duplicate IDs found in batch input: [" in answer.json()["message"]
    assert list(hubspot.records("contacts")) == []


def test_keys_that_differ_in_case_are_the_same(web: Web) -> None:
    """B1."""
    assert refusal(web.batch("contacts", "upsert", upserts("a.b", "A.B"))) == INVALID


@pytest.mark.parametrize("trace", [[None, None], ["1", "1"], ["1", None]])
def test_without_trace_ids_one_bad_input_spoils_all(
    web: Web, hubspot: HubSpotSimulator, trace: list[str | None]
) -> None:
    """B2: also where they are not all there, or not all different."""
    inputs = [{"properties": {"firstname": "Ana"}}, {"properties": {"zip9": "1"}}]
    sent = [{**one, "objectWriteTraceId": t} for one, t in zip(inputs, trace, strict=True)]
    answer = web.batch("contacts", "create", sent)
    assert refusal(answer) == INVALID
    assert codes(answer) == [("zip9", "PROPERTY_DOESNT_EXIST")]
    assert list(hubspot.records("contacts")) == []


def test_a_property_is_named_for_each_input_that_has_it(web: Web) -> None:
    """O4: several times, if need be."""
    answer = web.batch("contacts", "create", [{"properties": {"zip9": "1"}}] * 3)
    assert codes(answer) == [("zip9", "PROPERTY_DOESNT_EXIST")] * 3


@pytest.mark.parametrize("action", ["create", "update", "upsert"])
def test_with_trace_ids_the_good_inputs_are_written(
    web: Web, hubspot: HubSpotSimulator, action: str
) -> None:
    """B3 (P7): each error says which input it is about."""
    old = [hubspot.seed("contacts", {KEY: key, "firstname": "Old"}) for key in ("a", "b")]
    inputs: dict[str, list[Values]] = {
        "create": [{}, {}],
        "update": [{"id": one} for one in old],
        "upsert": [{"id": key, "idProperty": KEY} for key in ("a", "b")],
    }
    wishes = [{"firstname": "Ana"}, {"firstname": "Bea", "zip9": "1"}]
    sent = [{**one, "properties": p} for one, p in zip(inputs[action], wishes, strict=True)]
    answer = web.batch("contacts", action, traced(sent))
    body = answer.json()
    assert (answer.status_code, body["status"], body["numErrors"]) == (207, "COMPLETE", 1)
    (error,) = body["errors"]
    assert (error["status"], error["category"]) == ("error", "VALIDATION_ERROR")
    assert error["context"] == {"objectWriteTraceId": ["t1"]}
    assert "PROPERTY_DOESNT_EXIST" in error["message"]
    assert [one["properties"]["firstname"] for one in body["results"]] == ["Ana"]
    assert "Bea" not in {one["firstname"] for one in hubspot.records("contacts")}


def test_a_conflict_in_a_batch_says_which_contact_is_there(
    web: Web, hubspot: HubSpotSimulator
) -> None:
    """B4."""
    ana = hubspot.seed("contacts", {"email": "p1@example.com"})
    answer = web.batch("contacts", "create", traced(PEOPLE[:2]))
    assert answer.status_code == 207
    (error,) = answer.json()["errors"]
    assert error["category"] == "CONFLICT"
    assert error["message"] == f"Contact already exists. Existing ID: {ana}"
    assert error["context"] == {"objectWriteTraceId": ["t1"], "existingId": [ana]}


def test_two_inputs_of_one_batch_may_be_in_conflict(web: Web, hubspot: HubSpotSimulator) -> None:
    """B4: a family's shared address."""
    answer = web.batch("contacts", "upsert", upserts("a", "b", email="family@example.com"))
    (error,) = answer.json()["errors"]
    assert error["context"]["existingId"] == ids(answer)
    assert refusal(
        web.batch("contacts", "upsert", upserts("c", "d", traced=False, email="x@example.com"))
    ) == (409, "CONFLICT")
    assert len(list(hubspot.records("contacts"))) == 1


def test_without_trace_ids_a_conflict_names_nobody(web: Web, hubspot: HubSpotSimulator) -> None:
    """B5."""
    hubspot.seed("contacts", {"email": "p1@example.com"})
    answer = web.batch("contacts", "create", PEOPLE[:2])
    assert refusal(answer) == (409, "CONFLICT")
    assert answer.json()["message"] == "Contact already exists"
    assert "context" not in answer.json()
    assert len(list(hubspot.records("contacts"))) == 1


@pytest.mark.parametrize("action", ["read", "update"])
@pytest.mark.parametrize("trace", [True, False])
def test_what_is_missing_is_told_in_one_error(
    web: Web, hubspot: HubSpotSimulator, action: str, trace: bool
) -> None:
    """B6: whatever the trace ids."""
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    gone = hubspot.seed("contacts", {"firstname": "Bea"})
    hubspot.archive("contacts", gone)
    inputs: list[Values] = [{"id": one, "properties": {}} for one in (gone, ana, "unknown")]
    answer = web.batch("contacts", action, traced(inputs) if trace else inputs)
    assert answer.status_code == 207
    (error,) = answer.json()["errors"]
    assert (error["category"], error["context"]) == ("OBJECT_NOT_FOUND", {"ids": [gone, "unknown"]})
    assert error["message"].startswith("Could not get some CONTACT objects")
    assert ids(answer) == [ana]


def test_results_come_shuffled_and_say_what_is_new(web: Web, hubspot: HubSpotSimulator) -> None:
    """B7: with addresses in lower case."""
    hubspot.seed("contacts", {KEY: "k7", "firstname": "Old"})
    inputs = [
        {
            "id": f"K{number}",
            "idProperty": KEY,
            "objectWriteTraceId": str(number),
            "properties": {"email": f"P{number}@Example.com"},
        }
        for number in range(40)
    ]
    answer = web.batch("contacts", "upsert", inputs)
    results = answer.json()["results"]
    emails = [one["properties"]["email"] for one in results]
    assert answer.status_code == 200
    assert "errors" not in answer.json()
    assert emails != sorted(emails, key=lambda text: int(text[1:].partition("@")[0]))
    assert sorted(emails) == sorted(f"p{number}@example.com" for number in range(40))
    assert [one["properties"]["email"] for one in results if not one["new"]] == ["p7@example.com"]
    keys = {one[KEY] for one in hubspot.records("contacts")}
    assert keys == {"k7"} | {f"K{number}" for number in range(40) if number != 7}


def test_an_upsert_may_be_repeated(web: Web, hubspot: HubSpotSimulator) -> None:
    """P2: the same keys, in any case, are the same records."""
    first = web.batch("contacts", "upsert", upserts("a", "b", firstname="Ana"))
    again = web.batch("contacts", "upsert", upserts("A", "B", firstname="Ana"))
    assert sorted(ids(first)) == sorted(ids(again))
    assert not any(one["new"] for one in again.json()["results"])
    assert hubspot.duplicates("contacts", KEY) == {}


@pytest.mark.parametrize("name", ["firstname", "hs_object_id", "zip9", None])
@pytest.mark.parametrize("action", ["update", "upsert", "read"])
def test_records_go_by_unique_properties_only(web: Web, action: str, name: str | None) -> None:
    """B8: by id is the way without the property, except in an upsert."""
    sent: list[Values] = [{"id": "7", "idProperty": name, "properties": {"firstname": "Ana"}}]
    if action == "read":
        answer = web.batch("contacts", "read", [{"id": "7"}], idProperty=name)
    else:
        answer = web.batch("contacts", action, sent)
    if name is None and action != "upsert":
        assert answer.status_code == 207
        return
    if action == "read" and name == "hs_object_id":
        assert answer.status_code == 207
        return
    assert refusal(answer) == INVALID
    assert "by non-unique 0-1 property" in answer.json()["message"]


def test_an_upsert_by_email_needs_all_that_is_unique(web: Web, hubspot: HubSpotSimulator) -> None:
    """B9."""
    one = {"id": "ana@example.com", "idProperty": "email"}
    for properties in ({"firstname": "Ana"}, {"email": "ana@example.com"}):
        answer = web.batch("contacts", "upsert", [{**one, "properties": properties}])
        assert refusal(answer) == INVALID
    whole = {"email": "ana@example.com", KEY: "a"}
    assert web.batch("contacts", "upsert", [{**one, "properties": whole}]).status_code == 200


def test_a_unique_value_is_one_records_only(web: Web, hubspot: HubSpotSimulator) -> None:
    """B10: without regard to case and outer spaces."""
    hubspot.seed("contacts", {KEY: "a", "firstname": "Ana"})
    bea = hubspot.seed("contacts", {"firstname": "Bea"})
    refused = web.change("contacts", bea, **{KEY: " A "})
    assert refusal(refused) == INVALID
    assert "already has that value" in refused.json()["message"]
    inputs: list[Values] = [{"id": bea, "properties": {KEY: "A"}}]
    answer = web.batch("contacts", "update", traced(inputs))
    assert answer.json()["errors"][0]["context"] == {"objectWriteTraceId": ["t0"]}


def test_a_unique_value_is_free_again_when_its_record_is_archived(
    web: Web, hubspot: HubSpotSimulator
) -> None:
    hubspot.archive("contacts", hubspot.seed("contacts", {KEY: "a", "firstname": "Ana"}))
    answer = web.batch("contacts", "upsert", upserts("a", firstname="Ana"))
    assert answer.json()["results"][0]["new"] is True


def test_histories_are_read_by_fifty(web: Web, hubspot: HubSpotSimulator) -> None:
    """B11."""
    made = [hubspot.seed("contacts", {"firstname": str(number)}) for number in range(51)]
    inputs: list[Values] = [{"id": one} for one in made]
    history = {"propertiesWithHistory": ["firstname"]}
    answer = web.batch("contacts", "read", inputs, **history)
    assert refusal(answer) == INVALID
    assert "property histories is 50" in answer.json()["message"]
    read = web.batch("contacts", "read", inputs[:50], **history).json()["results"]
    assert len(read) == 50
    assert all(one["propertiesWithHistory"]["firstname"] for one in read)


def test_archiving_is_harmless_to_repeat(web: Web, hubspot: HubSpotSimulator) -> None:
    """B12."""
    ana, bea = (hubspot.seed("contacts", {"firstname": name}) for name in ("Ana", "Bea"))
    for _ in range(2):
        answer = web.batch("contacts", "archive", [{"id": ana}, {"id": "unknown"}])
        assert (answer.status_code, answer.content) == (204, b"")
    assert [one["hs_object_id"] for one in hubspot.records("contacts")] == [bea]
    assert ids(web.batch("contacts", "read", [{"id": bea}])) == [bea]


@pytest.mark.parametrize("action", ["read", "create", "update", "upsert", "archive"])
@pytest.mark.parametrize("count", [0, 101])
def test_a_batch_has_up_to_a_hundred_inputs(web: Web, action: str, count: int) -> None:
    """O18."""
    inputs = [{"id": str(number), "idProperty": KEY} for number in range(count)]
    answer = web.batch("contacts", action, inputs)
    assert refusal(answer) == INVALID
    if count:
        assert answer.json()["message"].startswith("The maximum number of inputs supported in")


def test_records_are_read_by_a_unique_property(web: Web, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {"email": "ana@example.com", KEY: "a.b"})
    hubspot.add_email(ana, "old@example.com")
    for by, value in ((KEY, "A.B"), ("email", "ANA@example.com"), ("email", "old@example.com")):
        answer = web.batch(
            "contacts", "read", [{"id": value}], idProperty=by, properties=[KEY, "zip9"]
        )
        (result,) = answer.json()["results"]
        assert (result["id"], result["properties"][KEY]) == (ana, "a.b")


def test_records_are_updated_by_a_unique_property(web: Web, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {KEY: "a", "firstname": "Ana"})
    inputs = [
        {"id": key, "idProperty": KEY, "properties": {"firstname": "Anna"}} for key in ("A", "b")
    ]
    answer = web.batch("contacts", "update", inputs)
    assert ids(answer) == [ana]
    assert answer.json()["errors"][0]["context"] == {"ids": ["b"]}
    assert values(web.read("contacts", ana))["firstname"] == "Anna"


def test_archived_records_are_read_in_batches_too(web: Web, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    hubspot.archive("contacts", ana)
    body = {"inputs": [{"id": ana}], "properties": ["firstname"]}
    answer = web.post("/crm/objects/2026-09/contacts/batch/read?archived=true", json=body)
    assert answer.json()["results"][0]["archived"] is True


def test_a_batch_of_new_records_may_come_with_its_ties(web: Web, hubspot: HubSpotSimulator) -> None:
    company = hubspot.seed("companies", {"name": "Rook"})

    def tied(to: str, type_id: int) -> Values:
        types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]
        return {
            "properties": {"firstname": "Ana"},
            "associations": [{"to": {"id": to}, "types": types}],
        }

    answer = web.batch("contacts", "create", traced([tied(company, 279), tied("1", 279)]))
    assert [error["context"] for error in answer.json()["errors"]] == [
        {"objectWriteTraceId": ["t1"]}
    ]
    assert hubspot.associations("contacts", "companies") == {(ids(answer)[0], company, "")}
    assert web.batch("contacts", "create", [tied(company, 4)]).status_code == 400
    assert len(list(hubspot.records("contacts"))) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.update(inputs={}),
        lambda body: body.update(inputs=["7"]),
        lambda body: body["inputs"][0].update(id=7),
        lambda body: body["inputs"][0].pop("id"),
        lambda body: body["inputs"][0].update(properties=None),
    ],
)
def test_a_body_of_another_form_is_refused(
    web: Web, hubspot: HubSpotSimulator, spoil: Callable[[dict[str, object]], object]
) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    body: dict[str, object] = {"inputs": [{"id": ana, "properties": {"firstname": "Bea"}}]}
    spoil(body)
    answer = web.post("/crm/objects/2026-09/contacts/batch/update", json=body)
    assert refusal(answer) == INVALID
