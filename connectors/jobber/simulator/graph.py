"""What each field of Jobber's graph is: rows, what is computed of them, and the lists."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.jobber.simulator import lists
from connectors.jobber.simulator.account import TYPES, Account, Row
from connectors.jobber.simulator.errors import hidden, not_an_id, unknown_field
from connectors.jobber.simulator.ids import encoded, is_encoded
from connectors.jobber.simulator.limits import CONNECTIONS, FREE
from connectors.jobber.simulator.mutations import MUTATIONS, Mutations
from connectors.jobber.simulator.profile import ACCOUNT_ID, ACCOUNT_NAME, Profile
from connectors.kit.simulator.graphql import Operation, Selected, project

ONE = {  # what answers by id -> its list
    "client": "clients",
    "property": "properties",
    "request": "requests",
    "quote": "quotes",
    "job": "jobs",
    "invoice": "invoices",
}
REFERS = {**ONE, "salesperson": "users"}
PAGES = {"Client": "clients", "Property": "properties", "Request": "requests"}  # of the web site
PAGES |= {"Quote": "quotes", "Job": "jobs", "Invoice": "invoices"}
APPLIES = {  # a type -> which custom fields its rows have
    "Client": "ALL_CLIENTS",
    "Property": "ALL_PROPERTIES",
    "Quote": "ALL_QUOTES",
    "Job": "ALL_JOBS",
    "Invoice": "ALL_INVOICES",
}
WITHOUT_TIMES = ("Property", "User", "CustomFieldConfiguration")
ROOTS = ("Query", "Mutation")


class Graph:
    """Answers one operation at a time. `hidden` has what the app's scopes do not show, as
    "Query.jobs" or "Job.salesperson".
    """

    def __init__(self, account: Account, profile: Profile, mutations: Mutations) -> None:
        self.hidden: set[str] = set()
        self._account = account
        self._profile = profile
        self._mutations = mutations
        self._counted = 0

    def answer(self, operation: Operation) -> tuple[Row, int]:
        """Return the data and what they cost: a point for each field that was answered."""
        self._counted = 0
        root = {"__typename": operation.kind.capitalize()}
        data = project(root, operation.selected, self._resolve, _type_name)
        return data, self._counted

    def _resolve(self, row: Row, field: Selected) -> Any:
        kind, name = row["__typename"], field.name
        if name not in CONNECTIONS and name not in FREE:
            self._counted += 1
        if f"{kind}.{name}" in self.hidden:
            raise hidden(kind, name, [field.alias] if kind in ROOTS else [])
        match kind:
            case "Query":
                return self._query(field)
            case "Mutation":
                if name not in MUTATIONS:
                    raise unknown_field(kind, name)
                return self._mutations.apply(name, field.arguments)
            case _:
                return self._of_row(row, field)

    def _query(self, field: Selected) -> Any:
        name = field.name
        if name == "account":
            return {"__typename": "Account", "id": ACCOUNT_ID, "name": ACCOUNT_NAME}
        if name in ONE:
            wanted = field.arguments.get("id")
            if not is_encoded(wanted):
                raise not_an_id("id", "EncodedId!", wanted)
            return self._account.get(ONE[name], wanted)
        if name in TYPES:
            rows = self._account.tables[name].values()
            return lists.connection(name, rows, field.arguments, self._profile)
        raise unknown_field("Query", name)

    def _of_row(self, row: Row, field: Selected) -> Any:
        kind, name = row["__typename"], field.name
        if name == "customFields" and kind in APPLIES:
            return self._customs(row)
        if name == "jobberWebUri" and kind in PAGES:
            return f"https://secure.getjobber.com/{PAGES[kind]}/{row['number']}"
        if name in ("createdAt", "updatedAt") and kind.startswith(WITHOUT_TIMES):
            raise unknown_field(kind, name)
        if name in REFERS and (row.get(name) is None or isinstance(row.get(name), str)):
            return self._account.get(REFERS[name], row.get(name))
        if kind == "Client":
            return self._of_client(row, field)
        if kind == "Invoice" and name == "jobs":
            jobs = (self._account.get("jobs", one) for one in row["jobs"])
            return self._inner([job for job in jobs if job is not None], field)
        if name not in row or (name == "number" and kind in PAGES):
            raise unknown_field(kind, name)
        return self._by_clock(row, name)

    def _of_client(self, row: Row, field: Selected) -> Any:
        person = f"{row['firstName']} {row['lastName']}".strip()
        match field.name:
            case "name":
                return row["companyName"] if row["isCompany"] else person
            case "tags":
                return self._inner([_tag(label) for label in row["tags"]], field)
            case "clientProperties":
                table = self._account.tables["properties"]
                ids = self._account.properties_of.get(row["id"], ())
                return self._inner([table[one] for one in ids], field)
            case "sourceAttribution":
                said = row["sourceAttribution"]
                return said and {"__typename": "SourceAttribution", "displayLeadSource": said}
            case name if name in row and name != "number":
                return row[name]
            case name:
                raise unknown_field("Client", name)

    def _inner(self, rows: list[Row], field: Selected) -> Row:
        """Return a list inside a record."""
        placed = [((place,), row) for place, row in enumerate(rows)]
        return lists.page(placed, field.arguments, self._profile)

    def _customs(self, row: Row) -> list[Row]:
        """Return a value for each custom field that such a record has; most have none."""
        applies, values = APPLIES[row["__typename"]], row["customFields"]
        found = []
        for configuration in self._account.tables["customFieldConfigurations"].values():
            if configuration["appliesTo"] != applies or configuration["archived"]:
                continue
            word = configuration["__typename"].removeprefix("CustomFieldConfiguration")
            found.append(
                {
                    "__typename": f"CustomField{word}",
                    "id": configuration["id"],
                    "label": configuration["name"],
                    "customFieldConfiguration": configuration,
                    f"value{word}": _typed(word, values.get(configuration["id"])),
                }
            )
        return found

    def _by_clock(self, row: Row, name: str) -> Any:
        """Return a value; some statuses follow the clock, and no time of change moves."""
        value, now = row[name], self._account.clock.now()
        if name == "jobStatus" and value == "upcoming" and row["startAt"]:
            start = datetime.fromisoformat(row["startAt"])
            if start.date() == now.date():
                return "today"
            return "late" if start < now else "upcoming"
        if name == "invoiceStatus" and value == "awaiting_payment" and row["dueDate"]:
            return "past_due" if datetime.fromisoformat(row["dueDate"]) < now else value
        return value


def _type_name(row: Mapping[str, Any]) -> str:
    return str(row["__typename"])


def _tag(label: str) -> Row:
    number = zlib.crc32(label.encode())
    return {"__typename": "Tag", "id": encoded("Tag", number), "label": label}


def _typed(word: str, value: Any) -> Any:
    """Return a custom value; one that is an object has a type of its own."""
    if isinstance(value, dict):
        return {"__typename": f"CustomField{word}Value", **value}
    return value
