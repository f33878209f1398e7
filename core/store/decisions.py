"""A person's answers about who is who: kept until they are undone, whatever runs find."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select

from core.answers import Answers
from core.store.among import among, these
from core.store.audit import Act, note
from core.store.database import Store
from core.store.tables import decisions
from core.store.times import loaded, stored
from core.store.upsert import upsert


class Answer(Enum):
    """What was answered about one system record and one HubSpot record."""

    LINK = "link"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer."""

    pair: str
    system_id: str
    hubspot_id: str
    answer: Answer
    made_at: datetime


_ACTS = {Answer.LINK: Act.ANSWERED_LINK, Answer.APART: Act.ANSWERED_APART}
_PAIR = decisions.c.pair == bindparam("the_pair")
_ANSWERS = select(decisions.c.system_id, decisions.c.hubspot_id, decisions.c.answer)
_OF_SYSTEM = _ANSWERS.where(_PAIR, among(decisions.c.system_id))
_OF_HUBSPOT = _ANSWERS.where(_PAIR, among(decisions.c.hubspot_id))


def answered(store: Store, pair: str, system_ids: Collection[str]) -> dict[str, Answers]:
    """Return what was answered about some system records, by their ids; most have no answer."""
    if not system_ids:
        return {}
    found: dict[str, Answers] = {}
    with store.read() as connection:
        for system_id, hubspot_id, answer in connection.execute(
            _OF_SYSTEM, these(pair, system_ids)
        ):
            known = found.get(system_id, Answers())
            if answer == Answer.LINK.value:
                found[system_id] = Answers(hubspot_id, known.apart)
            else:
                found[system_id] = Answers(known.link, known.apart | {hubspot_id})
    return found


def answered_of_hubspot(
    store: Store, pair: str, hubspot_ids: Collection[str]
) -> dict[str, dict[str, Answer]]:
    """Return what was answered about some HubSpot records: HubSpot id -> system id -> answer."""
    if not hubspot_ids:
        return {}
    found: dict[str, dict[str, Answer]] = {}
    with store.read() as connection:
        for system_id, hubspot_id, answer in connection.execute(
            _OF_HUBSPOT, these(pair, hubspot_ids)
        ):
            found.setdefault(hubspot_id, {})[system_id] = Answer(answer)
    return found


def keep(
    store: Store,
    pair: str,
    system_id: str,
    hubspot_ids: Collection[str],
    answer: Answer,
    now: datetime,
) -> None:
    """Keep an answer, in place of what was answered about the same two before.

    A record has one partner at most: of two that are to be linked with it, the later stands.
    """
    shared: dict[str, Any] = {"pair": pair, "answer": answer.value, "made_at": stored(now)}
    with store.write() as connection:
        if answer is Answer.LINK:
            ends = or_(decisions.c.system_id == system_id, decisions.c.hubspot_id.in_(hubspot_ids))
            linked = decisions.c.answer == Answer.LINK.value
            connection.execute(delete(decisions).where(decisions.c.pair == pair, linked, ends))
        rows = [{**shared, "system_id": system_id, "hubspot_id": each} for each in hubspot_ids]
        upsert(connection, decisions, rows)
        note(connection, now, _ACTS[answer], f"{pair} {system_id}")


def undo(store: Store, pair: str, system_id: str, hubspot_id: str, now: datetime) -> Answer | None:
    """Forget an answer, and return what it was; None if there was none."""
    mine = _about(pair, system_id, hubspot_id)
    with store.write() as connection:
        answer = connection.execute(select(decisions.c.answer).where(mine)).scalar()
        if answer is None:
            return None
        connection.execute(delete(decisions).where(mine))
        note(connection, now, Act.UNANSWERED, f"{pair} {system_id}")
    return Answer(answer)


def kept(store: Store) -> list[Decision]:
    """Return all answers, the newest first."""
    query = select(decisions).order_by(decisions.c.made_at.desc(), *decisions.primary_key)
    with store.read() as connection:
        return [
            Decision(r.pair, r.system_id, r.hubspot_id, Answer(r.answer), loaded(r.made_at))
            for r in connection.execute(query)
        ]


def _about(pair: str, system_id: str, hubspot_id: str) -> ColumnElement[bool]:
    return and_(
        decisions.c.pair == pair,
        decisions.c.system_id == system_id,
        decisions.c.hubspot_id == hubspot_id,
    )
