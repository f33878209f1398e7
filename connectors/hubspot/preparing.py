"""Making a portal ready: our unique property, a mapping's properties, a pipeline with stages,
labels of ties.

What cannot be made is said and not raised: the records go on without it. Only what would stop
everything (no line, no sign-in) raises.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.hubspot import paths
from connectors.hubspot.api import DONE, Api
from connectors.hubspot.catalog import FRESH, Catalog
from connectors.hubspot.labels import label_wish
from connectors.hubspot.objects import Kind, kind_of
from connectors.hubspot.pipelines import Pipeline, read_pipeline, read_stage, stage_wish
from connectors.hubspot.properties import (
    OUR_GROUP,
    OUR_GROUP_LABEL,
    Properties,
    option,
    unique_key,
    wish,
)
from core.connector import NeededField, NeededLabel, Preparation, Prepared
from core.errors import Code, Refusal, RefusedError, SyncError, UserActionError

_BARRED = frozenset({Code.SCOPE_MISSING, Code.NOT_PERMITTED})


def prepare(api: Api, catalog: Catalog, stream: str, needed: Preparation) -> Prepared:
    """Make sure that a stream has what is needed. See core.connector.Keyed.prepare.

    Our property is read back after it was made: HubSpot restores an archived one as it once was,
    and a property that exists cannot be made unique any more.
    """
    properties = catalog.properties(stream, younger=FRESH)
    wishes = [unique_key(needed.key, needed.key_label), *map(wish, needed.fields)]
    missing = [body for body in wishes if body["name"] not in properties.fields]
    refused: dict[str, Refusal] = {}
    if missing:
        _make_group(api, stream, properties)
        refused = _make(api, stream, missing)
        properties = catalog.properties(stream, younger=0.0)
    key, why = properties.fields.get(needed.key), refused.pop(needed.key, None)
    keyed = key is not None and key.unique
    notes = [*refused.values(), *_add_choices(api, stream, needed.fields, properties)]
    if not keyed:
        reference = why.reference if why else None
        notes.insert(0, Refusal(Code.IDENTITY_FALLBACK, field=needed.key, reference=reference))
    if needed.pipeline is not None:
        notes += _make_pipeline(api, catalog, kind_of(stream), needed.pipeline, needed.stages)
    for label in needed.labels:
        notes += _make_label(api, catalog, stream, label)
    return Prepared(keyed, tuple(notes))


def _make(api: Api, stream: str, bodies: Sequence[dict[str, Any]]) -> dict[str, Refusal]:
    """Define properties; return by name why one could not be. One that exists is welcome.

    Together if that goes well; else one by one, so that each is told apart.
    """
    if len(bodies) > 1 and _made_together(api, stream, bodies):
        return {}
    refused: dict[str, Refusal] = {}
    for body in bodies:
        try:
            api.post(paths.properties(stream), body, must="name")
        except SyncError as error:
            note = _note(error, body["name"])
            if note is not None:
                refused[body["name"]] = note
    return refused


def _made_together(api: Api, stream: str, bodies: Sequence[dict[str, Any]]) -> bool:
    path = f"{paths.properties(stream)}/batch/create"
    try:
        answer = api.batch(path, bodies, repeatable=True, accept=DONE)
    except SyncError as error:
        _note(error, "")
        return False
    return not (answer.body or {}).get("errors")


def _make_group(api: Api, stream: str, properties: Properties) -> None:
    """Make our group unless a property is in it. Without it, making properties will tell why."""
    if any(field.group == OUR_GROUP for field in properties.fields.values()):
        return
    try:
        api.post(paths.groups(stream), {"name": OUR_GROUP, "label": OUR_GROUP_LABEL}, must="name")
    except SyncError as error:
        _note(error, OUR_GROUP)


def _add_choices(
    api: Api, stream: str, needed: Sequence[NeededField], properties: Properties
) -> list[Refusal]:
    """Add options that a property of ours lacks; HubSpot wants the whole list anew."""
    notes: list[Refusal] = []
    for field in needed:
        there = properties.options.get(field.name)
        known = {option["value"] for option in there or ()}
        missing = [choice for choice in field.choices if choice not in known]
        if there and missing:
            options = [dict(each) for each in there]
            options += [
                option(choice, choice, order=len(there) + i) for i, choice in enumerate(missing)
            ]
            try:
                api.patch(f"{paths.properties(stream)}/{field.name}", {"options": options})
            except SyncError as error:
                note = _note(error, field.name)
                notes += [note] if note else []
    return notes


def _make_pipeline(
    api: Api, catalog: Catalog, kind: Kind, label: str, stages: Sequence[str]
) -> list[Refusal]:
    """Make the pipeline, or the stages that it lacks."""
    if kind.pipeline is None:
        return [Refusal(Code.PROPERTY_MISSING, field="pipeline")]
    known = {each.label: each for each in catalog.pipelines(kind.name, younger=0.0)}
    wishes = [stage_wish(kind, each, i, len(stages)) for i, each in enumerate(stages)]
    try:
        if label in known:
            pipeline = _with_stages(api, kind, known[label], wishes)
        else:
            body = {"label": label, "displayOrder": len(known), "stages": wishes}
            pipeline = read_pipeline(api.post(paths.pipelines(kind.name), body, must="id"))
    except SyncError as error:
        note = _note(error, kind.stage or "")
        there = catalog.pipelines(kind.name, younger=0.0)  # somebody else may have been quicker
        return [note] if note and not _has(there, label, stages) else []
    catalog.put_pipeline(kind.name, pipeline)
    return []


def _make_label(api: Api, catalog: Catalog, stream: str, needed: NeededLabel) -> list[Refusal]:
    """Define a label once. Not every plan of HubSpot's has them; ties are plain without."""
    wanted = needed.label.casefold()
    if wanted in catalog.labels(stream, needed.to_stream, younger=FRESH):
        return []
    note: Refusal | None = Refusal(Code.OPTION_UNKNOWN, field=needed.label)
    try:
        path = paths.associations(stream, needed.to_stream, "labels")
        api.post(path, label_wish(needed.label), must="results")
    except SyncError as error:
        note = _note(error, needed.label)
    # Read back: whoever was quicker has made it as well.
    is_there = wanted in catalog.labels(stream, needed.to_stream, younger=0.0)
    return [] if is_there or note is None else [note]


def _has(pipelines: Sequence[Pipeline], label: str, stages: Sequence[str]) -> bool:
    return any(
        each.label == label and {stage.label for stage in each.stages}.issuperset(stages)
        for each in pipelines
    )


def _with_stages(
    api: Api, kind: Kind, pipeline: Pipeline, wishes: Sequence[Mapping[str, Any]]
) -> Pipeline:
    have = {stage.label for stage in pipeline.stages}
    path = f"{paths.pipelines(kind.name)}/{pipeline.id}/stages"
    made = [
        read_stage(api.post(path, wish, must="id")) for wish in wishes if wish["label"] not in have
    ]
    return Pipeline(pipeline.id, pipeline.label, (*pipeline.stages, *made))


def _note(error: SyncError, field: str) -> Refusal | None:
    """Return what to tell of something that could not be made; None if it was there already.

    Raises what is no answer to the wish: a dead line, an ended sign-in.
    """
    if isinstance(error, RefusedError):
        if error.code is Code.CONFLICTING_ID:
            return None
        return Refusal(error.code, field=field, reference=error.reference)
    if isinstance(error, UserActionError) and error.code in _BARRED:
        return Refusal(error.code, field=field, reference=error.reference)
    raise error
