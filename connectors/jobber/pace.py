"""How fast Jobber may be asked: 2,500 requests in five minutes, and a bucket of points.

The bucket holds 10,000 and fills by 500 a second. A field costs a point, and what is below a list
costs as often as the list may have items. What a document costs is counted before it is first
sent, and known exactly once it was answered.
"""

import re
from decimal import Decimal

from connectors.kit.graphql import Document, Reply, Row, Tree
from connectors.kit.limits import RateBudget, Window, shared_budget
from core.jobs import Clock, JobContext

REQUESTS, REQUESTS_IN = 2_500, 300.0  # seconds
BUCKET, PER_SECOND = 10_000, 500.0  # points
MOST = BUCKET // 2  # of one query: two fit into a full bucket, so that none waits for all of it
UNSAID = 100  # items that a list counts as where nothing limits it

_FIRST = re.compile(r"\bfirst: (\d+)")
_FREE = frozenset({"nodes", "edges", "node"})


def cost_of(tree: Tree) -> int:
    """Return what a selection costs, as the manual has it.

    >>> from connectors.kit.graphql import tree
    >>> cost_of(tree(["clients(first: 10)/nodes/id", "clients(first: 10)/nodes/name"]))
    20
    """
    points = 0
    for step, inner in tree.items():
        first = _FIRST.search(step)
        if first is not None:
            # pageInfo is asked for once, and items as often as there are.
            once = {name: below for name, below in inner.items() if name not in _FREE}
            items = {name: below for name, below in inner.items() if name in _FREE}
            points += cost_of(once) + int(first[1]) * cost_of(items)
        elif step in _FREE or step.startswith("..."):
            points += cost_of(inner)
        else:
            points += 1 + cost_of(inner)
    return points


class Pace:
    """One account's two budgets, kept to what Jobber's answers say of them."""

    def __init__(self, name: str, clock: Clock) -> None:
        self.budget = _Both(
            shared_budget(f"{name} points", {"": [Window(BUCKET, BUCKET / PER_SECOND)]}, clock),
            shared_budget(f"{name} requests", {"": [Window(REQUESTS, REQUESTS_IN)]}, clock),
        )
        self._known: dict[str, int] = {}

    def cost(self, document: Document) -> int:
        """Return what a document costs: as Jobber last said, else as counted."""
        return max(1, self._known.get(document.text) or cost_of(document.tree))

    def remember(self, document: Document, reply: Reply) -> None:
        """Learn what a document costs from its answer."""
        asked = (reply.extensions.get("cost") or {}).get("requestedQueryCost")
        if isinstance(asked, int | Decimal):
            self._known[document.text] = int(asked)

    def learn(self, extensions: Row) -> None:
        """Learn from an answer how much is left: others may use the account's bucket too."""
        status = (extensions.get("cost") or {}).get("throttleStatus") or {}
        left, most = status.get("currentlyAvailable"), status.get("maximumAvailable")
        if isinstance(left, int | Decimal) and isinstance(most, int | Decimal):
            self.budget.learn("", limit=int(most), remaining=int(left))


class _Both(RateBudget):
    """Two budgets as one: points by what a query costs, requests by ones."""

    def __init__(self, points: RateBudget, requests: RateBudget) -> None:
        super().__init__({})
        self._points = points
        self._requests = requests

    def acquire(self, policy: str, job: JobContext, cost: int = 1) -> object:
        points = self._points.acquire(policy, job, cost)
        try:
            return points, self._requests.acquire(policy, job)
        except BaseException:
            self._points.release(points)
            raise

    def release(self, ticket: object) -> None:
        if isinstance(ticket, tuple):
            self._points.release(ticket[0])
            self._requests.release(ticket[1])

    def learn(
        self,
        policy: str,
        *,
        limit: int | None = None,
        remaining: int | None = None,
        seconds: float | None = None,
    ) -> None:
        self._points.learn(policy, limit=limit, remaining=remaining, seconds=seconds)

    def pause(self, policy: str | None, seconds: float) -> None:
        self._points.pause(policy, seconds)
