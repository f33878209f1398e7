"""What the API's writes do. Answers are 200; what a body has that is not known is passed over."""

from collections.abc import Mapping
from typing import Any

from connectors.servicetitan.simulator import rows
from connectors.servicetitan.simulator.account import Account, Row
from connectors.servicetitan.simulator.errors import RefusalError, invalid, not_found
from connectors.servicetitan.simulator.listing import listed

KINDS = ("Phone", "Email", "Fax", "MobilePhone")
ADDRESS = ("street", "city", "state", "zip", "country")
WHOLE_ADDRESS = (*ADDRESS, "unit", "latitude", "longitude")
PLAIN = ("name", "type", "active", "doNotMail", "doNotService")


def create_customer(account: Account, body: Row) -> Row:
    if not str(body.get("name") or "").strip():
        raise invalid("Name", "The Name field is required.")
    if not body.get("locations"):
        raise invalid("Locations", "At least one location is required.")
    for place, address in (
        ("Address", body.get("address")),
        *(("Locations[].Address", each.get("address")) for each in body["locations"]),
    ):
        _check_address(place, address)
    contacts = body.get("contacts") or []
    for each in contacts:
        _check_contact(account, each)
    row = account.add(
        "customers",
        {
            **rows.customer_row(body["name"], body.get("type") or "Residential", body["address"]),
            "doNotMail": body.get("doNotMail") is True,
            "doNotService": body.get("doNotService") is True,
            "tagTypeIds": list(body.get("tagTypeIds") or []),
            "customFields": _custom(account, "customer_fields", body.get("customFields") or []),
            "externalData": _external(body.get("externalData")),
        },
    )
    locations = [_add_location(account, row["id"], each) for each in body["locations"]]
    made = [new_contact(account, row["id"], each) for each in contacts]
    short = [_short(each) for each in made]
    return {**row, "locations": [{**each, "contacts": []} for each in locations], "contacts": short}


def change_customer(account: Account, body: Row, id: int) -> Row:
    row = account.tables["customers"].get(id)
    if row is None:
        raise not_found()
    changes: Row = {key: body[key] for key in PLAIN if key in body and key not in account.frozen}
    if "name" in changes and not str(changes["name"] or "").strip():
        raise invalid("Name", "The Name field is required.")
    if "address" in body:
        _check_address("Address", body["address"])
        if not all(key in body["address"] for key in WHOLE_ADDRESS):
            raise invalid("Address", "Every part of the address is required.")
        if "address" not in account.frozen:
            changes["address"] = rows.address_of(body["address"])
    if "tagTypeIds" in body:
        changes["tagTypeIds"] = list(body["tagTypeIds"])
    if "customFields" in body:
        changes["customFields"] = _custom(account, "customer_fields", body["customFields"])
    if "externalData" in body:
        changes["externalData"] = _external(body["externalData"], row["externalData"])
    account.touch("customers", row, **changes)
    return row


def contacts_of_customer(account: Account, _body: Row, id: int) -> Row:
    _customer(account, id)
    told = [_told(each) for each in account.contacts_of(id)]
    return {"page": 1, "pageSize": 50, "hasMore": False, "totalCount": None, "data": told}


def add_contact(account: Account, body: Row, id: int) -> Row:
    _customer(account, id)
    _check_contact(account, body)
    _check_new(account, id, body["type"], body["value"])
    return _told(new_contact(account, id, body))


def change_contact(account: Account, body: Row, id: int, contact: int) -> Row:
    row = _contact(account, id, contact)
    said: Row = {key: body[key] for key in ("type", "value", "memo") if key in body}
    whole = {**row, **said}
    _check_contact(account, whole)
    _check_new(account, id, whole["type"], whole["value"], contact)
    set_contact(account, row, **said)
    return _told(row)


def remove_contact(account: Account, _body: Row, id: int, contact: int) -> Row:
    set_contact(account, _contact(account, id, contact), active=False)
    return {}


def create_location(account: Account, body: Row) -> Row:
    _customer(account, int(body.get("customerId") or 0))
    _check_address("Address", body.get("address"))
    row = _add_location(account, body["customerId"], body)
    return {**row, "contacts": []}


def create_lead(account: Account, body: Row) -> Row:
    if not body.get("campaignId"):
        raise invalid("CampaignId", "The CampaignId field is required.")
    if not body.get("summary"):
        raise invalid("Summary", "The Summary field is required.")
    if not body.get("callReasonId") and not body.get("followUpDate"):
        raise invalid("FollowUpDate", "A call reason or a follow-up date is required.")
    empty = rows.lead_row("", 0)
    known = {key: body[key] for key in empty if body.get(key) is not None}
    return listed("leads", account.add("leads", {**empty, **known}))


def new_contact(account: Account, customer_id: int, body: Mapping[str, Any], **times: Any) -> Row:
    value = str(body["value"]).strip()
    row: Row = {
        "customerId": customer_id,
        "active": True,
        "type": body["type"],
        "value": value,
        "memo": body.get("memo"),
        "phoneSettings": {"phoneNumber": "", "doNotText": body.get("doNotText") is True},
    }
    if body["type"] != "Email":
        row["phoneSettings"]["phoneNumber"] = value
    made = account.add("contacts", row, **times)
    _bump(account, customer_id, times)
    return made


def set_contact(account: Account, row: Row, **changes: Any) -> None:
    """Change a contact, now; whether that changes its customer nobody has verified."""
    account.touch("contacts", row, **changes)
    _bump(account, row["customerId"], {})


# -- parts -----------------------------------------------------------------------------------------


def _bump(account: Account, customer_id: int, times: Mapping[str, Any]) -> None:
    if account.profile.contacts_bump and not times:
        account.touch("customers", account.tables["customers"].rows[customer_id])


def _add_location(account: Account, customer_id: int, body: Mapping[str, Any]) -> Row:
    name = str(body.get("name") or "").strip()
    if not name:
        raise invalid("Name", "The Name field is required.")
    return account.add("locations", rows.location_row(customer_id, name, body["address"]))


def _check_address(place: str, body: object) -> None:
    if not isinstance(body, dict):
        raise invalid(place, f"The {place} field is required.")
    for key in ADDRESS:
        if body.get(key) is None:
            raise invalid(f"{place}.{key.title()}", f"The {key.title()} field is required.")


def _check_contact(account: Account, body: Mapping[str, Any]) -> None:
    if body.get("type") not in KINDS:
        raise invalid("Type", "The value is not valid.")
    value = str(body.get("value") or "").strip()
    if not value:
        raise invalid("Value", "The Value field is required.")
    local, at, domain = value.partition("@")
    is_mail = bool(local and at and "." in domain and " " not in value)
    if account.profile.strict_contacts and body["type"] == "Email" and not is_mail:
        raise invalid("Value", "The value is not a valid e-mail address.")


def _check_new(
    account: Account, customer_id: int, type: str, value: str, but: int | None = None
) -> None:
    for each in account.contacts_of(customer_id):
        is_same = (each["type"], each["value"].casefold()) == (type, value.strip().casefold())
        if is_same and each["id"] != but:
            raise RefusalError(409, "The contact exists already.")


def _custom(account: Account, kind: str, body: list[Mapping[str, Any]]) -> list[Row]:
    found = []
    for each in body:
        field = account.tables[kind].get(int(each.get("typeId") or 0))
        if field is None:
            raise invalid("CustomFields", "The type is not known.")
        options = field["dataTypeOptions"]
        if options and each.get("value") and each["value"] not in options:
            raise invalid("CustomFields", "The option is not known.")
        if each.get("value"):
            found.append(
                {"typeId": field["id"], "name": field["name"], "value": str(each["value"])}
            )
    return found


def _external(body: Any, there: list[Row] | None = None) -> list[Row]:
    if not body:
        return there or []
    new = {each["key"]: str(each.get("value") or "") for each in body.get("externalData") or []}
    if body.get("patchMode") == "Merge":
        new = {each["key"]: each["value"] for each in there or []} | new
    return [{"key": key, "value": value} for key, value in new.items()]


def _customer(account: Account, id: int) -> Row:
    row = account.tables["customers"].get(id)
    if row is None:
        raise not_found()
    return row


def _contact(account: Account, customer_id: int, id: int) -> Row:
    row = account.tables["contacts"].get(id)
    if row is None or row["customerId"] != customer_id or not row["active"]:
        raise not_found()
    return row


def _told(row: Row) -> Row:
    """Return a contact as the addresses below its customer tell it."""
    return {key: value for key, value in row.items() if key not in ("customerId", "active")}


def _short(row: Row) -> Row:
    return {key: row[key] for key in ("id", "type", "value", "memo")}
