"""Whether an office may sync now, and until when: from its licence and the time, nothing else.

A licence server that is gone stops nobody within the grace time; what it signed as ended ends at
once. Whatever this says, everything stays viewable, and can be exported and erased (P15).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from core.licensing.licence import Licence, Subscription

CLOCK_TOLERANCE = timedelta(hours=24)  # a clock so far behind what was seen was set back
_ENDED = frozenset(
    {
        Subscription.UNPAID,
        Subscription.PAUSED,
        Subscription.CANCELED,
        Subscription.INCOMPLETE,
        Subscription.INCOMPLETE_EXPIRED,
        Subscription.REVOKED,
    }
)


class Standing(Enum):
    """How an office stands, as its window says it."""

    NONE = "none"  # it never had a licence
    TRIAL = "trial"
    LICENSED = "licensed"
    GRACE = "grace"  # the licence is past its date, and a new one could not be had
    LIMITED = "limited"  # sync is paused; the rest works


@dataclass(frozen=True, slots=True)
class Gate:
    """What an office may do now."""

    standing: Standing
    until: datetime | None  # when this changes by itself, if no new licence comes
    ask: bool  # a new licence is to be asked for
    state: Subscription | None = None  # what the subscription was when it was last told
    clock_back: bool = False  # the PC's clock is behind what was seen: only an answer sets it right

    @property
    def may_sync(self) -> bool:
        return self.standing in (Standing.TRIAL, Standing.LICENSED, Standing.GRACE)


def gate(licence: Licence | None, now: datetime, seen: datetime | None = None) -> Gate:
    """Decide by the licence that was last read, and the latest time that was ever `seen`.

    A clock that was set back gets no longer a licence by it: time counts as it was seen. One that
    was far ahead once must not lock anybody out, so what it makes of a licence in date is no more
    than its grace, and a new one is asked for.
    """
    if licence is None:
        return Gate(Standing.NONE, None, ask=False)
    if licence.state in _ENDED:
        return Gate(Standing.LIMITED, None, ask=True, state=licence.state)
    latest = max(licence.issued_at, seen or licence.issued_at)
    back = now < latest - CLOCK_TOLERANCE
    at = max(now, latest) if back else now
    ask = back or at >= licence.refresh_after
    if at < licence.expires_at:
        trial = licence.state is Subscription.TRIALING
        standing, until = Standing.TRIAL if trial else Standing.LICENSED, licence.expires_at
    elif at < licence.grace_until or (back and now < licence.expires_at):
        standing, until = Standing.GRACE, licence.grace_until
    else:
        return Gate(Standing.LIMITED, None, ask=True, state=licence.state, clock_back=back)
    return Gate(standing, until, ask, licence.state, back)
