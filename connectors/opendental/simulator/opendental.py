"""Open Dental in memory: one practice and its API."""

from typing import Any

from connectors.kit.simulator import Request, Response, SimulatedAccount, SimulatorClock
from connectors.opendental.simulator.api import ROOT, Api
from connectors.opendental.simulator.errors import (
    ECONNECTOR_DOWN,
    RefusalError,
    no_resource,
    unauthorized,
)
from connectors.opendental.simulator.limits import Limit
from connectors.opendental.simulator.practice import Practice
from connectors.opendental.simulator.profile import (
    CUSTOMER_KEY,
    DEVELOPER_KEY,
    PAUSES,
    PRACTICE,
    Profile,
)
from connectors.opendental.simulator.seeding import Seeding


class OpenDentalSimulator(SimulatedAccount, Seeding):
    """Answers requests to Open Dental.

    `plan` is what the practice pays for: "free", "paid", "enterprise"; None takes the limit away,
    as in the office. Beside what the two above offer, tests may use `keys`, `practice.permissions`,
    `practice.econnector_down`, `api.forbidden` and `limit`.
    """

    def __init__(
        self,
        *,
        clock: SimulatorClock | None = None,
        plan: str | None = "free",
        profile: Profile | None = None,
    ) -> None:
        clock = clock or SimulatorClock()
        self.profile = profile or Profile()
        self.practice = Practice(clock, self.profile)
        super().__init__(clock, self.practice.lock, self._answered_or_refused)
        self.keys = {(DEVELOPER_KEY, CUSTOMER_KEY)}  # pairs that are good
        is_limited = plan is not None and self.profile.mode == "remote"
        self.limit = Limit(self.clock, PAUSES[plan] if is_limited and plan else None)
        self.api = Api(self.practice)
        self.practice.add("preferences", {"PrefName": "PracticeTitle", "ValueString": PRACTICE})

    def dump(self) -> dict[str, object]:
        """Return the whole state as JSON-able values."""
        with self.practice.lock:
            return self.practice.state()

    def restore(self, state: dict[str, Any]) -> None:
        """Take a state that `dump` returned."""
        with self.practice.lock:
            self.practice.take_state(state)

    def _answered_or_refused(self, request: Request) -> Response:
        try:
            return self._welcomed(request)
        except RefusalError as refusal:
            return refusal.response(as_json=self.profile.json_sentences)

    def _welcomed(self, request: Request) -> Response:
        key = self._admitted(request)
        try:
            if self.practice.econnector_down and self.profile.mode == "remote":
                raise RefusalError(400, ECONNECTOR_DOWN)
            response = self.api.route(request)
        finally:
            self.limit.answered(key)
        if response.status_code == 404:
            raise no_resource(request.url.path.removeprefix(f"{ROOT}/").partition("/")[0])
        if response.status_code == 405:
            resource = request.url.path.removeprefix(f"{ROOT}/").partition("/")[0]
            raise RefusalError(400, f"{resource} {request.method}  is not a valid method.")
        return response

    def _admitted(self, request: Request) -> str:
        """Return the customer key of a request; 401 if it is none, 429 if it comes too soon."""
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        developer, slash, customer = pair.partition("/")
        if scheme != "ODFHIR" or not slash or (developer, customer) not in self.keys:
            raise unauthorized()
        self.limit.admit(customer)
        return str(customer)
