"""The one door to the network: requests out, core errors back. The only importer of httpx,
with `connectors.kit.simulator`, so that another client library is one line away.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from core.errors import SyncError
from core.jobs import JobContext

from connectors.kit.limits import RateBudget

Json = Any  # what a decoded JSON body is: dict, list, str, int, Decimal, bool, None


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer, decoded. `body` is None where there was none (204, 304)."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: Json


Translate = Callable[[int, Mapping[str, str], Json], SyncError]
"""A vendor's reading of an unwelcome answer. `body` is None where it was not JSON."""


class ApiClient:
    """Sends requests for one connection: paced by its budget, retried where that is safe."""

    def __init__(
        self,
        base_url: str,
        *,
        translate: Translate,
        budget: RateBudget,
        job: JobContext,
        auth: httpx.Auth | None = None,
        headers: Mapping[str, str] | None = None,
        transport: object | None = None,
    ) -> None:
        raise NotImplementedError

    @property
    def requests(self) -> int:
        """How many requests were sent, retries included."""
        raise NotImplementedError

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | list[str]] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
        policy: str = "",
        accept: Collection[int] = (200, 201, 204, 207),
    ) -> Answer:
        """Send one request and return its answer.

        `path` is joined to the base address, or is an absolute URL on the same host (a "next"
        link); any other host is refused. `repeatable` says that sending it twice does no harm:
        GETs always, upserts, batch reads; only those are tried again after a time-out or a 5xx.
        A 429 or 423 did nothing, so it is always waited out. Waits end at once with Cancelled
        when the job is cancelled. `policy` names the budget's bucket. Statuses outside `accept`
        become what `translate` says; HTML or cut-off JSON in a 2xx becomes NOT_JSON or
        TRUNCATED; no answer becomes OFFLINE, UNAVAILABLE, TLS_FAILED, or OUTCOME_UNKNOWN for a
        write that may not be repeated and may have been applied.
        """
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
