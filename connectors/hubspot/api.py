"""One portal's line: the kit's client with HubSpot's limits, errors and sign-in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from connectors.hubspot import errors, limits, paths
from connectors.hubspot.oauth import OAUTH
from connectors.kit.addresses import is_loopback
from connectors.kit.bearer import BearerAuth
from connectors.kit.grants import refresher
from connectors.kit.http import Answer, ApiClient, Json
from connectors.kit.limits import RateBudget, shared_budget
from core.errors import Code, SyncError, TransientError
from core.registry import OpenArgs

BATCH = 100  # records that one request may carry
DONE = frozenset({200, 201, 204, 207})  # a batch was applied, or part of it
NO_CONTENT = 204
TURNED_DOWN = frozenset({400, 409, 413})  # a batch was refused as a whole


class Api:
    """Sends requests to one portal. Opening it asks nothing.

    `must` is what a good answer has to hold: JSON that lacks it comes from somebody else, such as
    a proxy, or is of next year, and is UNEXPECTED.
    """

    def __init__(self, args: OpenArgs) -> None:
        base_url = args.settings.get("base_url") or paths.API
        oauth = signed_in_by_oauth(args)
        self._connector = args.job.connector
        self.daily = limits.DailyLimit(args.job.clock)
        self._budget = _budget(args, base_url, oauth=oauth)
        # HubSpot tells its limits with every answer; a simulator on this PC may have none to tell.
        self._may_be_unlimited = is_loopback(base_url)
        refresh = refresher(
            OAUTH,
            host="",
            job=args.job,
            transport=args.transport,
            base_url=args.settings.get("base_url"),
        )
        self._client = ApiClient(
            base_url,
            translate=self._translate,
            budget=self._budget,
            job=args.job,
            auth=BearerAuth(
                args.credentials, refresh=refresh if oauth else None, clock=args.job.clock
            ),
            transport=args.transport,
            observe=self._observe,
        )

    @property
    def requests(self) -> int:
        return self._client.requests

    @property
    def refused(self) -> int:
        return self._client.refused

    def get(
        self, path: str, params: Mapping[str, str] | None = None, *, must: str = "results"
    ) -> Answer:
        """Read something."""
        return self._sound(self._send("GET", path, params=params), must)

    def search(self, path: str, body: object) -> Answer:
        """Search something."""
        answer = self._send("POST", path, json=body, repeatable=True, policy=limits.SEARCH)
        return self._sound(answer, "results")

    def post(self, path: str, body: object, *, must: str) -> Json:
        """Make a definition, and return the answer's body.

        Sent again if no answer comes: HubSpot keeps names and labels unique, so a second one of
        the same is refused.
        """
        return self._sound(self._send("POST", path, json=body, repeatable=True), must).body

    def patch(self, path: str, body: object) -> None:
        """Change a definition."""
        self._send("PATCH", path, json=body, repeatable=True)

    def batch(
        self,
        path: str,
        inputs: Sequence[object],
        *,
        repeatable: bool,
        more: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        accept: Collection[int] = DONE | TURNED_DOWN,
    ) -> Answer:
        """Send inputs together. Unless told otherwise, a refusal of them all is an answer too."""
        body = {"inputs": inputs} if more is None else {**more, "inputs": inputs}
        answer = self._send(
            "POST", path, json=body, params=params, repeatable=repeatable, accept=accept
        )
        if answer.status in (400, 409) and not isinstance(answer.body, dict):
            raise self._ours(self._translate(answer.status, answer.headers, answer.body))
        return self._sound(answer, "results")

    def close(self) -> None:
        self._client.close()

    def _send(self, method: str, path: str, **how: Any) -> Answer:
        wait = self.daily.wait()
        if wait > 0:
            raise self._ours(TransientError(Code.DAILY_LIMIT, retry_after=wait))
        return self._client.request(method, path, **how)

    def _sound(self, answer: Answer, must: str) -> Answer:
        """Return an answer that is good or says why it is not."""
        has_body = answer.status in DONE and answer.status != NO_CONTENT
        if has_body and not (isinstance(answer.body, dict) and must in answer.body):
            raise self._ours(SyncError(Code.UNEXPECTED, status=answer.status))
        return answer

    def _ours(self, error: SyncError) -> SyncError:
        error.connector = self._connector
        return error

    def _translate(self, status: int, headers: Mapping[str, str], body: Json) -> SyncError:
        return errors.translate(status, headers, body, self.daily.close)

    def _observe(self, policy: str, _status: int, headers: Mapping[str, str]) -> None:
        told = limits.learn(self._budget, self.daily, policy, headers)
        if told:
            self._may_be_unlimited = False
        elif self._may_be_unlimited and policy == limits.BURST:
            for each in (limits.BURST, limits.SEARCH):
                self._budget.learn(each, limit=limits.NO_LIMIT)


def signed_in_by_oauth(args: OpenArgs) -> bool:
    """Tell an OAuth sign-in from a Service key."""
    way = args.settings.get("sign_in")
    return way == "oauth" if way else bool(args.credentials.load().get("refresh_token"))


def _budget(args: OpenArgs, base_url: str, *, oauth: bool) -> RateBudget:
    """Return the portal's one budget; one of its own while it is not known which portal it is."""
    windows = limits.windows(oauth=oauth)
    account = args.settings.get("account_id")
    if account:
        return shared_budget(f"hubspot {base_url} {account}", windows, args.job.clock)
    return RateBudget(windows, args.job.clock)
