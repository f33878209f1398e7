"""Creating and changing records over the API: everything is checked before anything is kept."""

from collections.abc import Callable, Mapping
from typing import Any

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.rows import Part
from connectors.clio.simulator.writes import calendar, contacts, matters, relationships
from connectors.clio.simulator.writes.attributes import Data

Create = Callable[[Account, Data], Part]
Change = Callable[[Account, Any, Data], Part]
"""Return the new row, kept; the old one is not changed."""

CREATES: Mapping[str, Create] = {
    "contacts": contacts.create,
    "matters": matters.create,
    "relationships": relationships.create,
    "calendar_entries": calendar.create,
}
CHANGES: Mapping[str, Change] = {
    "contacts": contacts.change,
    "matters": matters.change,
    "relationships": relationships.change,
    "calendar_entries": calendar.change,
}
