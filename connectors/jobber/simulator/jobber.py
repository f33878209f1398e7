"""Jobber in memory: one account, its API and its sign-in."""

from email.utils import format_datetime
from typing import Any

import msgspec

from connectors.jobber.simulator.account import Account, State
from connectors.jobber.simulator.errors import DOCUMENTATION, GraphError, HttpError, not_an_id
from connectors.jobber.simulator.graph import Graph
from connectors.jobber.simulator.ids import is_encoded
from connectors.jobber.simulator.limits import Bucket, Requests, cost
from connectors.jobber.simulator.mutations import Mutations
from connectors.jobber.simulator.oauth import SignIn, Tokens
from connectors.jobber.simulator.profile import REQUESTS, VERSIONS, Profile
from connectors.jobber.simulator.seeding import Seeding
from connectors.kit.simulator import (
    Request,
    Response,
    Router,
    SimulatedAccount,
    SimulatorClock,
    decoded,
)
from connectors.kit.simulator.graphql import DocumentError, Operation, parse

GRAPHQL = "/api/graphql"


class Saved(msgspec.Struct):
    """What `dump` keeps."""

    account: State
    tokens: Tokens


class JobberSimulator(SimulatedAccount, Seeding):
    """Answers requests to Jobber.

    `limits` False takes both limits away. Beside what the two above offer, tests may use
    `graph.hidden`, `mutations.deaf`, `sign_in`, `bucket`, `rack` and `versions`.
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
        self.account = Account(clock)
        super().__init__(clock, self.account.lock, self._answered_or_refused)
        self.sign_in = SignIn(self.clock, self.profile)
        self.mutations = Mutations(self.account, self.profile, self, self.sign_in)
        self.graph = Graph(self.account, self.profile, self.mutations)
        self.rack = Requests(self.clock, REQUESTS if limits else None)
        self.bucket = Bucket(self.clock, unlimited=not limits)
        self.versions = VERSIONS
        self._pages = Router(
            [
                ("GET", "/api/oauth/authorize", self.sign_in.authorize),
                ("POST", "/api/oauth/token", self.sign_in.token),
                ("POST", GRAPHQL, self._graphql),
            ]
        )

    def dump(self) -> dict[str, object]:
        with self.account.lock:
            saved = Saved(self.account.state(), self.sign_in.tokens)
            return {"jobber": msgspec.to_builtins(saved)}

    def restore(self, state: dict[str, Any]) -> None:
        saved = msgspec.convert(state["jobber"], Saved)
        with self.account.lock:
            self.account.take_state(saved.account)
            self.sign_in.tokens = saved.tokens

    def _answered_or_refused(self, request: Request) -> Response:
        try:
            response = self._pages(request)
        except HttpError as refusal:
            response = refusal.response()
        if response.status_code == 405:
            response = Response(404)
        response.headers["date"] = format_datetime(self.clock.now(), usegmt=True)
        return response

    def _graphql(self, request: Request) -> Response:
        if not self.rack.admit():
            raise HttpError(429, "429 Too Many Requests")
        self.sign_in.check(request)
        asked = request.headers.get("x-jobber-graphql-version")
        if not asked:
            message = "The X-JOBBER-GRAPHQL-VERSION header is required"
            raise HttpError(400, {"errors": [{"message": message}]})
        body = decoded(request)
        kind = request.headers.get("content-type", "")
        if not kind.startswith("application/json") or not isinstance(body, dict):
            raise HttpError(400, {"errors": [{"message": "The request is no JSON"}]})
        return self._done(body, self._versioning(asked))

    def _done(self, body: dict[str, Any], versioning: dict[str, str]) -> Response:
        requested = actual = 0
        try:
            operation = self._parsed(body)
            requested = cost(operation.selected)
            if not self.bucket.allows(requested):
                answer = _throttled()
            else:
                data, actual = self.graph.answer(operation)
                answer = {"data": data}
        except GraphError as error:
            answer = error.body
        self.bucket.spend(actual)
        extensions = {"cost": self.bucket.said(requested, actual), "versioning": versioning}
        return Response(200, json={**answer, "extensions": extensions})

    def _parsed(self, body: dict[str, Any]) -> Operation:
        variables = body.get("variables") or {}
        try:
            operation = parse(str(body.get("query") or ""), variables)
        except DocumentError as error:
            raise GraphError(f"Parse error on {error}") from None
        for name, kind in operation.declared.items():
            value = variables.get(name)
            if kind == "EncodedId!" and not is_encoded(value):
                raise not_an_id(name, kind, value)
            if kind.endswith("!") and value is None:
                raise GraphError(f"Variable ${name} of type {kind} was provided invalid value")
        return operation

    def _versioning(self, asked: str) -> dict[str, str]:
        """Say which version answers: the one asked for, or the oldest that there still is."""
        if asked in self.versions:
            return {"version": asked}
        oldest = self.versions[0]
        return {"version": oldest, "warning": f"Version {asked} is not supported, using {oldest}"}


def _throttled() -> dict[str, Any]:
    extensions = {"code": "THROTTLED", "documentation": DOCUMENTATION}
    return {"errors": [{"message": "Throttled", "extensions": extensions}]}
