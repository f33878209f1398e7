"""What a property has been: HubSpot's own history, fifty records in a request."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from connectors.hubspot import paths
from connectors.hubspot.api import Api
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.lookup import READ_ANSWERS, parts
from connectors.hubspot.wire import Codec, moment
from core.errors import Code, SyncError
from core.history import History, Version

MOST = 50  # records that one request with history may carry
LONGEST = 20  # versions after which HubSpot may tell no more; unverified, so rather too few
NO_PERSON = frozenset(  # sources of a version that nobody chose; all others count as a person's
    {
        "AI_GROUP",
        "ANALYTICS",
        "API",
        "AUTOMATION_PLATFORM",
        "AVATARS_SERVICE",
        "CALCULATED",
        "CENTRAL_EXCHANGE_RATES",
        "COMPANIES",
        "COMPANY_FAMILIES",
        "COMPANY_INSIGHTS",
        "CONTACTS",
        "DATA_ENRICHMENT",
        "DEALS",
        "DEFAULT",
        "INTEGRATION",
        "INTEGRATIONS_PLATFORM",
        "INTEGRATIONS_SYNC",
        "INTERNAL_PROCESSING",
        "MIGRATION",
        "PIPELINE_SETTINGS",
        "PORTAL_OBJECT_SYNC",
        "PROPERTY_SETTINGS",
        "WAL_INCREMENTAL",
    }
)


def history(
    api: Api, catalog: Catalog, stream: str, ids: Sequence[str], fields: Collection[str]
) -> dict[str, dict[str, History]]:
    """Read what properties have been. See core.history.Historian.

    A merged id is answered by the record that it is now, under another id, and so is absent.
    """
    properties = catalog.properties(stream)
    names = [name for name in fields if name in properties.fields]
    found: dict[str, dict[str, History]] = {}
    for part in parts(list(dict.fromkeys(ids)), MOST):
        answer = api.batch(
            paths.batch(stream, "read"),
            [{"id": each} for each in part],
            more={"properties": ["hs_object_id"], "propertiesWithHistory": names},
            repeatable=True,
            accept=READ_ANSWERS,
        )
        for row in answer.body["results"]:
            if row["id"] in part:
                told = row.get("propertiesWithHistory") or {}
                found[row["id"]] = {
                    name: _history(properties.codec, name, told.get(name) or ()) for name in names
                }
    return found


def _history(codec: Codec, name: str, told: Sequence[Mapping[str, Any]]) -> History:
    versions = [_version(codec, name, each) for each in told]
    versions.sort(key=lambda version: version.at, reverse=True)  # stable: as told, where equal
    return History(tuple(versions), whole=len(versions) < LONGEST)


def _version(codec: Codec, name: str, told: Mapping[str, Any]) -> Version:
    at = moment(told.get("timestamp"))
    if at is None:
        raise SyncError(Code.UNEXPECTED, detail=name)
    value = codec.values({name: told.get("value")}, [name])[name]
    return Version(value, at, by_person=told.get("sourceType") not in NO_PERSON)
