"""ServiceTitan in memory: one tenant, its API and its sign-in."""

from email.utils import format_datetime

import msgspec

from connectors.kit.simulator import Request, Response, SimulatedAccount, SimulatorClock
from connectors.servicetitan.simulator.account import Account, State
from connectors.servicetitan.simulator.api import Api
from connectors.servicetitan.simulator.errors import RefusalError, not_found
from connectors.servicetitan.simulator.limits import Limit
from connectors.servicetitan.simulator.profile import PER_SECOND, Profile
from connectors.servicetitan.simulator.seeding import Seeding
from connectors.servicetitan.simulator.signing import SignIn

TOKEN_PATH = "/connect/token"


class Saved(msgspec.Struct):
    """What `dump` keeps."""

    account: State
    tokens: dict[str, str]


class ServiceTitanSimulator(SimulatedAccount, Seeding):
    """Answers requests to ServiceTitan.

    `per_second` None takes the limit away. Beside what the two above offer, tests may use
    `account.forbidden`, `account.read_only`, `account.frozen`, `sign_in` and `limit`.
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
        self.sign_in = SignIn(self.clock, self.profile)
        self.limit = Limit(self.clock, per_second, self.profile.limit_body)
        self._api = Api(self.account)
        self.seed_business_unit("HVAC Service")

    def dump(self) -> dict[str, object]:
        with self.account.lock:
            saved = Saved(self.account.state(), dict(self.sign_in.tokens))
            return {"servicetitan": msgspec.to_builtins(saved)}

    def restore(self, state: dict[str, object]) -> None:
        saved = msgspec.convert(state["servicetitan"], Saved)
        with self.account.lock:
            self.account.take_state(saved.account)
            self.sign_in.tokens = dict(saved.tokens)

    def _answered_or_refused(self, request: Request) -> Response:
        try:
            response = self._routed(request)
        except RefusalError as refusal:
            response = refusal.response()
        response.headers["Date"] = format_datetime(self.clock.now(), usegmt=True)
        return response

    def _routed(self, request: Request) -> Response:
        if request.url.path == TOKEN_PATH and request.method == "POST":
            return self.sign_in.token(request)
        self.sign_in.check(request)
        self.limit.admit()
        response = self._api.route(request)
        if response.status_code in (404, 405) and not response.content:
            raise not_found()
        return response
