"""Puts the half of an office that HubSpot knows into its portal."""

from datetime import datetime, timedelta
from itertools import chain, islice

from connectors.demo import portal
from connectors.demo.clientele import Clientele
from connectors.hubspot.simulator import HubSpotSimulator


def fill_hubspot(
    hubspot: HubSpotSimulator, office: Clientele, already: Clientele, start: datetime
) -> None:
    """Add to the portal what it does not have `already`; of an office of nobody, that is all."""
    found = {
        "companies": chain(
            (record for record in portal.companies(office) if record.of >= already.company_count),
            islice(portal.prospects(office), portal.prospect_count(already), None),
        ),
        "contacts": chain(
            (record for record in portal.contacts(office) if record.of >= already.people),
            islice(portal.strangers(office), portal.stranger_count(already), None),
        ),
    }
    for object_type, records in found.items():
        for record in records:
            _put(hubspot, object_type, record, start - timedelta(days=record.modified))


def _put(
    hubspot: HubSpotSimulator, object_type: str, record: portal.PortalRecord, at: datetime
) -> None:
    kept = hubspot.seed(object_type, dict(record.properties), created=at, modified=at)
    for properties in record.merged:
        other = hubspot.seed(object_type, dict(properties), created=at, modified=at)
        kept = hubspot.merge(object_type, kept, other)
    if record.archived:
        hubspot.archive(object_type, kept)
