"""Labels of ties: how a portal numbers them, and how one of ours is defined."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

HUBSPOTS = "HUBSPOT_DEFINED"  # of the plain tie, and of labels that HubSpot sets by itself
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Label:
    """One label in one direction. Numbers are unique within a category only."""

    category: str
    type_id: int

    def wire(self) -> dict[str, object]:
        return {"associationCategory": self.category, "associationTypeId": self.type_id}


def read_labels(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Label]:
    """Return what a portal tells of its labels, by their text in lower case.

    >>> read_labels([{"category": "USER_DEFINED", "typeId": 36, "label": "Client"}])
    {'client': Label(category='USER_DEFINED', type_id=36)}
    """
    return {
        str(row["label"]).casefold(): Label(str(row["category"]), int(row["typeId"]))
        for row in rows
        if row.get("label")
    }


def label_wish(label: str) -> dict[str, str]:
    """Return the definition of a label of ours; its name is for programs, and never shown.

    >>> label_wish("Opposing party")
    {'label': 'Opposing party', 'name': 'sync300_opposing_party'}
    """
    name = _NOT_IN_NAMES.sub("_", label.casefold()).strip("_")
    return {"label": label, "name": f"sync300_{name}"}
