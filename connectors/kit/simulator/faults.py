"""What a simulator was asked, and what is to go wrong: a log and a script."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

import msgspec

from connectors.kit.hosting import Dropped, Handler, Request, Response
from core.jobs import Clock

LONGEST_LOG = 100_000  # requests; a demo that runs for days forgets the oldest
BODIES_KEPT = 100  # requests after which the log forgets the body of a batch
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body></body></html>"


@dataclass(slots=True)
class Fault:
    """What goes wrong with requests that match, `times` times.

    Kinds: "status" (answer `status` with `body` instead of doing it), "drop_before" (cut the
    connection, nothing done), "drop_after" (do it, then cut: the time-out that took effect),
    "html" (a 502 page), "truncate" (do it, cut the JSON in half), "slow" (wait `seconds` first).
    """

    kind: str
    method: str = ""  # "" is any
    path: str = ""  # a part of the path; "" is any
    says: str = ""  # a part of the body; "" is any
    times: int = 1
    after: int = 0  # matching requests to let through first
    status: int = 500
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that a simulator answered."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...]
    status: int  # 0 where the connection was cut
    inputs: int  # length of the body's "inputs", else 0
    body: object  # decoded JSON or form; None without one


class FaultScript:
    """Stands before a simulator: logs each request, and lets the planned things go wrong.

    `faults` may be appended to at any time; a fault that has happened `times` times goes away.
    """

    def __init__(self, clock: Clock) -> None:
        self.faults: list[Fault] = []
        self.log: list[Logged] = []
        self._clock = clock
        self._lock = threading.Lock()

    def apply(self, request: Request, handler: Handler) -> Response:
        """Return `handler`'s answer, or what the first fault that matches makes of it."""
        request.read()
        fault = self._due(request)
        status = 0
        try:
            response = handler(request) if fault is None else self._spoil(fault, request, handler)
            status = response.status_code
            return response
        finally:
            self._note(request, status)

    def _due(self, request: Request) -> Fault | None:
        path = request.url.path
        with self._lock:
            for fault in self.faults:
                if fault.method not in ("", request.method) or fault.path not in path:
                    continue
                if fault.says and fault.says.encode() not in request.content:
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _spoil(self, fault: Fault, request: Request, handler: Handler) -> Response:
        match fault.kind:
            case "status":
                return _stated(fault)
            case "drop_before":
                raise Dropped
            case "drop_after":
                handler(request)
                raise Dropped
            case "html":
                return Response(502, html=BAD_GATEWAY)
            case "truncate":
                whole = handler(request)
                half = whole.content[: len(whole.content) // 2]
                kind = {"content-type": whole.headers.get("content-type", "application/json")}
                return Response(whole.status_code, headers=kind, content=half)
            case "slow":
                self._clock.wait(threading.Event(), fault.seconds)
                return handler(request)
            case unknown:
                raise ValueError(unknown)

    def _note(self, request: Request, status: int) -> None:
        body = decoded(request)
        inputs = body.get("inputs") if isinstance(body, dict) else None
        logged = Logged(
            method=request.method,
            path=request.url.path,
            params=tuple(request.url.params.multi_items()),
            status=status,
            inputs=len(inputs) if isinstance(inputs, Sequence) else 0,
            body=body,
        )
        with self._lock:
            self.log.append(logged)
            if len(self.log) > BODIES_KEPT and (old := self.log[-BODIES_KEPT - 1]).inputs:
                self.log[-BODIES_KEPT - 1] = replace(old, body=None)
            if len(self.log) > LONGEST_LOG:
                del self.log[: LONGEST_LOG // 2]


def decoded(request: Request) -> object:
    """Return a request's body as decoded JSON, or its form as a dict; None without one."""
    if not request.content:
        return None
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(request.content.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        return msgspec.json.decode(request.content)
    except (msgspec.MsgspecError, ValueError):
        return None


def _stated(fault: Fault) -> Response:
    if fault.body is None or isinstance(fault.body, str):
        return Response(fault.status, headers=fault.headers, text=fault.body or "")
    return Response(fault.status, headers=fault.headers, json=fault.body)
