"""HubSpot's addresses. The date is the API's version: one for all objects, here and only here."""

API = "https://api.hubapi.com"
VERSION = "2026-09"
OAUTH_VERSION = "2026-03"

ACCOUNT = f"/account-info/{VERSION}/details"
OWNERS = f"/crm/owners/{VERSION}"
SCHEMAS = f"/crm-object-schemas/{VERSION}/schemas"
INTROSPECT = f"/oauth/{OAUTH_VERSION}/token/introspect"


def objects(stream: str) -> str:
    """Return where the records of a stream are."""
    return f"/crm/objects/{VERSION}/{stream}"


def batch(stream: str, what: str) -> str:
    """Return where up to 100 records are read, created, updated, upserted or archived."""
    return f"/crm/objects/{VERSION}/{stream}/batch/{what}"


def search(stream: str) -> str:
    """Return where a stream is searched; has a limit of its own."""
    return f"/crm/objects/{VERSION}/{stream}/search"


def properties(stream: str) -> str:
    """Return where a stream's properties are defined."""
    return f"/crm/properties/{VERSION}/{stream}"


def groups(stream: str) -> str:
    """Return where a stream's property groups are."""
    return f"/crm/properties/{VERSION}/{stream}/groups"


def pipelines(stream: str) -> str:
    """Return where a stream's pipelines are."""
    return f"/crm/pipelines/{VERSION}/{stream}"


def associations(from_stream: str, to_stream: str, what: str) -> str:
    """Return where ties between two streams are made, undone, or their labels listed."""
    return f"/crm/associations/{VERSION}/{from_stream}/{to_stream}/{what}"
