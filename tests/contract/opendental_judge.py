"""Holds a conversation with Open Dental against its database documentation, and requests against
what the vendor's pages say of headers, addresses and parameters.

The documentation is read where the workshop keeps it; nothing of it is part of this project. The
API answers columns of the database, and look-ups of its own in lower case: enumerations as text,
booleans as "true" and "false", no object inside another.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import httpx
import msgspec

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "opendental-db-schema-25.4.xml"
ROOT = "/api/v1/"

TABLES = {  # resource -> database table
    "patients": "patient",
    "appointments": "appointment",
    "providers": "provider",
    "clinics": "clinic",
    "referrals": "referral",
    "recalls": "recall",
    "refattaches": "refattach",
    "patfields": "patfield",
    "patfielddefs": "patfielddef",
    "definitions": "definition",
    "preferences": "preference",
}
LOOK_UPS = {  # what only the API has
    "patients": {"priProvAbbr", "secProvAbbr", "clinicAbbr", "siteDesc", "serverDateTime"},
    "appointments": {"provAbbr", "confirmed", "unschedStatus", "colorOverride", "eServiceLogType"}
    | {"serverDateTime"},
    "recalls": {"recallStatus"},
    "refattaches": {"ReferralType"},
    "definitions": {"category", "isHidden"},
}
AS_TEXT = {"BillingType", "RecallInterval"}  # numbers that are answered as what they stand for
AS_NUMBER = {"Category"}  # words that are answered by number, beside a look-up in words
PARAMETERS = {
    "patients/Simple": {"LName", "FName", "Birthdate", "ClinicNum", "PatStatus", "DateTStamp"}
    | {"PriProv", "Gender", "Position", "Guarantor", "SuperFamily", "EmployerNum", "FeeSched"},
    "appointments": {"PatNum", "AptStatus", "Op", "date", "dateStart", "dateEnd", "ClinicNum"}
    | {"DateTStamp", "AppointmentTypeNum"},
    "providers": {"DateTStamp"},
    "recalls": {"PatNum"},
    "refattaches": {"DateTStamp"},
    "patfields": {"PatNum", "FieldName", "SecDateTEdit"},
    "preferences": {"PrefName"},
    "definitions": {"Category", "includeHidden"},
}
FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
    "timestamp": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
}


class BreachError(AssertionError):
    """What was said is not what the documentation says."""


class OpenDentalJudge:
    """Stands before a handler; raises BreachError where a request or an answer breaks the rules.

    Answers that are no Open Dental's, 5xx, pass unjudged. `judged` counts conversations, and
    `operations` which were judged.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        self._handle = handle
        self.judged = 0
        self.operations: Counter[str] = Counter()

    def handle(self, request: httpx.Request) -> httpx.Response:
        response = self._handle(request)
        if response.status_code < 500:
            self._judge(request, response)
            self.judged += 1
        return response

    def _judge(self, request: httpx.Request, response: httpx.Response) -> None:
        path = request.url.path
        need(path.startswith(ROOT), "the address is not below /api/v1")
        resource, *rest = path.removeprefix(ROOT).split("/")
        self.operations[resource] += 1
        scheme, _, keys = request.headers.get("authorization", "").partition(" ")
        need(scheme == "ODFHIR" and keys.count("/") == 1, "the two keys are not in the header")
        need(request.headers.get("content-type") == "application/json", "no content type")
        if response.status_code >= 400:  # what was refused may well have been asked wrongly
            need(_is_sentence(response), "a refusal is no sentence")
            return
        need(resource in TABLES, f"{resource} is not known")
        if request.method == "GET":
            place = "/".join((resource, *(piece for piece in rest if not piece.isdecimal())))
            for name in request.url.params:
                known = PARAMETERS.get(place, set()) | {"Limit", "Offset"}
                need(name in known, f"{name} is no parameter of {place}")
        else:
            self._judge_body(request, resource, rest)
        self._judge_answer(request, response, resource)

    def _judge_body(self, request: httpx.Request, resource: str, rest: list[str]) -> None:
        body = msgspec.json.decode(request.content)
        if rest[-1:] == ["Confirm"]:
            need(len(body.keys() & {"confirmVal", "defNum"}) == 1, "not exactly one confirmation")
            return
        need(resource == "patients", f"{resource} is not written")
        for name, value in body.items():
            if value != "":  # which clears
                check(resource, name, value)

    def _judge_answer(
        self, request: httpx.Request, response: httpx.Response, resource: str
    ) -> None:
        if not response.content:
            need(request.method == "PUT", "an empty answer")
            return
        body = msgspec.json.decode(response.content)
        is_list = request.method == "GET" and not request.url.path.split("/")[-1].isdecimal()
        need(isinstance(body, list) is is_list, "a list where one is asked for, or the other way")
        for row in body if is_list else [body]:
            for name, value in row.items():
                check(resource, name, value)


@dataclass(frozen=True, slots=True)
class Column:
    """What the documentation says of a column."""

    type: str  # without its length
    length: int | None
    words: frozenset[str]  # of an enumeration; else none


@cache
def columns(table: str) -> Mapping[str, Column]:
    """Return the columns of a table."""
    found = {}
    for each in ElementTree.parse(SPEC).getroot().iter("table"):
        if each.get("name") == table:
            for column in each.iter("column"):
                words = frozenset(str(value.get("name")) for value in column.iter("EnumValue"))
                kind, _, length = str(column.get("type")).partition("(")
                size = length.rstrip(")")
                found[str(column.get("name"))] = Column(
                    kind, int(size) if size.isdecimal() else None, words
                )
    return found


def check(resource: str, name: str, value: object) -> None:
    """Raise BreachError if a value is not of its column."""
    if name in LOOK_UPS.get(resource, set()):
        need(isinstance(value, str), f"{name} is no text")
        return
    column = columns(TABLES[resource]).get(name)
    if column is None:
        raise BreachError(f"{name} is no column of {TABLES[resource]}")
    need(_is_of(column, name, value), f"{name} is no {column.type}")


def _is_of(column: Column, name: str, value: object) -> bool:
    if name in AS_NUMBER:
        return _is_whole(value)
    if column.words:
        return value in column.words
    if name in AS_TEXT:
        return isinstance(value, str)
    match column.type:
        case "varchar" | "char" | "text" | "mediumtext":
            fits = column.length is None or len(str(value)) <= column.length
            return isinstance(value, str) and fits
        case "date" | "datetime" | "timestamp":
            return isinstance(value, str) and bool(FORMATS[column.type].fullmatch(value))
        case "double":
            return isinstance(value, int | float)
        case "tinyint":
            return value in ("true", "false") or _is_whole(value)
        case _:
            return _is_whole(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_sentence(response: httpx.Response) -> bool:
    if response.headers.get("content-type", "").startswith("application/json"):
        return isinstance(msgspec.json.decode(response.content), str)
    return bool(response.text) and not response.text.startswith(("{", "["))


def need(holds: bool, message: str) -> None:
    """Raise BreachError unless so. Names and rules only: a record has no place in a message."""
    if not holds:
        raise BreachError(message)
