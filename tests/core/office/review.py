"""An office with both ends in memory, and short words for what Review is about."""

from collections.abc import Callable
from typing import Any

import pytest

from core.errors import Code, Refusal, SyncError
from core.records import Side
from core.store import issues, mappings
from core.store.ledger import Problem, Settlement
from tests.core.engine.world import PERSONS
from tests.core.test_office import Desk


def publish(desk: Desk, *documents: Any) -> None:
    system = desk.office.summary().connection(Side.SYSTEM)
    assert system is not None
    for document in documents:
        mappings.publish(desk.store, system.id, document, desk.clock.now())


def person(desk: Desk, id: str, **fields: Any) -> str:
    references = {"company": (fields.pop("company"),)} if "company" in fields else None
    return desk.firm.put("persons", fields, id=id, references=references)


def ana(desk: Desk, id: str = "p1") -> str:
    """Make Ana, sync her, and return her contact's id."""
    person(desk, id, first="Ana", last="Ruiz", mail=f"{id}@example.com", town="Denver")
    desk.sync()
    return partner(desk, id)


def partner(desk: Desk, id: str) -> str:
    return desk.office._parts.ledger.hubspot_ids(PERSONS, [id])[id]


def linked(desk: Desk) -> dict[str, str]:
    return desk.office._parts.ledger.hubspot_ids(PERSONS, ["p1", "p2"])


def due(desk: Desk) -> list[str]:
    return desk.office._parts.ledger.due_retries(PERSONS, desk.clock.now())


def told(desk: Desk) -> list[tuple[str, Code]]:
    return [(each.system_id, each.code) for each in issues.open_issues(desk.store)]


def tell(desk: Desk, problem: Problem) -> None:
    """Put an issue into Review, as a run does."""
    done = Settlement()
    done.problem(problem)
    desk.office._parts.ledger.settle(PERSONS, done, None)


def namesakes(desk: Desk) -> list[str]:
    """Make two contacts that both could be p1, and have a run ask about them."""
    names = {"firstname": "Ana", "lastname": "Ruiz", "phone": "+13035550118"}
    both = [desk.portal.put("contacts", names) for _ in range(2)]
    person(desk, "p1", first="Ana", last="Ruiz", tel="(303) 555-0118")
    desk.sync()
    assert told(desk) == [("p1", Code.AMBIGUOUS_MATCH)]
    return both


def contact(desk: Desk, id: str) -> Any:
    return desk.portal.records("contacts")[id]


def refusal(work: Callable[[], object]) -> Code:
    with pytest.raises(SyncError) as caught:
        work()
    return caught.value.code


def deleted(desk: Desk, gone: Side = Side.SYSTEM) -> str:
    """Delete p1, or its contact, and have it asked about; return the contact's id."""
    there = partner(desk, "p1")
    if gone is Side.SYSTEM:
        desk.firm.delete("persons", "p1")
    else:
        desk.portal.delete("contacts", there)
    tell(desk, Problem("p1", there, Refusal(Code.PENDING_DELETE, field=gone.value)))
    return there
