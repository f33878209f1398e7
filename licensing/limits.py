"""Rate limits, counted in the database, because any process may answer the next request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from licensing.prints import Prints
from licensing.problems import ProblemError, Why
from licensing.store.database import Database
from licensing.store.tables import hits


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds, of each address or key by itself."""

    name: str
    most: int
    seconds: int


ADDRESS = Limit("address", 300, 60)
GUESSING = Limit("guessing", 20, 3_600)  # keys and codes that one address may try
RELAY = Limit("relay", 60, 3_600)
MAIL = Limit("mail", 5, 3_600)


class Limits:
    """Counts, and refuses."""

    def __init__(self, database: Database, prints: Prints, now: Callable[[], datetime]) -> None:
        self._database = database
        self._prints = prints
        self._now = now

    def count(self, limit: Limit, who: str) -> None:
        """Count a request. Raises ProblemError(TOO_MANY) with the seconds to wait."""
        now = int(self._now().timestamp())
        window = now - now % limit.seconds
        row = {"who": f"{limit.name}:{self._prints.of('hit', who)[:32]}", "window": window}
        made = self._database.insert(hits).values(**row, count=1)
        upsert = made.on_conflict_do_update(
            index_elements=["who", "window"], set_={"count": hits.c.count + 1}
        ).returning(hits.c.count)
        with self._database.write() as connection:
            count = int(connection.execute(upsert).scalar_one())
        if count > limit.most:
            raise ProblemError(Why.TOO_MANY, wait=window + limit.seconds - now)

    def forget(self) -> None:
        """Delete what is counted no more."""
        longest = max(each.seconds for each in (ADDRESS, GUESSING, RELAY, MAIL))
        with self._database.write() as connection:
            old = int(self._now().timestamp()) - longest
            connection.execute(delete(hits).where(hits.c.window < old))
