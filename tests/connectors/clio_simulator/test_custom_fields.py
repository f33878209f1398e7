"""Behaviors 19 and 20: custom fields and their values."""

from typing import Any

import httpx
import pytest

from connectors.clio.simulator import ClioSimulator

VALUES = "custom_field_values{id,field_name,field_type,value,custom_field,picklist_option}"


def values(web: httpx.Client, person: int, fields: str = VALUES) -> list[dict[str, Any]]:
    answer = web.get(f"/contacts/{person}.json", params={"fields": fields})
    found: list[dict[str, Any]] = answer.json()["data"]["custom_field_values"]
    return found


def write(web: httpx.Client, person: int, *items: dict[str, Any]) -> httpx.Response:
    body = {"data": {"custom_field_values": list(items)}}
    return web.patch(f"/contacts/{person}.json", json=body)


@pytest.fixture
def source(clio: ClioSimulator) -> int:
    return clio.seed_custom_field("Contact", "Source", "picklist", options=["Web", "Walk-in"])


@pytest.fixture
def motto(clio: ClioSimulator) -> int:
    return clio.seed_custom_field("Contact", "Motto", "text_line")


def test_definitions_tell_type_and_options(
    web: httpx.Client, clio: ClioSimulator, source: int
) -> None:
    clio.seed_custom_field("Matter", "Court", "text_line")
    fields = "id,name,parent_type,field_type,deleted,picklist_options{id,option,deleted_at}"
    for parent in ("Contact", "contact"):
        params = {"parent_type": parent, "fields": fields}
        (item,) = web.get("/custom_fields.json", params=params).json()["data"]
        assert (item["id"], item["field_type"]) == (source, "picklist")
        assert [option["option"] for option in item["picklist_options"]] == ["Web", "Walk-in"]


def test_a_choice_is_the_options_id_and_never_its_label(
    web: httpx.Client, clio: ClioSimulator, source: int
) -> None:
    option = clio.option_ids(source)["Walk-in"]
    person = clio.seed_person("Ana", "Ruiz", custom={source: option})
    (value,) = values(web, person, "custom_field_values{value,picklist_option,field_name}")
    assert value["value"] == str(option)
    assert value["picklist_option"]["id"] == option
    assert value["field_name"] == "Source"


def test_ids_of_values_are_texts_with_their_type(
    web: httpx.Client, clio: ClioSimulator, source: int, motto: int
) -> None:
    person = clio.seed_person(
        "Ana", "Ruiz", custom={source: clio.option_ids(source)["Web"], motto: "Onward"}
    )
    first, second = values(web, person)
    assert first["id"].startswith("picklist-")
    assert second["id"].startswith("text_line-")
    assert second["custom_field"]["id"] == motto


def test_a_value_is_added_edited_and_destroyed(
    web: httpx.Client, clio: ClioSimulator, motto: int
) -> None:
    person = clio.seed_person("Ana", "Ruiz")
    assert write(web, person, {"custom_field": {"id": motto}, "value": "Onward"}).is_success
    (value,) = values(web, person)
    assert write(web, person, {"id": value["id"], "value": "Upward"}).is_success
    assert values(web, person) == [{**value, "value": "Upward"}]
    assert write(web, person, {"id": value["id"], "_destroy": True}).is_success
    assert values(web, person) == []


def test_a_second_value_of_one_field_is_refused(
    web: httpx.Client, clio: ClioSimulator, motto: int
) -> None:
    person = clio.seed_person("Ana", "Ruiz", custom={motto: "Onward"})
    assert write(web, person, {"custom_field": {"id": motto}, "value": "x"}).status_code == 422
    assert write(web, person, {"id": "text_line-1", "value": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("field_type", "good", "bad"),
    [
        ("checkbox", True, "perhaps"),
        ("date", "2026-02-28", "2026-02-30"),
        ("numeric", "12.5", "twelve"),
        ("currency", 12, "Infinity"),
        ("text_area", "two\nlines", None),
    ],
)
def test_values_have_to_fit_their_field(
    web: httpx.Client, clio: ClioSimulator, field_type: str, good: object, bad: object
) -> None:
    field = clio.seed_custom_field("Contact", "F", field_type)
    person = clio.seed_person("Ana", "Ruiz")
    if bad is not None:
        refused = write(web, person, {"custom_field": {"id": field}, "value": bad})
        assert refused.status_code == 422
    assert write(web, person, {"custom_field": {"id": field}, "value": good}).is_success
    (value,) = values(web, person)
    assert isinstance(value["value"], str)


def test_a_label_is_no_choice(web: httpx.Client, clio: ClioSimulator, source: int) -> None:
    person = clio.seed_person("Ana", "Ruiz")
    assert write(web, person, {"custom_field": {"id": source}, "value": "Web"}).status_code == 422


def test_a_field_of_matters_is_not_one_of_contacts(web: httpx.Client, clio: ClioSimulator) -> None:
    court = clio.seed_custom_field("Matter", "Court", "text_line")
    person = clio.seed_person("Ana", "Ruiz")
    assert write(web, person, {"custom_field": {"id": court}, "value": "x"}).status_code == 422


def test_a_list_can_be_narrowed_to_some_fields(
    web: httpx.Client, clio: ClioSimulator, source: int, motto: int
) -> None:
    clio.seed_person("Ana", "Ruiz", custom={source: clio.option_ids(source)["Web"], motto: "On"})
    params = {"fields": "custom_field_values{value}", "custom_field_ids[]": str(motto)}
    (item,) = web.get("/contacts.json", params=params).json()["data"]
    assert item == {"custom_field_values": [{"value": "On"}]}
    by_value = {"fields": "id", f"custom_field_values[{motto}]": "=On"}
    assert len(web.get("/contacts.json", params=by_value).json()["data"]) == 1
    by_value[f"custom_field_values[{motto}]"] = "=Off"
    assert web.get("/contacts.json", params=by_value).json()["data"] == []


def test_without_leave_values_have_no_names(
    web: httpx.Client, clio: ClioSimulator, motto: int
) -> None:
    person = clio.seed_person("Ana", "Ruiz", custom={motto: "Onward"})
    clio.account.forbidden.add("custom_fields")
    refused = web.get("/custom_fields.json")
    assert refused.status_code == 403
    assert refused.json()["error"]["type"] == "ForbiddenError"
    (value,) = values(web, person)
    assert (value["field_name"], value["value"]) == (None, "Onward")
    assert web.get("/contacts.json", params={"fields": "id"}).status_code == 200


def test_values_of_a_deleted_field_say_so(
    web: httpx.Client, clio: ClioSimulator, motto: int
) -> None:
    person = clio.seed_person("Ana", "Ruiz", custom={motto: "Onward"})
    clio.account.custom_fields.rows[motto].deleted = True
    (value,) = values(web, person, "custom_field_values{soft_deleted}")
    assert value == {"soft_deleted": True}
    params = {"deleted": "false"}
    assert web.get("/custom_fields.json", params=params).json()["data"] == []
