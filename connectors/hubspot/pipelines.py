"""Pipelines and their stages, of deals and tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connectors.hubspot.objects import Kind
from core.schema import Choice, Field

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; records hold its id."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline; records hold its id."""

    id: str
    label: str
    stages: tuple[Stage, ...]


def read_pipeline(row: Row) -> Pipeline:
    """Describe one pipeline, its stages in order."""
    stages = sorted(
        (stage for stage in row.get("stages") or () if stage.get("archived") is not True),
        key=lambda stage: stage.get("displayOrder") or 0,
    )
    return Pipeline(
        str(row["id"]), str(row.get("label") or ""), tuple(read_stage(stage) for stage in stages)
    )


def read_stage(row: Row) -> Stage:
    """Describe one stage."""
    return Stage(str(row["id"]), str(row.get("label") or ""))


def with_choices(
    fields: Mapping[str, Field], kind: Kind, pipelines: Sequence[Pipeline]
) -> Mapping[str, Field]:
    """Return fields whose pipeline and stage can be chosen; a stage's group is its pipeline."""
    choices = {
        kind.pipeline: tuple(Choice(each.id, each.label) for each in pipelines),
        kind.stage: tuple(
            Choice(stage.id, stage.label, each.label) for each in pipelines for stage in each.stages
        ),
    }
    return dict(fields) | {
        name: replace(fields[name], choices=found)
        for name, found in choices.items()
        if name is not None and name in fields
    }


def stage_wish(kind: Kind, label: str, index: int, count: int) -> dict[str, Any]:
    """Return the definition of stage `index` of `count`. The last one closes the record.

    A deal's probability rises from stage to stage, in HubSpot's steps of a tenth.
    """
    last = index == count - 1
    if kind.name == "deals":
        tenths = 10 if last else max(1, 10 * (index + 1) // (count + 1))
        metadata = {"probability": f"{tenths / 10:.1f}"}
    else:
        metadata = {"ticketState": "CLOSED" if last else "OPEN"}
    return {"label": label, "displayOrder": index, "metadata": metadata}
