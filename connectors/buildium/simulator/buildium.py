"""Buildium in memory: one account, and a key to it."""

from email.utils import format_datetime
from typing import Any

import msgspec

from connectors.buildium.simulator.account import Account, State
from connectors.buildium.simulator.api import Api
from connectors.buildium.simulator.errors import RefusalError
from connectors.buildium.simulator.limits import Limit
from connectors.buildium.simulator.profile import (
    CLIENT_ID,
    CLIENT_SECRET,
    HOSTS,
    LONGEST_QUERY,
    PER_SECOND,
    Profile,
)
from connectors.buildium.simulator.seeding import Seeding
from connectors.kit.simulator import Request, Response, SimulatedAccount, SimulatorClock


class BuildiumSimulator(SimulatedAccount, Seeding):
    """Answers requests to Buildium.

    `per_second` None takes the limit away. Beside what the two above offer, tests may use
    `keys`, `limit`, `account.forbidden`, `account.read_only` and `account.hidden`.
    """

    def __init__(
        self,
        *,
        clock: SimulatorClock | None = None,
        per_second: int | None = PER_SECOND,
        profile: Profile | None = None,
    ) -> None:
        clock = clock or SimulatorClock()
        self.profile = profile or Profile()
        self.account = Account(clock, self.profile)
        super().__init__(clock, self.account.lock, self._answered_or_refused)
        self.keys = {CLIENT_ID: CLIENT_SECRET}
        self.limit = Limit(self.clock, per_second)
        self._api = Api(self.account)

    def dump(self) -> dict[str, object]:
        with self.account.lock:
            return {"buildium": msgspec.to_builtins(self.account.state())}

    def restore(self, state: dict[str, Any]) -> None:
        with self.account.lock:
            self.account.take_state(msgspec.convert(state["buildium"], State))

    def _answered_or_refused(self, request: Request) -> Response:
        try:
            response = self._answered_by_api(request)
        except RefusalError as refusal:
            response = refusal.response()
            if refusal.status == 429 and not self.profile.throttled_body:
                response = Response(429)
        response.headers["Date"] = format_datetime(self.clock.now(), usegmt=True)
        return response

    def _answered_by_api(self, request: Request) -> Response:
        self._check_key(request)
        self.limit.admit()
        if len(request.url.query) > LONGEST_QUERY:
            raise RefusalError(500)
        return self._api.route(request)

    def _check_key(self, request: Request) -> None:
        """Refuse a key that is unknown, or made in the other environment."""
        given = request.headers.get("x-buildium-client-id", "")
        secret = request.headers.get("x-buildium-client-secret", "")
        if self.keys.get(given, "") != secret or not secret:
            raise RefusalError(401)
        if HOSTS.get(request.url.host, self.profile.environment) != self.profile.environment:
            raise RefusalError(401)
