"""Clio Manage in memory: one account, its API and its sign-in."""

import msgspec

from connectors.clio.simulator.account import Account, State
from connectors.clio.simulator.api import Api
from connectors.clio.simulator.errors import RefusalError, not_found
from connectors.clio.simulator.limits import Limit
from connectors.clio.simulator.oauth import SignIn, Tokens
from connectors.clio.simulator.profile import (
    DEFAULT_VERSION,
    PER_MINUTE,
    VERSIONS,
    Profile,
)
from connectors.clio.simulator.seeding import Seeding
from connectors.kit.simulator import Request, Response, Router, SimulatedAccount, SimulatorClock


class Saved(msgspec.Struct):
    """What `dump` keeps."""

    account: State
    tokens: Tokens


class ClioSimulator(SimulatedAccount, Seeding):
    """Answers requests to Clio.

    `per_minute` None takes the limit and its headers away. Beside what the two above offer, tests
    may use `account.forbidden`, `account.read_only`, `sign_in` and `limit`.
    """

    def __init__(
        self,
        *,
        clock: SimulatorClock | None = None,
        per_minute: int | None = PER_MINUTE,
        profile: Profile | None = None,
    ) -> None:
        clock = clock or SimulatorClock()
        self.profile = profile or Profile()
        self.account = Account(clock, self.profile)
        super().__init__(clock, self.account.lock, self._answered_or_refused)
        self.sign_in = SignIn(self.clock, self.profile.region)
        self.limit = Limit(self.clock, per_minute)
        self._api = Api(self.account)
        self._pages = Router(
            [
                ("GET", "/oauth/authorize", self.sign_in.authorize),
                ("POST", "/oauth/token", self.sign_in.token),
                ("POST", "/oauth/deauthorize", self.sign_in.deauthorize),
            ]
        )
        self.seed_user("Ada", "Quillfeather", "ada.quillfeather@example.com", roles=["admin"])

    def dump(self) -> dict[str, object]:
        with self.account.lock:
            saved = Saved(self.account.state(), self.sign_in.tokens)
            return {"clio": msgspec.to_builtins(saved)}

    def restore(self, state: dict[str, object]) -> None:
        saved = msgspec.convert(state["clio"], Saved)
        with self.account.lock:
            self.account.take_state(saved.account)
            self.sign_in.tokens = saved.tokens

    def _answered_or_refused(self, request: Request) -> Response:
        try:
            return self._routed(request)
        except RefusalError as refusal:
            return refusal.response()

    def _routed(self, request: Request) -> Response:
        if request.url.path.startswith("/oauth/"):
            return self._pages(request)
        token = self.sign_in.checked(request)
        headers = self.limit.admit(token)
        try:
            response = self._versioned(request)
        except RefusalError as refusal:
            response = refusal.response()
        response.headers.update(headers)
        return response

    def _versioned(self, request: Request) -> Response:
        version = request.headers.get("x-api-version", DEFAULT_VERSION)
        if version not in VERSIONS:
            raise RefusalError(410, "This version of the API is not available")
        response = self._api.route(request)
        if response.status_code in (404, 405) and not response.content:
            raise not_found()
        response.headers["X-API-VERSION"] = version
        return response
