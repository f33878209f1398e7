"""HubSpot's kinds of records, and what must be known of each before it is asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_CUSTOM = re.compile(r"2-\d+")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. Custom objects are named by their type id and have no more to tell."""

    name: str  # of the stream, and in paths
    label: str
    type_id: str  # in web addresses
    modified: str = "hs_lastmodifieddate"  # the property that says when it was last changed
    unique: Mapping[str, str] = field(default_factory=dict)  # HubSpot's own unique properties, and
    # the property with further values under which a record is found by them
    required: frozenset[str] = frozenset()
    pipeline: str | None = None  # property that holds the pipeline's id
    stage: str | None = None  # property that holds the stage's id
    merged: tuple[str, ...] = ("hs_merged_object_ids",)  # properties that name merged records


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("companies", "Companies", "0-2"),
        Kind(
            "contacts",
            "Contacts",
            "0-1",
            modified="lastmodifieddate",
            unique={"email": "hs_additional_emails"},
            merged=("hs_merged_object_ids", "hs_calculated_merged_vids"),
        ),
        Kind(
            "deals",
            "Deals",
            "0-3",
            required=frozenset({"dealname", "dealstage"}),
            pipeline="pipeline",
            stage="dealstage",
        ),
        Kind(
            "tickets",
            "Tickets",
            "0-5",
            required=frozenset({"subject", "hs_pipeline_stage"}),
            pipeline="hs_pipeline",
            stage="hs_pipeline_stage",
        ),
        Kind("appointments", "Appointments", "0-421"),
    )
}


def kind_of(stream: str) -> Kind:
    """Return what is known of a stream; KeyError where there can be no such stream.

    >>> kind_of("contacts").type_id, kind_of("2-3465404").type_id
    ('0-1', '2-3465404')
    """
    known = KINDS.get(stream)
    if known is None and _CUSTOM.fullmatch(stream):
        return Kind(stream, stream, stream)
    return KINDS[stream] if known is None else known
