"""What a portal has: properties, groups, pipelines and custom objects. Asked when first needed,
kept for as long as the connection is open, and asked again where "now" is meant.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors.hubspot import paths
from connectors.hubspot.api import Api
from connectors.hubspot.labels import Label, read_labels
from connectors.hubspot.objects import KINDS, Kind, kind_of
from connectors.hubspot.pipelines import Pipeline, read_pipeline, with_choices
from connectors.hubspot.properties import GROUP_LABELS, Properties, read_properties
from connectors.hubspot.standard import standard_fields
from core.errors import Code, UserActionError
from core.jobs import Clock
from core.schema import Field, StreamSchema

FRESH = 60.0  # seconds for which what was asked is still "now"


class Catalog:
    """The definitions of one portal, for all threads of a connection."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._lock = threading.Lock()
        self._properties: dict[str, tuple[float, Properties]] = {}
        self._pipelines: dict[str, tuple[float, tuple[Pipeline, ...]]] = {}
        self._labels: dict[tuple[str, str], tuple[float, Mapping[str, Label]]] = {}
        self._groups: dict[str, Mapping[str, str]] = {}
        self._custom: Mapping[str, str] | None = None  # type id -> label

    def properties(self, stream: str, *, younger: float = float("inf")) -> Properties:
        """Return a stream's properties, asked again if what is known is not `younger` (seconds)."""
        with self._lock:
            at, known = self._properties.get(stream, (float("-inf"), None))
            now = self._clock.monotonic()
            if known is None or now - at >= younger:
                rows = self._api.get(paths.properties(stream)).body["results"]
                known = read_properties(stream, rows)
                self._properties[stream] = (now, known)
            return known

    def pipelines(self, stream: str, *, younger: float = float("inf")) -> tuple[Pipeline, ...]:
        """Return a stream's pipelines, likewise."""
        with self._lock:
            at, known = self._pipelines.get(stream, (float("-inf"), ()))
            now = self._clock.monotonic()
            if now - at >= younger or stream not in self._pipelines:
                rows = self._api.get(paths.pipelines(stream)).body["results"]
                known = tuple(read_pipeline(row) for row in rows if not row.get("archived"))
                self._pipelines[stream] = (now, known)
            return known

    def put_pipeline(self, stream: str, pipeline: Pipeline) -> None:
        """Remember a pipeline as it was just made or changed."""
        with self._lock:
            at, known = self._pipelines[stream]
            others = tuple(each for each in known if each.id != pipeline.id)
            self._pipelines[stream] = (at, (*others, pipeline))

    def labels(
        self, from_stream: str, to_stream: str, *, younger: float = float("inf")
    ) -> Mapping[str, Label]:
        """Return the labels that lead from one stream to another, by their text in lower case."""
        with self._lock:
            at, known = self._labels.get((from_stream, to_stream), (float("-inf"), None))
            now = self._clock.monotonic()
            if known is None or now - at >= younger:
                path = paths.associations(from_stream, to_stream, "labels")
                known = read_labels(self._api.get(path).body["results"])
                self._labels[from_stream, to_stream] = (now, known)
            return known

    def custom_objects(self) -> Mapping[str, str]:
        """Return the labels of custom objects by type id; none where the portal has no such."""
        if self._custom is None:
            try:
                rows = self._api.get(paths.SCHEMAS).body["results"]
            except UserActionError as error:
                # Only the highest plan has them, and who lacks the plan is told it like this.
                if error.code not in (Code.SCOPE_MISSING, Code.NOT_PERMITTED):
                    raise
                rows = []
            self._custom = {
                str(row["objectTypeId"]): str(
                    (row.get("labels") or {}).get("plural") or row.get("name")
                )
                for row in rows
                if not row.get("archived")
            }
        return self._custom

    def streams(self) -> Sequence[str]:
        return (*KINDS, *self.custom_objects())

    def schema(self, stream: str, *, discover: bool) -> StreamSchema:
        """Describe a stream; without `discover` by what is known already."""
        kind = kind_of(stream)
        if not discover:
            known = self._properties.get(stream)
            fields = known[1].fields if known else standard_fields(stream)
            return StreamSchema(stream, self._label(kind), fields, writable=True)
        fields = self.properties(stream, younger=FRESH).fields
        if kind.pipeline is not None:
            fields = with_choices(fields, kind, self.pipelines(stream, younger=FRESH))
        headings = self._headings(stream, fields)
        fields = {
            name: replace(field, group=headings.get(field.group, field.group))
            for name, field in fields.items()
        }
        return StreamSchema(stream, self._label(kind), fields, writable=True)

    def _label(self, kind: Kind) -> str:
        return (self._custom or {}).get(kind.name, kind.label)

    def _headings(self, stream: str, fields: Mapping[str, Field]) -> Mapping[str, str]:
        """Return groups' labels by name; asked only where a group is not one of HubSpot's own."""
        if {field.group for field in fields.values()} <= GROUP_LABELS.keys() | {""}:
            return GROUP_LABELS
        if stream not in self._groups:
            rows = self._api.get(paths.groups(stream)).body["results"]
            self._groups[stream] = {str(row["name"]): str(row["label"]) for row in rows}
        return {**GROUP_LABELS, **self._groups[stream]}
