"""The one door to the network: requests out, core errors back. Nothing outside of the kit
imports httpx, so another client library would be met here alone.
"""

import logging
import threading
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import httpx
import msgspec
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from connectors.kit.addresses import check_base_url as check_base_url
from connectors.kit.addresses import origin_of
from connectors.kit.calls import Call, Params, address, build, header_block, with_body
from connectors.kit.limits import RateBudget
from connectors.kit.retry import SendAgainError, pause_before_next
from connectors.kit.transport import default_transport, read_silence
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError
from core.jobs import JobContext

Json = Any  # what a decoded JSON body is: dict, list, str, int, Decimal, bool, None

ATTEMPTS = 5
PATIENCE = 60.0  # seconds for an answer; some vendors give themselves longer
LONGEST_WAIT = 90.0  # seconds; when a vendor asks for more, the engine decides
PAUSE_UNSAID = 1.0  # seconds to hold all threads back after a 429 that names no time
LONGEST_TEXT = 2_000  # bytes of an answer that is no JSON
NOT_DECODED = (msgspec.MsgspecError, ValueError, RecursionError)

# Their records hold whole URLs, and those hold e-mail addresses.
for _name in ("httpx", "httpcore"):
    _logger = logging.getLogger(_name)
    _logger.setLevel(logging.WARNING)
    _logger.propagate = False
    _logger.addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer, decoded. `body` is None where there was none (204, 304)."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: Json


Translate = Callable[[int, Mapping[str, str], Json], SyncError]
"""A vendor's reading of an unwelcome answer. `body` is the text where it was not JSON: for
deciding only, because it may quote a record.
"""

Judge = Callable[[Answer], SyncError | None]
"""A vendor's reading of a welcome answer: an error where it says no all the same, as GraphQL's do
with status 200. RATE_LIMITED means that nothing was done. May call `RateBudget.learn`.
"""

Observe = Callable[[str, int, Mapping[str, str]], None]
"""Told of each answer: its policy, status and headers. The place to call `RateBudget.learn`."""


class ApiClient:
    """Sends requests for one connection: paced by its budget, retried where that is safe.

    An unwelcome answer becomes what `translate` says, and a welcome one that says no what `judge`
    says; HTML or cut-off JSON in a 2xx becomes NOT_JSON or TRUNCATED. No answer becomes OFFLINE,
    UNAVAILABLE, TLS_FAILED, or OUTCOME_UNKNOWN for a write that may not be repeated and may have
    been applied. After a time-out or a 5xx only what is repeatable is tried again; a 429 or 423
    did nothing, so it is always waited out. Waits end with Cancelled once the job is cancelled.
    """

    def __init__(  # noqa: PLR0913 - all but the address are named
        self,
        base_url: str,
        *,
        translate: Translate,
        budget: RateBudget,
        job: JobContext,
        auth: httpx.Auth | None = None,
        headers: Mapping[str, str] | None = None,
        transport: object | None = None,
        observe: Observe | None = None,
        judge: Judge | None = None,
        attempts: int = ATTEMPTS,
        patience: float = PATIENCE,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._origin = origin_of(base_url)
        self._translate = translate
        self._budget = budget
        self._job = job
        self._auth = auth
        self._observe = observe
        self._judge = judge
        self._patience = patience
        self._headers = header_block(headers or {})
        self._owns_transport = transport is None
        self._transport = cast("httpx.BaseTransport", transport or default_transport(self._origin))
        self._decode = msgspec.json.Decoder(float_hook=Decimal).decode
        self._retrying = Retrying(
            sleep=job.wait,
            stop=stop_after_attempt(attempts),
            wait=pause_before_next,
            retry=retry_if_exception_type(SendAgainError),
            reraise=True,
        )
        self._requests = 0
        self._refused = 0
        self._lock = threading.Lock()

    @property
    def requests(self) -> int:
        """How many requests were sent, retries included."""
        return self._requests

    @property
    def refused(self) -> int:
        """How many were turned away for the rate limit: with a 429, or in words."""
        return self._refused

    def request(  # noqa: PLR0913 - all but method and path are named
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
        policy: str = "",
        cost: int = 1,
        accept: Collection[int] = (200, 201, 204, 207),
    ) -> Answer:
        """Send one request and return its answer.

        `path` is joined to the base address, or is an absolute URL on the same host (a "next"
        link); any other host is refused. `repeatable` says that sending it twice does no harm:
        GETs always, upserts, batch reads. `policy` names the budget's bucket, of which this takes
        `cost`. Statuses outside `accept` are unwelcome.
        """
        url = address(self._base, self._origin, path, params)
        merged, content = with_body(self._headers, json, form, headers)
        harmless = repeatable or method == "GET"
        return self._repeated(Call(method, url, merged, content, harmless, policy, cost, accept))

    def close(self) -> None:
        """Let go of sockets. Harmless to repeat. A transport that was handed in stays open."""
        if self._owns_transport:
            self._transport.close()

    def _repeated(self, call: Call) -> Answer:
        # The error leaves this frame outside of the except block, so that it carries no context.
        try:
            return self._retrying(self._attempt, call)
        except SendAgainError as again:
            error: SyncError = again.error
        except SyncError as final:
            error = final
        error.connector = self._job.connector
        raise error

    def _attempt(self, call: Call) -> Answer:
        response = self._exchange(call)
        status = response.status_code
        body, sound = self._decoded(response.content)
        if status not in call.accept:
            error = self._translate(status, response.headers, body)
            self._hold_back(call, status, error)
            raise self._verdict(call, error, maybe_done=status >= 500)
        if not sound and response.is_success:
            code = Code.TRUNCATED if response.content[:1] in b"{[" else Code.NOT_JSON
            raise self._verdict(call, TransientError(code, status=status), maybe_done=True)
        answer = Answer(status, response.headers, body if sound else None)
        no = self._judge(answer) if self._judge is not None else None
        if no is None:
            return answer
        limited = no.code is Code.RATE_LIMITED
        if limited:
            self._count_refusal()
        self._hold_back(call, 429 if limited else status, no)
        raise self._verdict(call, no, maybe_done=not limited)

    def _exchange(self, call: Call) -> httpx.Response:
        request = build(call, self._patience)
        if self._auth is None:
            return self._send(call, request)
        flow = self._auth.sync_auth_flow(request)
        try:
            response = None
            while (request_now := _next(flow, response)) is not None:
                response = self._send(call, request_now)
        finally:
            flow.close()
        assert response is not None, "an auth flow yields at least one request"
        return response

    def _send(self, call: Call, request: httpx.Request) -> httpx.Response:
        silence = None
        ticket = self._budget.acquire(call.policy, self._job, call.cost)
        try:
            with self._lock:
                self._requests += 1
            response = self._transport.handle_request(request)
            try:
                response.read()
            finally:
                response.close()
            if response.status_code == 429:
                self._count_refusal()
            if self._observe is not None:
                self._observe(call.policy, response.status_code, response.headers)
        except httpx.HTTPError as error:
            silence = read_silence(error)
        finally:
            self._budget.release(ticket)
        if silence is None:
            return response
        if silence.code is Code.TLS_FAILED:
            raise UserActionError(Code.TLS_FAILED)
        if silence.code is Code.INTERNAL:
            raise SyncError(Code.INTERNAL)
        raise self._verdict(call, TransientError(silence.code), maybe_done=silence.maybe_done)

    def _count_refusal(self) -> None:
        with self._lock:
            self._refused += 1

    def _decoded(self, content: bytes) -> tuple[Json, bool]:
        """Return the body, and whether it was none or JSON; else the beginning of its text."""
        if not content:
            return None, True
        try:
            return self._decode(content), True
        except NOT_DECODED:
            return content[:LONGEST_TEXT].decode("utf-8", "replace"), False

    def _hold_back(self, call: Call, status: int, error: SyncError) -> None:
        """After a 429 hold back all threads of the policy; when told to stay away, everything."""
        wait = error.retry_after if isinstance(error, TransientError) else None
        if status == 429:
            self._budget.pause(call.policy, PAUSE_UNSAID if wait is None else wait)
        elif wait is not None and wait > LONGEST_WAIT:
            self._budget.pause(None, wait)

    def _verdict(self, call: Call, error: SyncError, *, maybe_done: bool) -> Exception:
        """Return what to raise for `error`: it, leave to send again, or OUTCOME_UNKNOWN."""
        answered = isinstance(error, UserActionError | RefusedError)
        if maybe_done and not call.repeatable and not answered:
            return SyncError(Code.OUTCOME_UNKNOWN, status=error.status, reference=error.reference)
        return _again_or(error)


def _again_or(error: SyncError) -> Exception:
    if isinstance(error, TransientError) and (error.retry_after or 0.0) <= LONGEST_WAIT:
        return SendAgainError(error)
    return error


def _next(
    flow: Generator[httpx.Request, httpx.Response, None], response: httpx.Response | None
) -> httpx.Request | None:
    """Return what the sign-in wants to be sent now; None if it is content with `response`."""
    try:
        return next(flow) if response is None else flow.send(response)
    except StopIteration:
        return None
    except TransientError as error:
        # A renewal found nobody at home: of the request itself nothing was sent, or a 401 came.
        unanswered = error
    raise _again_or(unanswered)
