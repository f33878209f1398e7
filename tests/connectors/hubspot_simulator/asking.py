"""How tests ask HubSpot, and what they look for in its answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

HOST = "https://api.hubapi.com"
OBJECTS = "/crm/objects/2026-09"
PROPERTIES = "/crm/properties/2026-09"
TIES = "/crm/associations/2026-09"
KEY = "sync300_clio_key"
Values = Mapping[str, object]


class Web(httpx.Client):
    """A client of the API that knows its addresses."""

    def __init__(
        self, handle: Callable[[httpx.Request], httpx.Response], token: str, host: str = HOST
    ) -> None:
        super().__init__(
            transport=httpx.MockTransport(handle),
            base_url=host,
            headers={"Authorization": f"Bearer {token}"},
        )

    def read(self, kind: str, id: str, **params: str) -> httpx.Response:
        return self.get(f"{OBJECTS}/{kind}/{id}", params=params)

    def create(self, kind: str, **properties: object) -> httpx.Response:
        return self.post(f"{OBJECTS}/{kind}", json={"properties": properties})

    def change(self, kind: str, id: str, **properties: object) -> httpx.Response:
        return self.patch(f"{OBJECTS}/{kind}/{id}", json={"properties": properties})

    def remove(self, kind: str, id: str) -> httpx.Response:
        return self.delete(f"{OBJECTS}/{kind}/{id}")

    def batch(
        self, kind: str, action: str, inputs: Sequence[Values], **more: object
    ) -> httpx.Response:
        body = {"inputs": list(inputs), **more}
        return self.post(f"{OBJECTS}/{kind}/batch/{action}", json=body)

    def search(self, kind: str, *filters: Values, **more: object) -> httpx.Response:
        groups = [{"filters": list(filters)}] if filters else []
        return self.post(f"{OBJECTS}/{kind}/search", json={"filterGroups": groups, **more})

    def define(self, kind: str, name: str, **more: object) -> httpx.Response:
        singular = {"contacts": "contact", "companies": "company"}.get(kind, kind.rstrip("s"))
        body = {
            "name": name,
            "label": name,
            "type": "string",
            "fieldType": "text",
            "groupName": f"{singular}information",
            **more,
        }
        return self.post(f"{PROPERTIES}/{kind}", json=body)


def upserts(*keys: str, traced: bool = True, **properties: object) -> list[Values]:
    """Return inputs of an upsert by our key."""
    trace = [{"objectWriteTraceId": f"t-{key}"} if traced else {} for key in keys]
    return [
        {"id": key, "idProperty": KEY, "properties": dict(properties), **one}
        for key, one in zip(keys, trace, strict=True)
    ]


def where(name: str, operator: str, value: object = None, **more: object) -> Values:
    found: dict[str, object] = {"propertyName": name, "operator": operator, **more}
    return found if value is None else {**found, "value": value}


def refusal(response: httpx.Response) -> tuple[int, str | None]:
    """Return status and category of a refusal, which names what happened."""
    body = response.json()
    assert body["status"] == "error"
    assert body["correlationId"]
    return response.status_code, body.get("category")


def codes(response: httpx.Response) -> list[tuple[str, str]]:
    """Return which properties were refused, and by which code."""
    return [
        (error["context"]["propertyName"][0], error["code"]) for error in response.json()["errors"]
    ]


def ids(response: httpx.Response) -> list[str]:
    return [result["id"] for result in response.json()["results"]]


def values(response: httpx.Response) -> Any:
    """Return the properties of one record's answer."""
    return response.json()["properties"]
