"""What a POST or a PUT does to a row. A PUT replaces it: what it leaves out is gone."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from connectors.buildium.simulator.account import Account, Body
from connectors.buildium.simulator.errors import RefusalError
from connectors.buildium.simulator.shapes import ADDRESS, BLANK

LONGEST_NAME = 127
LONGEST_LINE = 100
PHONE_LENGTH = range(10, 21)
TAX_ID = re.compile(r"\d{2}-\d{7}|\d{3}-\d{2}-\d{4}|\d{9}")
PHONES = (("Home", "Home"), ("Work", "Office"), ("Mobile", "Cell"), ("Fax", "Fax"))
PERSON = ("FirstName", "LastName", "Email", "AlternateEmail")
STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR"
)
Errors = list[tuple[str, str]]


class Writes:
    """The writes that the simulator knows, by kind."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.creates: Mapping[str, Callable[[Body], int]] = {
            "tenants": self._new_tenant,
            "owners": self._new_owner,
            "applicants": self._new_applicant,
        }
        self.replaces: Mapping[str, Callable[[int, Body], None]] = {
            "tenants": self._replace_tenant,
            "owners": self._replace_owner,
            "applicants": self._replace_applicant,
        }

    def _new_tenant(self, data: Body) -> int:
        body = self._tenant(data, needed=("LeaseId", "FirstName", "LastName", "Address"))
        lease = self._account.tables["leases"].get(data["LeaseId"])
        if lease is None:
            raise self._invalid([("LeaseId", "is not known")])
        if lease.body["LeaseStatus"] == "Past":
            raise RefusalError(409)
        made = self._account.add("tenants", {**BLANK["tenants"], **body})
        one = {"Id": made, "Status": "Current", "MoveInDate": None}
        tenants = [*lease.body["Tenants"], one]
        self._account.change("leases", data["LeaseId"], {"Tenants": tenants})
        return made

    def _replace_tenant(self, number: int, data: Body) -> None:
        body = self._tenant(data, needed=("FirstName", "LastName", "Address"))
        self._account.change("tenants", number, body)

    def _tenant(self, data: Body, needed: tuple[str, ...]) -> Body:
        errors = [*_missing(data, needed), *_bad_person(data), *_bad_address(data, "Address")]
        errors += _bad_address(data, "AlternateAddress")
        tax_id = data.get("TaxId")
        if tax_id and not TAX_ID.fullmatch(tax_id):
            errors.append(("TaxId", "has no valid form"))
        if errors:
            raise self._invalid(errors)
        return {
            **{key: data.get(key) for key in (*PERSON, "DateOfBirth", "Comment", "TaxId")},
            "PhoneNumbers": _phones(data),
            "EmergencyContact": data.get("EmergencyContact"),
            "Address": _address(data["Address"]),
            "AlternateAddress": _address(data.get("AlternateAddress")),
            "MailingPreference": data.get("MailingPreference") or "PrimaryAddress",
        }

    def _new_owner(self, data: Body) -> int:
        body = {**BLANK["owners"], **self._owner(data)}
        hidden = {"DateOfBirth": data.get("DateOfBirth")}
        return self._account.add("owners", body, hidden=hidden)

    def _replace_owner(self, number: int, data: Body) -> None:
        body = self._owner(data)
        kept = self._account.tables["owners"][number]
        kept.hidden = {"DateOfBirth": data.get("DateOfBirth")}  # which no GET ever told
        self._account.change("owners", number, body)

    def _owner(self, data: Body) -> Body:
        names = ("CompanyName",) if data.get("IsCompany") else ("FirstName", "LastName")
        errors = _missing(data, ("IsCompany", "Address", "PropertyIds", *names))
        errors += [*_bad_person(data), *_bad_address(data, "Address")]
        if errors:
            raise self._invalid(errors)
        plain = ("IsCompany", "CompanyName", "Comment", "PropertyIds")
        days = ("ManagementAgreementStartDate", "ManagementAgreementEndDate")
        return {
            **{key: data.get(key) for key in (*PERSON, *plain, *days)},
            "PhoneNumbers": _phones(data),
            "Address": _address(data["Address"]),
        }

    def _new_applicant(self, data: Body) -> int:
        body = self._applicant(data, ("FirstName", "LastName", "SendRentalApplicationEmail"))
        made = self._account.add("applicants", {**BLANK["applicants"], **body})
        if data["SendRentalApplicationEmail"]:
            sent = {"to": data.get("Email"), "about": "rental application"}
            self._account.emails_sent.append(sent)
        return made

    def _replace_applicant(self, number: int, data: Body) -> None:
        body = self._applicant(data, ("FirstName", "LastName"))
        self._account.change("applicants", number, body)

    def _applicant(self, data: Body, needed: tuple[str, ...]) -> Body:
        errors = [*_missing(data, needed), *_bad_person(data)]
        if errors:
            raise self._invalid(errors)
        unit = self._account.tables["units"].get(data.get("UnitId") or 0)
        return {
            **{key: data.get(key) for key in ("FirstName", "LastName", "Email", "UnitId")},
            "PropertyId": unit.body["PropertyId"] if unit else None,
            "PhoneNumbers": _phones(data),
        }

    def set_active(self, number: int, *, active: bool) -> None:
        """Switch a property on or off; owners without any other active one go with it."""
        account = self._account
        account.change("rentals", number, {"IsActive": active})
        rentals = account.tables["rentals"]
        for owner, kept in account.tables["owners"].items():
            own = kept.body["PropertyIds"]
            if number in own:
                on = any(rentals[one].body["IsActive"] for one in own if one in rentals)
                if on is not kept.body["IsActive"]:
                    account.change("owners", owner, {"IsActive": on})

    def _invalid(self, errors: Errors) -> RefusalError:
        return RefusalError(self._account.profile.invalid_status, errors)


def _missing(data: Body, needed: tuple[str, ...]) -> Errors:
    return [(key, "is required") for key in needed if data.get(key) in (None, "", [])]


def _bad_person(data: Body) -> Errors:
    errors: Errors = []
    for key in ("FirstName", "LastName"):
        if len(data.get(key) or "") > LONGEST_NAME:
            errors.append((key, "is too long"))
    for key in ("Email", "AlternateEmail"):
        value = data.get(key)
        if value and ("@" not in value or " " in value):
            errors.append((key, "is no e-mail address"))
    for key, _ in PHONES:
        value = (data.get("PhoneNumbers") or {}).get(key)
        if value and len(value) not in PHONE_LENGTH:
            errors.append((f"PhoneNumbers.{key}", "has not 10 to 20 characters"))
    return errors


def _bad_address(data: Body, key: str) -> Errors:
    address = data.get(key)
    if address is None:
        return []
    needed = ("AddressLine1", "PostalCode", "Country")
    errors = [(f"{key}.{name}", what) for name, what in _missing(address, needed)]
    for number in (1, 2, 3):
        if len(address.get(f"AddressLine{number}") or "") > LONGEST_LINE:
            errors.append((f"{key}.AddressLine{number}", "is too long"))
    state = address.get("State")
    is_short = isinstance(state, str) and len(state) < 4
    if (
        address.get("Country") == "UnitedStates"
        and is_short
        and state.upper() not in STATES.split()
    ):
        errors.append((f"{key}.State", "is no state"))
    return errors


def _phones(data: Body) -> list[Body]:
    told = data.get("PhoneNumbers") or {}
    return [{"Number": told[key], "Type": kind} for key, kind in PHONES if told.get(key)]


def _address(address: Any) -> Body | None:
    return {key: address.get(key) for key in ADDRESS} if address else None
