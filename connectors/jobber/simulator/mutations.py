"""Jobber's mutations. What is refused comes as userErrors with status 200, and changes nothing."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from connectors.jobber.simulator.account import Account, Row
from connectors.jobber.simulator.errors import UserError, unknown_argument
from connectors.jobber.simulator.oauth import SignIn
from connectors.jobber.simulator.profile import Profile
from connectors.jobber.simulator.seeding import RECEIVES, Seeding, address

MUTATIONS = {  # name -> what the payload calls its record
    "clientCreate": "client",
    "clientEdit": "client",
    "clientArchive": "client",
    "clientUnarchive": "client",
    "requestCreate": "request",
    "requestEdit": "request",
    "appDisconnect": "app",
}
_PLAIN = frozenset({"firstName", "lastName", "companyName", "isCompany", "title", *RECEIVES})
_CLIENT = _PLAIN | {"billingAddress", "customFields"}
_PARTS = {"emails": "email", "phones": "phone"}
INPUTS = {
    "ClientCreateInput": _CLIENT | {"emails", "phones", "properties"},
    "ClientEditInput": _CLIENT
    | {f"{kind}To{verb}" for kind in _PARTS for verb in ("Add", "Edit", "Delete")}
    | {"propertiesToAdd", "propertiesToDelete", "tagsToAdd", "tagsToDelete"},
    "RequestCreateInput": frozenset(
        {"clientId", "propertyId", "referringClientId", "salespersonId", "title"}
    ),
    "RequestEditInput": frozenset({"propertyId", "referringClientId", "salespersonId", "title"}),
}
LANDLINE = "This number cannot receive text messages"


class Mutations:
    """Changes the account. Nothing stops two clients from having the same e-mail address."""

    def __init__(
        self, account: Account, profile: Profile, seeding: Seeding, sign_in: SignIn
    ) -> None:
        self._account = account
        self._profile = profile
        self._seeding = seeding
        self._sign_in = sign_in
        self.deaf = False  # writes answer as if done, and change nothing

    def apply(self, name: str, arguments: Mapping[str, Any]) -> Row:
        """Do one, and return its payload."""
        made: dict[str, Callable[[Mapping[str, Any]], Row]] = {
            "clientCreate": self._create_client,
            "clientEdit": self._edit_client,
            "clientArchive": lambda given: self._shelve(given, archived=True),
            "clientUnarchive": lambda given: self._shelve(given, archived=False),
            "requestCreate": self._create_request,
            "requestEdit": self._edit_request,
            "appDisconnect": self._disconnect,
        }
        payload: Row = {"__typename": f"{name}Payload", MUTATIONS[name]: None, "userErrors": []}
        try:
            payload[MUTATIONS[name]] = made[name](arguments)
        except UserError as error:
            said = {"message": error.message, "path": error.path}
            payload["userErrors"] = [{"__typename": "MutationErrors", **said}]
        return payload

    def _create_client(self, arguments: Mapping[str, Any]) -> Row:
        given = _checked("ClientCreateInput", arguments["input"])
        draft: Row = {"emails": [], "phones": [], "billingAddress": None, "customFields": {}}
        moved = {f"{kind}ToAdd": given[kind] for kind in _PARTS if given.get(kind)}
        apart = (*_PARTS, "properties")
        rest = {name: value for name, value in given.items() if name not in apart}
        self._change(draft, {**rest, **moved}, {f"{kind}ToAdd": kind for kind in _PARTS})
        made = self._seeding.put_client({**_named(draft), "sourceAttribution": "300Sync"})
        for place in given.get("properties") or ():
            self._seeding.seed_property(made, place["address"], name=place.get("name") or "")
        return self._account.tables["clients"][made]

    def _edit_client(self, arguments: Mapping[str, Any]) -> Row:
        given = _checked("ClientEditInput", arguments["input"])
        row = self._client(arguments["clientId"], "clientId")
        draft = deepcopy(row)
        self._change(draft, given, {})
        _named(draft)
        if not self.deaf:
            row.update(draft)
            self._account.touch(row)
        return row

    def _shelve(self, arguments: Mapping[str, Any], *, archived: bool) -> Row:
        row = self._client(arguments["clientId"], "clientId")
        row["isArchived"] = archived
        self._account.touch(row)
        return row

    def _create_request(self, arguments: Mapping[str, Any]) -> Row:
        given = _checked("RequestCreateInput", arguments["input"])
        client = self._client(given.get("clientId"), "input", "clientId")
        place = given.get("propertyId")
        if place is not None and self._account.get("properties", place) is None:
            raise UserError("Property not found", "input", "propertyId")
        made = self._seeding.seed_request(
            client["id"], given.get("title") or "", property=place, source="api"
        )
        return self._account.tables["requests"][made]

    def _edit_request(self, arguments: Mapping[str, Any]) -> Row:
        given = _checked("RequestEditInput", arguments["input"])
        row = self._account.get("requests", arguments["requestId"])
        if row is None:
            raise UserError("Request not found", "requestId")
        if not self.deaf:
            row["title"] = given.get("title", row["title"])
            self._account.touch(row)
        return row

    def _disconnect(self, _arguments: Mapping[str, Any]) -> Row:
        self._sign_in.disconnect()
        return {"__typename": "App", "name": "300Sync", "author": "The office"}

    def _client(self, id: str | None, *path: str) -> Row:
        row = self._account.get("clients", id)
        if row is None:
            raise UserError("Client not found", *path)
        return row

    # -- the parts of a client -------------------------------------------------------------------

    def _change(self, draft: Row, given: Mapping[str, Any], said: Mapping[str, str]) -> None:
        """Change a draft; `said` is what a part was called in the input, for the errors' paths."""
        for name, value in given.items():
            if name in _PLAIN:
                draft[name] = value
            elif name == "billingAddress":
                draft[name] = address("ClientAddress", value)
            elif name == "customFields":
                for one in value:
                    self._custom(draft, one)
            elif name == "tagsToAdd":
                draft["tags"] = [*draft["tags"], *value]
            elif name == "tagsToDelete":
                draft["tags"] = [tag for tag in draft["tags"] if tag not in value]
            else:
                kind, _, verb = name.partition("To")
                for place, one in enumerate(value):
                    path = ("input", said.get(name, name), str(place))
                    self._part(draft, kind, verb, one, path)

    def _part(self, draft: Row, kind: str, verb: str, one: Any, path: tuple[str, ...]) -> None:
        listed = draft[kind]
        if verb == "Add":
            text = one["address" if kind == "emails" else "number"]
            make = self._seeding.email if kind == "emails" else self._seeding.phone
            new = make(text, bool(one.get("primary")), one.get("description") or "MAIN")
            listed.append(new)
        else:
            wanted = one if verb == "Delete" else one["id"]
            known = [part for part in listed if part["id"] == wanted]
            if not known:
                raise UserError(f"{_PARTS[kind].capitalize()} not found", *path, "id")
            new = known[0]
            if verb == "Delete":
                listed.remove(new)
                return
            new.update({name: value for name, value in one.items() if name != "id"})
        self._check_part(kind, new, one, path)
        if new["primary"]:
            for other in listed:
                other["primary"] = other is new

    def _check_part(self, kind: str, part: Row, one: Row, path: tuple[str, ...]) -> None:
        if kind == "emails" and self._profile.strict_email and "@" not in part["address"]:
            raise UserError("Email is invalid", *path, "address")
        if kind == "emails" and " " in part["address"]:
            raise UserError("Email is invalid", *path, "address")
        if kind == "phones" and one.get("smsAllowed") and part["description"] != "MOBILE":
            raise UserError(LANDLINE, *path, "smsAllowed")

    def _custom(self, draft: Row, one: Mapping[str, Any]) -> None:
        wanted = one["customFieldConfigurationId"]
        known = self._account.get("customFieldConfigurations", wanted)
        if known is None:
            raise UserError("Custom field not found", "input", "customFields")
        word = known["__typename"].removeprefix("CustomFieldConfiguration")
        value = one.get(f"value{word}")
        if word == "Dropdown" and value is not None and value not in known["dropdownOptions"]:
            raise UserError("Option is not valid", "input", "customFields", "valueDropdown")
        draft["customFields"][wanted] = value


def _checked(name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    for argument in given:
        if argument not in INPUTS[name]:
            raise unknown_argument(name, argument)
    return given


def _named(row: Row) -> Row:
    """Return a client that has some name; one without is refused."""
    if not any(row.get(name) for name in ("firstName", "lastName", "companyName")):
        raise UserError("Please enter a first name, last name or company", "input", "firstName")
    row["firstName"], row["lastName"] = row.get("firstName") or "", row.get("lastName") or ""
    return row
