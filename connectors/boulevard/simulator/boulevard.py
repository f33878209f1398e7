"""Boulevard in memory: one business and its API."""

from email.utils import format_datetime
from typing import Any

from connectors.boulevard.simulator.business import Business
from connectors.boulevard.simulator.checking import check
from connectors.boulevard.simulator.errors import UNAUTHORIZED, RefusalError
from connectors.boulevard.simulator.execution import Execution
from connectors.boulevard.simulator.language import parse
from connectors.boulevard.simulator.limits import Bucket
from connectors.boulevard.simulator.profile import API_KEY, API_SECRET, BUSINESS_ID, Profile
from connectors.boulevard.simulator.seeding import Seeding
from connectors.boulevard.simulator.tokens import is_good
from connectors.kit.simulator import Request, Response, SimulatedAccount, SimulatorClock, decoded

PATH = "/api/2020-01/admin"


class BoulevardSimulator(SimulatedAccount, Seeding):
    """Answers requests to Boulevard's Admin API.

    `limits` takes the points away where False. Beside what the two above offer, tests may use
    `keys` (key to secret), `bucket`, `execution.forbidden`, `execution.broken` and
    `business.messages`.
    """

    def __init__(
        self,
        *,
        clock: SimulatorClock | None = None,
        limits: bool = True,
        profile: Profile | None = None,
    ) -> None:
        clock = clock or SimulatorClock()
        self.profile = profile or Profile()
        self.business = Business(clock, self.profile)
        super().__init__(clock, self.business.lock, self._answered_or_refused)
        self.keys = {API_KEY: API_SECRET}
        self.bucket = Bucket(clock, has_limit=limits)
        self.execution = Execution(self.business)

    def dump(self) -> dict[str, object]:
        """Return the whole state as JSON-able values."""
        with self.business.lock:
            return self.business.state()

    def restore(self, state: dict[str, Any]) -> None:
        """Take a state that `dump` returned."""
        with self.business.lock:
            self.business.take_state(state)

    def _answered_or_refused(self, request: Request) -> Response:
        try:
            response = self._welcomed(request)
        except RefusalError as refusal:
            response = refusal.response()
        response.headers["date"] = format_datetime(self.clock.now(), usegmt=True)
        return response

    def _welcomed(self, request: Request) -> Response:
        if request.url.path != PATH or request.method != "POST":
            return Response(404, json={"errors": [{"message": "Not Found"}]})
        header = request.headers.get("authorization", "")
        if not is_good(header, self.keys, BUSINESS_ID, self.clock.now(), self.profile.lifetime):
            raise RefusalError(UNAUTHORIZED, 401)
        body = decoded(request)
        if not isinstance(body, dict) or not isinstance(body.get("query"), str):
            raise RefusalError("No query document supplied", 400)
        operation, variables = parse(body["query"]), body.get("variables") or {}
        self.bucket.take(check(self.business, operation, variables))
        return Response(200, json=self.execution.answer(operation, variables))
