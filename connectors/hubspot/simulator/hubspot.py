"""HubSpot in memory: one portal, its CRM's API and its sign-in."""

import msgspec

from connectors.hubspot.simulator.access import Access, Tokens
from connectors.hubspot.simulator.batches import Batches
from connectors.hubspot.simulator.companies import make_due_companies
from connectors.hubspot.simulator.definitions import Definitions
from connectors.hubspot.simulator.errors import RefusalError
from connectors.hubspot.simulator.labels import Associations
from connectors.hubspot.simulator.limits import Limits
from connectors.hubspot.simulator.oauth import SignIn
from connectors.hubspot.simulator.objects import Objects
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.profile import VERSIONS, Profile
from connectors.hubspot.simulator.search import Search
from connectors.hubspot.simulator.seeding import Seeding
from connectors.hubspot.simulator.settings import Settings
from connectors.hubspot.simulator.state import PortalState, state_of, take_state
from connectors.hubspot.simulator.ties import Ties
from connectors.kit.simulator import Request, Response, Router, SimulatedAccount, SimulatorClock

NO_SUCH_PAGE = "<html><head><title>404</title></head><body>This page does not exist.</body></html>"


class Saved(msgspec.Struct):
    """What `dump` keeps."""

    portal: PortalState
    tokens: Tokens


class HubSpotSimulator(SimulatedAccount, Seeding):
    """Answers requests to HubSpot.

    `limits` False takes the rate limits and their headers away. Beside what the two above offer,
    tests may use `profile`, `portal`, `access`, `sign_in` and `limits`.
    """

    def __init__(
        self,
        clock: SimulatorClock | None = None,
        *,
        limits: bool = True,
        profile: Profile | None = None,
    ) -> None:
        clock = clock or SimulatorClock()
        self.profile = profile or Profile()
        self.portal = Portal(clock, self.profile)
        super().__init__(clock, self.portal.lock, self._answered_or_refused)
        self.access = Access(self.portal)
        self.ties = Ties(self.portal)
        self.sign_in = SignIn(self.portal, self.access)
        self.limits = Limits(self.portal, self.access, on=limits)
        self.definitions = Definitions(self.portal, self.access)
        rooms = (
            Batches(self.portal, self.access, self.ties),
            Search(self.portal, self.access),
            Associations(self.portal, self.access, self.ties),
            Objects(self.portal, self.access, self.ties),
            self.definitions,
            Settings(self.portal, self.access, self.limits),
        )
        self._crm = Router(
            (method, path.replace("VERSION", version), endpoint)
            for version in VERSIONS
            for room in rooms
            for method, path, endpoint in room.routes()
        )
        self._pages = Router(self.sign_in.routes())
        self.seed_owner("ada.quillfeather@example.com", "Ada", "Quillfeather")

    @property
    def refused(self) -> int:
        """Return how many requests were answered 429."""
        return self.limits.refused

    def dump(self) -> dict[str, object]:
        with self.portal.lock:
            saved = Saved(state_of(self.portal, self.ties), self.access.tokens)
            return {"hubspot": msgspec.to_builtins(saved)}

    def restore(self, state: dict[str, object]) -> None:
        saved = msgspec.convert(state["hubspot"], Saved)
        with self.portal.lock:
            take_state(self.portal, self.ties, saved.portal)
            self.access.tokens = saved.tokens

    def _answered_or_refused(self, request: Request) -> Response:
        correlation_id = self.portal.correlation_id()
        try:
            response = self._routed(request, correlation_id)
        except RefusalError as refusal:
            response = refusal.response(correlation_id)
        response.headers["x-hubspot-correlation-id"] = correlation_id
        return response

    def _routed(self, request: Request, correlation_id: str) -> Response:
        make_due_companies(self.portal, self.ties)
        path = request.url.path
        if path.startswith("/oauth/"):
            return self._pages(request)
        self.access.enter(request)
        headers = self.limits.admit(search=path.endswith("/search"))
        try:
            response = self._crm(request)
        except RefusalError as refusal:
            response = refusal.response(correlation_id)
        if response.status_code in (404, 405) and not response.content:
            response = Response(response.status_code, html=NO_SUCH_PAGE)
        response.headers.update(headers)
        return response
