"""How each behaviour that the vendor page lists is brought about at the simulator.

A scene returns the answer that shows the behaviour; what it must be is told by the page's list.
"""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx

from connectors.hubspot.simulator import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URIS,
    REFRESH_TOKEN,
    SERVICE_KEY,
    HubSpotSimulator,
    locked,
    migrating,
)
from connectors.kit.simulator import Fault

AT = "/crm/objects/2026-09"
PROPERTIES = "/crm/properties/2026-09"
TIES = "/crm/associations/2026-09/contacts/companies"
TOKEN = "/oauth/2026-03/token"
KEY = "sync300_key"
CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
PLAIN = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]


class Stage:
    """A portal, and somebody who asks it."""

    def __init__(self, hubspot: HubSpotSimulator, web: httpx.Client) -> None:
        self.hubspot = hubspot
        self.web = web
        self.ana = hubspot.seed("contacts", {"email": "ana@example.com", "firstname": "Ana"})
        self.rook = hubspot.seed("companies", {"name": "Rook"})
        hubspot.add_property("contacts", KEY, unique=True)

    def get(self, path: str, token: str = SERVICE_KEY) -> httpx.Response:
        return self.web.get(path, headers={"Authorization": f"Bearer {token}"})

    def post(self, path: str, body: object) -> httpx.Response:
        return self.web.post(path, json=body)

    def create(self, kind: str, **properties: object) -> httpx.Response:
        return self.post(f"{AT}/{kind}", {"properties": properties})

    def change(self, **properties: object) -> httpx.Response:
        return self.web.patch(f"{AT}/contacts/{self.ana}", json={"properties": properties})

    def batch(
        self, action: str, *inputs: object, kind: str = "contacts", **more: object
    ) -> httpx.Response:
        return self.post(f"{AT}/{kind}/batch/{action}", {"inputs": list(inputs), **more})

    def search(self, **body: object) -> httpx.Response:
        return self.post(f"{AT}/contacts/search", body)

    def define(self, name: str, **more: object) -> httpx.Response:
        kind = {"type": "string", "fieldType": "text", "groupName": "contactinformation"}
        return self.post(f"{PROPERTIES}/contacts", {"name": name, "label": name, **kind, **more})

    def token(self, grant: str, **form: str) -> httpx.Response:
        return self.web.post(TOKEN, data={"grant_type": grant, **CLIENT, **form})

    def refresh(self, **form: str) -> httpx.Response:
        return self.token("refresh_token", **{"refresh_token": REFRESH_TOKEN, **form})

    def code(self) -> str:
        asked = {**CLIENT, "redirect_uri": REDIRECT_URIS[0], "scope": "oauth", "state": "s"}
        answer = self.web.get("/oauth/authorize", params=asked)
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def expired(stage: Stage) -> httpx.Response:
    stage.hubspot.clock.advance(1875)
    return stage.get(f"{AT}/contacts", ACCESS_TOKEN)


def no_scope(stage: Stage) -> httpx.Response:
    stage.hubspot.forbid("crm.schemas.contacts.write")
    return stage.define("motto")


def uninstalled(stage: Stage) -> httpx.Response:
    stage.hubspot.access.withdraw()
    return stage.refresh()


def elsewhere(stage: Stage) -> httpx.Response:
    return stage.token("authorization_code", code=stage.code(), redirect_uri=REDIRECT_URIS[1])


def deleted_portal(stage: Stage) -> httpx.Response:
    stage.hubspot.sign_in.portal_deleted = True
    return stage.refresh()


def other_portal(stage: Stage) -> httpx.Response:
    stage.hubspot.set_portal(7)
    return stage.token("authorization_code", code=stage.code(), redirect_uri=REDIRECT_URIS[0])


def too_fast(stage: Stage) -> httpx.Response:
    stage.hubspot.profile.per_ten_seconds = 0
    return stage.get(f"{AT}/contacts")


def day_used_up(stage: Stage) -> httpx.Response:
    stage.hubspot.profile.per_day = 0
    return stage.get(f"{AT}/contacts")


def searched_too_fast(stage: Stage) -> httpx.Response:
    return [stage.search() for _ in range(6)][-1]


def faulty(fault: Fault) -> Callable[[Stage], httpx.Response]:
    def scene(stage: Stage) -> httpx.Response:
        stage.hubspot.faults.append(fault)
        return stage.get(f"{AT}/contacts")

    return scene


def earlier_stage(stage: Stage) -> httpx.Response:
    stage.change(lifecyclestage="customer")
    return stage.change(lifecyclestage="lead")


def admin_rule(stage: Stage) -> httpx.Response:
    rule = ("dealstage", "closedlost", "closed_lost_reason")
    stage.hubspot.portal.conditional["deals"] = [rule]
    return stage.create("deals", dealname="Lease", dealstage="closedlost")


def number_sent(stage: Stage) -> httpx.Response:
    body = {"properties": {"numberofemployees": 12}}
    return stage.web.patch(f"{AT}/companies/{stage.rook}", json=body)


def archived(stage: Stage) -> httpx.Response:
    stage.web.delete(f"{AT}/contacts/{stage.ana}")
    return stage.get(f"{AT}/contacts/{stage.ana}?archived=true")


def auto_company(stage: Stage) -> httpx.Response:
    stage.hubspot.profile.auto_companies = True
    return stage.create("contacts", email="bea@rook.example.com")


def partial(stage: Stage) -> httpx.Response:
    good, bad = {"firstname": "Bea"}, {"zip9": "1"}
    return stage.batch(
        "create",
        {"objectWriteTraceId": "0", "properties": good},
        {"objectWriteTraceId": "1", "properties": bad},
    )


def partial_conflict(stage: Stage) -> httpx.Response:
    one = {"objectWriteTraceId": "0", "properties": {"email": "ana@example.com"}}
    two = {"objectWriteTraceId": "1", "properties": {"email": "bea@example.com"}}
    return stage.batch("create", one, two)


def upsert(stage: Stage) -> httpx.Response:
    return stage.batch("upsert", {"id": "k", "idProperty": KEY, "properties": {"firstname": "Bea"}})


def not_unique(stage: Stage) -> httpx.Response:
    one = {"id": "Lease", "idProperty": "dealname", "properties": {"amount": "1"}}
    return stage.batch("upsert", one, kind="deals")


def partial_email(stage: Stage) -> httpx.Response:
    one = {"id": "a@example.com", "idProperty": "email", "properties": {"firstname": "A"}}
    return stage.batch("upsert", one)


def taken(stage: Stage) -> httpx.Response:
    stage.create("contacts", firstname="Bea", **{KEY: "k"})
    return stage.change(**{KEY: " K"})


def long_histories(stage: Stage) -> httpx.Response:
    inputs = [{"id": str(number)} for number in range(51)]
    return stage.batch("read", *inputs, propertiesWithHistory=["email"])


def archived_twice(stage: Stage) -> httpx.Response:
    return [stage.batch("archive", {"id": stage.ana}) for _ in range(2)][-1]


def property_again(stage: Stage) -> httpx.Response:
    return [stage.define("ts300_id") for _ in range(2)][-1]


def property_restored(stage: Stage) -> httpx.Response:
    stage.define("motto")
    stage.web.delete(f"{PROPERTIES}/contacts/motto")
    return stage.define("motto")


def options_replaced(stage: Stage) -> httpx.Response:
    stage.define("topic", type="enumeration", fieldType="select", options=[])
    option = {"label": "A", "value": "a", "hidden": False, "displayOrder": 0}
    return stage.web.patch(f"{PROPERTIES}/contacts/topic", json={"options": [option]})


def eleven_unique(stage: Stage) -> httpx.Response:
    return [stage.define(f"key_{number}", hasUniqueValue=True) for number in range(11)][-1]


def property_in_use(stage: Stage) -> httpx.Response:
    stage.hubspot.portal.in_use.add(("contacts", KEY))
    return stage.web.delete(f"{PROPERTIES}/contacts/{KEY}")


def not_indexed_yet(stage: Stage) -> httpx.Response:
    stage.create("contacts", email="new@example.com")
    wanted = {"propertyName": "email", "operator": "EQ", "value": "new@example.com"}
    return stage.search(filterGroups=[{"filters": [wanted]}])


def by_time(stage: Stage) -> httpx.Response:
    since = {"propertyName": "lastmodifieddate", "operator": "GTE", "value": "0"}
    sorts = [{"propertyName": "lastmodifieddate", "direction": "ASCENDING"}]
    return stage.search(filterGroups=[{"filters": [since]}], sorts=sorts)


def merged(stage: Stage) -> httpx.Response:
    other = stage.hubspot.seed("contacts", {"firstname": "Anna"})
    body = {"primaryObjectId": stage.ana, "objectIdToMerge": other}
    return stage.post(f"{AT}/contacts/merge", body)


def read_after_merge(stage: Stage) -> httpx.Response:
    merged(stage)
    return stage.batch("read", {"id": stage.ana}, properties=[])


def tied(stage: Stage) -> httpx.Response:
    return stage.web.put(f"{AT}/contacts/{stage.ana}/associations/default/companies/{stage.rook}")


def main_company(stage: Stage) -> httpx.Response:
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    ends = {"from": {"id": stage.ana}, "to": {"id": stage.rook}, "types": types}
    return stage.post(f"{TIES}/batch/create", {"inputs": [ends]})


def some_untied(stage: Stage) -> httpx.Response:
    main_company(stage)
    bea = stage.hubspot.seed("contacts", {"firstname": "Bea"})
    return stage.post(f"{TIES}/batch/read", {"inputs": [{"id": stage.ana}, {"id": bea}]})


def tie_to_nobody(stage: Stage) -> httpx.Response:
    ends = {"from": {"id": "unknown_id"}, "to": {"id": stage.rook}, "types": PLAIN}
    return stage.post(f"{TIES}/batch/create", {"inputs": [ends]})


def many_ties(stage: Stage) -> httpx.Response:
    ends = {"from": {"id": "1"}, "to": {"id": "2"}, "types": PLAIN}
    return stage.post(f"{TIES}/batch/create", {"inputs": [ends] * 2001})


def same_domain(stage: Stage) -> httpx.Response:
    return [stage.create("companies", domain="rook.example.com") for _ in range(2)][-1]


TWINS = ({"id": "7", "properties": {}}, {"id": "7", "properties": {}})
SCENES: dict[str, Callable[[Stage], httpx.Response]] = {
    "A1": lambda stage: stage.get(f"{AT}/contacts", "pat-na1-unknown"),
    "A2": expired,
    "A3": lambda stage: stage.get(f"{AT}/contacts", "garbage"),
    "A4": no_scope,
    "A5": Stage.refresh,
    "A6": lambda s: s.token("authorization_code", code="x", redirect_uri=REDIRECT_URIS[0]),
    "A7": uninstalled,
    "A8": elsewhere,
    "A9": lambda stage: stage.refresh(client_secret="x"),
    "A10": deleted_portal,
    "A11": other_portal,
    "R1": too_fast,
    "R2": day_used_up,
    "R3": searched_too_fast,
    "R4": lambda stage: stage.get(f"{AT}/contacts"),
    "R5": faulty(locked()),
    "R6": faulty(migrating(60)),
    "R7": faulty(Fault("html")),
    "O1": lambda stage: stage.create("contacts", email="A@b.co"),
    "O2": lambda stage: stage.create("contacts", email="ANA@example.com"),
    "O3": lambda stage: stage.create("deals", amount="1"),
    "O4": lambda stage: stage.change(zip9="1"),
    "O5": lambda stage: stage.get(f"{AT}/contacts/{stage.ana}?properties=zip9"),
    "O6": lambda stage: stage.change(hs_object_id="1"),
    "O7": lambda stage: stage.change(lifecyclestage="Lead"),
    "O8": lambda stage: stage.change(lifecyclestage=" lead "),
    "O9": lambda stage: stage.change(closedate="2026-02-28T09:00:00"),
    "O10": number_sent,
    "O11": lambda stage: stage.change(email=""),
    "O12": earlier_stage,
    "O13": lambda s: s.create(
        "deals", dealname="Lease", dealstage="closedwon", deal_currency_code="EUR"
    ),
    "O14": admin_rule,
    "O15": lambda stage: stage.get(f"{AT}/contacts/1"),
    "O16": archived,
    "O17": lambda stage: stage.get(f"{AT}/butterflies"),
    "O18": lambda stage: stage.get(f"{AT}/contacts?limit=101"),
    "O19": lambda stage: stage.change(firstname="Ana"),
    "O20": auto_company,
    "O21": lambda s: s.post(f"{AT}/contacts/gdpr-delete", {"objectId": s.ana}),
    "B1": lambda stage: stage.batch("update", *TWINS),
    "B2": lambda stage: stage.batch("create", {"properties": {"zip9": "1"}}),
    "B3": partial,
    "B4": partial_conflict,
    "B5": lambda stage: stage.batch("create", {"properties": {"email": "ana@example.com"}}),
    "B6": lambda stage: stage.batch("update", {"id": "unknown", "properties": {}}),
    "B7": upsert,
    "B8": not_unique,
    "B9": partial_email,
    "B10": taken,
    "B11": long_histories,
    "B12": archived_twice,
    "P1": property_again,
    "P2": property_restored,
    "P3": options_replaced,
    "P4": lambda stage: stage.get(f"{PROPERTIES}/contacts/zip9"),
    "P5": eleven_unique,
    "P6": property_in_use,
    "S1": not_indexed_yet,
    "S2": lambda stage: stage.search(after="10000", limit=1),
    "S3": lambda stage: stage.search(limit=201),
    "S4": by_time,
    "S5": by_time,
    "M1": merged,
    "M2": read_after_merge,
    "T1": tied,
    "T2": main_company,
    "T3": some_untied,
    "T4": tie_to_nobody,
    "T5": many_ties,
    "X1": lambda stage: stage.get("/account-info/2026-09/details"),
    "X2": lambda stage: stage.get("/crm/v3/objects/contacts"),
    "X4": lambda stage: stage.get(f"{AT}/contacts/ana+x@example.com?idProperty=email"),
    "X5": same_domain,
}
