"""Licences and the PCs that use them: trial, activate, refresh, deactivate.

All of it may be asked twice: the second answer is as the first, with another date.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from core.licensing.licence import Subscription
from licensing.prints import Prints, new_id, new_token, told
from licensing.problems import ProblemError, Why
from licensing.signing import Signer
from licensing.store.database import Database
from licensing.store.tables import fetched, installs, instructions, licences, plans, trials
from licensing.terms import TRIAL, Asked, granted

TRIAL_PLAN = "trial"  # its entitlements are those of Stripe's product of that name
_LIVE = frozenset({Subscription.TRIALING, Subscription.ACTIVE, Subscription.PAST_DUE})


@dataclass(frozen=True, slots=True)
class Pc:
    """Who asks: one installation of the program on one PC."""

    install: str
    machine: str
    app_version: str
    nonce: str
    portals: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        return Asked(self.install, self.machine, self.nonce)


@dataclass(frozen=True, slots=True)
class Granted:
    """A licence file, what the program shows from now on in place of a key, and what it has to do.

    `token` None: the one that it has stays good.
    """

    licence: str
    token: str | None = None
    instructions: Sequence[Mapping[str, str]] = ()


class Seats:
    """The desk at which licences are handed out."""

    def __init__(
        self, database: Database, prints: Prints, signer: Signer, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._prints = prints
        self._signer = signer
        self._now = now

    def trial(self, pc: Pc) -> Granted:
        """Begin a trial, or go on with it. A machine has one, whoever installs the program anew."""
        now = self._now()
        with self._database.write() as connection:
            known = connection.execute(
                select(trials.c.licence).where(trials.c.machine == pc.machine)
            ).scalar()
            row = _row(connection, known) if known is not None else None
            if row is None:
                row = self._new_trial(connection, pc, now)
            elif row["key_print"] is not None or now.timestamp() >= row["paid_until"]:
                raise ProblemError(Why.TRIAL_OVER)  # what was bought since takes its key
            return self._seated(connection, row, pc, now)

    def activate(self, key: str, pc: Pc) -> Granted:
        """Give a PC a seat of the licence with this key."""
        now = self._now()
        with self._database.write() as connection:
            row = self._by_key(connection, key)
            if Subscription(row["state"]) not in _LIVE:
                raise ProblemError(Why.ENDED)
            self._take_seat(connection, row, pc)
            return self._seated(connection, row, pc, now)

    def refresh(self, token: str, pc: Pc, done: Sequence[str] = ()) -> Granted:
        """Return the licence as it stands now: also one that has ended says so, signed.

        `done` names instructions that were carried out.
        """
        now = self._now()
        with self._database.write() as connection:
            install = self.installed(connection, token)
            if (install["id"], install["machine"]) != (pc.install, pc.machine):
                raise ProblemError(Why.UNKNOWN_INSTALL)
            seen = {
                "seen_at": int(now.timestamp()),
                "app_version": pc.app_version,
                "portals": json.dumps(sorted(pc.portals)),
            }
            connection.execute(update(installs).where(installs.c.id == pc.install).values(seen))
            self._carried_out(connection, pc.install, done, now)
            row = _row(connection, install["licence"])
            assert row is not None
            told_now = _open_instructions(connection, pc)
            return Granted(self._signer.signed(granted(row, pc.asked, now)), None, told_now)

    def deactivate(self, token: str, install: str) -> None:
        """Release a seat: one's own, or that of another PC of the same licence."""
        with self._database.write() as connection:
            mine = self.installed(connection, token)
            connection.execute(
                update(installs)
                .where(installs.c.id == install, installs.c.licence == mine["licence"])
                .where(installs.c.released_at.is_(None))
                .values(released_at=int(self._now().timestamp()))
            )

    def release(self, key: str, install: str) -> None:
        """Release the seat of a PC that is gone: with the licence key, from a PC that has none."""
        with self._database.write() as connection:
            row = self._by_key(connection, key)
            connection.execute(
                update(installs)
                .where(installs.c.id == install, installs.c.licence == row["id"])
                .where(installs.c.released_at.is_(None))
                .values(released_at=int(self._now().timestamp()))
            )

    def installed(self, connection: Connection, token: str) -> Mapping[str, Any]:
        """Return the installation that shows a token, if it has its seat still."""
        found = connection.execute(
            select(installs).where(
                installs.c.token_print == self._prints.of("token", token),
                installs.c.released_at.is_(None),
            )
        ).mappings()
        row = found.first()
        if row is None:
            raise ProblemError(Why.UNKNOWN_INSTALL)
        return dict(row)

    # -- inside ---------------------------------------------------------------------------------

    def _by_key(self, connection: Connection, key: str) -> Mapping[str, Any]:
        """Return a licence, held until the transaction ends, so that its seats can be counted."""
        printed = self._prints.of("key", told(key))
        found = connection.execute(
            select(licences).where(licences.c.key_print == printed).with_for_update()
        ).mappings()
        row = found.first()
        if row is None:
            raise ProblemError(Why.UNKNOWN_KEY)
        return dict(row)

    def _new_trial(self, connection: Connection, pc: Pc, now: datetime) -> Mapping[str, Any]:
        plan = connection.execute(select(plans).where(plans.c.name == TRIAL_PLAN)).mappings()
        terms = plan.first()
        if terms is None:
            raise ProblemError(Why.NO_PLAN)
        row = {
            "id": new_id("lic"),
            "plan": TRIAL_PLAN,
            "state": Subscription.TRIALING.value,
            **{each: terms[each] for each in ("entitlements", "records", "portals", "machines")},
            "paid_until": int((now + TRIAL).timestamp()),
            "told_at": int(now.timestamp()),
            "created_at": int(now.timestamp()),
        }
        connection.execute(licences.insert().values(row))
        made = self._database.insert(trials).values(machine=pc.machine, licence=row["id"])
        connection.execute(made.on_conflict_do_nothing())
        held = connection.execute(
            select(trials.c.licence).where(trials.c.machine == pc.machine)
        ).scalar()
        found = _row(connection, held)  # another request of the same PC may have been first
        assert found is not None
        return found

    def _take_seat(self, connection: Connection, row: Mapping[str, Any], pc: Pc) -> None:
        """See that there is a seat for a PC. One that is installed anew on a PC takes over its."""
        seats = connection.execute(
            select(installs.c.id, installs.c.machine, installs.c.seen_at).where(
                installs.c.licence == row["id"], installs.c.released_at.is_(None)
            )
        ).all()
        anew = [each.id for each in seats if each.machine == pc.machine and each.id != pc.install]
        if anew:
            connection.execute(
                update(installs)
                .where(installs.c.id.in_(anew))
                .values(released_at=int(self._now().timestamp()))
            )
        others = [each for each in seats if each.machine != pc.machine and each.id != pc.install]
        if len(others) >= row["machines"]:
            named = [{"install": each.id, "seen_at": each.seen_at} for each in others]
            raise ProblemError(Why.NO_SEAT, {"machines": row["machines"], "installs": named})

    def _seated(
        self, connection: Connection, row: Mapping[str, Any], pc: Pc, now: datetime
    ) -> Granted:
        token, at = new_token(), int(now.timestamp())
        held = select(installs.c.machine).where(installs.c.id == pc.install)
        if connection.execute(held).scalar() not in (None, pc.machine):
            raise ProblemError(Why.UNKNOWN_INSTALL)  # no one takes over what another PC is known by
        values = {
            "licence": row["id"],
            "machine": pc.machine,
            "token_print": self._prints.of("token", token),
            "app_version": pc.app_version,
            "portals": json.dumps(sorted(pc.portals)),
            "seen_at": at,
            "released_at": None,
        }
        made = self._database.insert(installs).values(id=pc.install, first_at=at, **values)
        connection.execute(made.on_conflict_do_update(index_elements=["id"], set_=values))
        return Granted(self._signer.signed(granted(row, pc.asked, now)), token)

    def _carried_out(
        self, connection: Connection, install: str, done: Sequence[str], now: datetime
    ) -> None:
        known = connection.execute(
            select(instructions.c.id).where(instructions.c.id.in_(list(done)))
        ).scalars()
        at = int(now.timestamp())
        rows = [{"instruction": each, "install": install, "done_at": at} for each in known]
        if rows:
            connection.execute(self._database.insert(fetched).values(rows).on_conflict_do_nothing())


def is_live(connection: Connection, licence: str, now: datetime) -> bool:
    """Return whether a licence may be used now."""
    row = _row(connection, licence)
    if row is None or Subscription(row["state"]) not in _LIVE:
        return False
    return row["paid_until"] is None or now.timestamp() < row["paid_until"]


def seats_taken(connection: Connection, licence: str) -> int:
    """Count the PCs that have a seat."""
    query = (
        select(func.count())
        .select_from(installs)
        .where(installs.c.licence == licence, installs.c.released_at.is_(None))
    )
    return int(connection.execute(query).scalar_one())


def _row(connection: Connection, licence: str | None) -> Mapping[str, Any] | None:
    found = connection.execute(select(licences).where(licences.c.id == licence)).mappings()
    row = found.first()
    return dict(row) if row is not None else None


def _open_instructions(connection: Connection, pc: Pc) -> list[Mapping[str, str]]:
    """Return what is to be done about the portals that a PC syncs, the oldest first."""
    if not pc.portals:
        return []
    carried = select(fetched.c.instruction).where(fetched.c.install == pc.install)
    found = connection.execute(
        select(instructions)
        .where(instructions.c.portal.in_(pc.portals), instructions.c.id.not_in(carried))
        .order_by(instructions.c.made_at, instructions.c.id)
    ).mappings()
    return [
        {"id": r["id"], "portal": r["portal"], "kind": r["kind"], "object": r["object"]}
        for r in found
    ]
