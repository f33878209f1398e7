"""Clio Manage in memory: one account, its API and its sign-in."""

from collections.abc import Callable, Sequence

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
from connectors.kit.simulator import (
    Fault,
    FaultScript,
    Logged,
    Request,
    Response,
    Router,
    SimulatorClock,
)

Actor = Callable[["ClioSimulator", int], None]
"""Somebody else who works in the account: called after each request with the number answered."""


class Saved(msgspec.Struct):
    """What `dump` keeps."""

    account: State
    tokens: Tokens


class ClioSimulator(Seeding):
    """Answers requests to Clio; knows nothing of sockets. Safe to use from many threads.

    `per_minute` None takes the limit and its headers away. Beside what `Seeding` offers, tests
    may use `account.forbidden`, `account.read_only`, `sign_in`, `limit`, `faults`, `actors`.
    """

    def __init__(
        self,
        *,
        clock: SimulatorClock | None = None,
        per_minute: int | None = PER_MINUTE,
        profile: Profile | None = None,
    ) -> None:
        self.clock = clock or SimulatorClock()
        self.profile = profile or Profile()
        self.account = Account(self.clock, self.profile)
        self.sign_in = SignIn(self.clock, self.profile.region)
        self.limit = Limit(self.clock, per_minute)
        self.actors: list[Actor] = []
        self._script = FaultScript(self.clock)
        self.faults: list[Fault] = self._script.faults
        self.log: list[Logged] = self._script.log
        self._api = Api(self.account)
        self._pages = Router(
            [
                ("GET", "/oauth/authorize", self.sign_in.authorize),
                ("POST", "/oauth/token", self.sign_in.token),
                ("POST", "/oauth/deauthorize", self.sign_in.deauthorize),
            ]
        )
        self._answered = 0
        self.seed_user("Ada", "Quillfeather", "ada.quillfeather@example.com", roles=["admin"])

    def handle(self, request: Request) -> Response:
        """Answer one request; then let the others in the account do what they do."""
        try:
            return self._script.apply(request, self._guarded)
        finally:
            self._let_others_act()

    def dump(self) -> dict[str, object]:
        with self.account.lock:
            saved = Saved(self.account.state(), self.sign_in.tokens)
            return {"clio": msgspec.to_builtins(saved)}

    def restore(self, state: dict[str, object]) -> None:
        saved = msgspec.convert(state["clio"], Saved)
        with self.account.lock:
            self.account.take_state(saved.account)
            self.sign_in.tokens = saved.tokens

    def requests(self, method: str = "", path: str = "") -> Sequence[Logged]:
        """Return the answered requests with this method and this part of a path."""
        found = (entry for entry in self.log if path in entry.path)
        return [entry for entry in found if method in ("", entry.method)]

    def _guarded(self, request: Request) -> Response:
        with self.account.lock:
            try:
                return self._answer(request)
            except RefusalError as refusal:
                return refusal.response()

    def _answer(self, request: Request) -> Response:
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

    def _let_others_act(self) -> None:
        with self.account.lock:
            self._answered += 1
            for actor in tuple(self.actors):
                actor(self, self._answered)
