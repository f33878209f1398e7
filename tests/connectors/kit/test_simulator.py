"""The simulators' hosting: time, planned faults, the log and the router."""

import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from connectors.kit.router import Router
from connectors.kit.simulator import (
    Dropped,
    Fault,
    FaultScript,
    Request,
    Response,
    SimulatorClock,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Counter:
    """A vendor that counts: whatever is posted is done."""

    def __init__(self, clock: SimulatorClock) -> None:
        self.script = FaultScript(clock)
        self.done = 0

    def handle(self, request: Request) -> Response:
        return self.script.apply(request, self._do)

    def _do(self, request: Request) -> Response:
        self.done += 1
        return Response(200, json={"done": self.done})


@pytest.fixture
def counter(clock: SimulatorClock) -> Counter:
    return Counter(clock)


def post(counter: Counter, path: str = "/v1/contacts") -> Response:
    return counter.handle(Request("POST", f"http://sim{path}", json={"inputs": [{}, {}]}))


# The clock


def test_a_clock_by_hand_moves_when_it_is_told_and_when_somebody_waits() -> None:
    clock = SimulatorClock(START, rate=0.0)
    clock.advance(60)
    assert clock.wait(threading.Event(), 30) is False
    assert clock.monotonic() == 90
    assert clock.now() == START + timedelta(seconds=90)


def test_a_wait_that_is_called_off_does_not_move_the_clock() -> None:
    clock = SimulatorClock(START, rate=0.0)
    stop = threading.Event()
    stop.set()
    assert clock.wait(stop, 30) is True
    assert clock.monotonic() == 0


def test_a_running_clock_runs_and_can_be_moved_as_well() -> None:
    clock = SimulatorClock(START, rate=1e6)
    first = clock.now()
    assert clock.wait(threading.Event(), 1.0) is False
    assert clock.now() - first >= timedelta(seconds=0.99)
    before = clock.now()
    clock.advance(3600)
    assert clock.now() - before >= timedelta(hours=1)


# Faults


def test_a_status_fault_answers_instead_of_doing_it(counter: Counter) -> None:
    counter.script.faults.append(
        Fault("status", status=429, body={"status": "error"}, headers={"Retry-After": "1"})
    )
    answer = post(counter)
    assert (answer.status_code, answer.json()) == (429, {"status": "error"})
    assert answer.headers["retry-after"] == "1"
    assert counter.done == 0
    assert post(counter).status_code == 200
    assert counter.script.faults == []


def test_a_connection_may_be_cut_before_or_after_the_work_is_done(counter: Counter) -> None:
    for kind, done in (("drop_before", 0), ("drop_after", 1)):
        counter.script.faults.append(Fault(kind))
        with pytest.raises(Dropped):
            post(counter)
        assert counter.done == done
    assert [entry.status for entry in counter.script.log] == [0, 0]


def test_html_and_cut_json_look_like_a_broken_gateway(counter: Counter) -> None:
    counter.script.faults += [Fault("html"), Fault("truncate")]
    page = post(counter)
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html; charset=utf-8")
    cut = post(counter)
    assert (cut.status_code, cut.content) == (200, b'{"don')
    assert counter.done == 1


def test_a_slow_answer_takes_the_simulators_time(counter: Counter, clock: SimulatorClock) -> None:
    counter.script.faults.append(Fault("slow", seconds=45))
    assert post(counter).status_code == 200
    assert clock.monotonic() == 45


def test_a_fault_waits_for_its_turn_its_method_and_its_path(counter: Counter) -> None:
    counter.script.faults.append(Fault("status", "POST", "/contacts", times=2, after=1))
    statuses = [post(counter, "/v1/deals").status_code]
    statuses += [counter.handle(Request("GET", "http://sim/v1/contacts")).status_code]
    statuses += [post(counter).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 500, 500, 200]


def test_a_misspelt_fault_is_noticed(counter: Counter) -> None:
    counter.script.faults.append(Fault("dorp_after"))
    with pytest.raises(ValueError, match="dorp_after"):
        post(counter)


def test_a_fault_may_be_of_requests_that_say_something(counter: Counter) -> None:
    """Where all requests go to one address, as GraphQL's do."""
    counter.script.faults.append(Fault("status", status=503, says="clients"))
    ask = "http://sim/graphql"
    said = [
        counter.handle(Request("POST", ask, json={"query": f"{{{kind}}}"})).status_code
        for kind in ("users", "clients", "clients")
    ]
    assert said == [200, 503, 200]


def test_the_log_tells_what_came_and_how_it_was_answered(counter: Counter) -> None:
    counter.handle(
        Request("POST", "http://sim/token?a=1&a=2", data={"grant_type": "code", "x": ""})
    )
    post(counter)
    counter.handle(Request("GET", "http://sim/v1"))
    counter.handle(Request("POST", "http://sim/v1", content=b"\xff\xfe no json"))
    form, batch, plain, junk = counter.script.log
    assert (form.method, form.path, form.params) == ("POST", "/token", (("a", "1"), ("a", "2")))
    assert form.body == {"grant_type": "code", "x": ""}
    assert (batch.inputs, batch.status) == (2, 200)
    assert (plain.body, junk.body) == (None, None)


# The router


def named(name: str) -> Response:
    return Response(200, text=name)


def test_a_router_finds_the_endpoint_and_hands_it_the_pieces_of_the_path() -> None:
    router = Router(
        [
            ("GET", "/crm/{version}/{kind}/search", lambda _r, version, kind: named("fixed")),
            ("GET", "/crm/{version}/{kind}/{id}", lambda _r, **at: named(f"{sorted(at.items())}")),
            ("POST", "/crm/{version}/{kind}/{id}", lambda _r, **at: named("post")),
        ]
    )

    def ask(method: str, path: str) -> tuple[int, str]:
        answer = router(Request(method, f"http://sim{path}"))
        return answer.status_code, answer.text

    assert ask("GET", "/crm/v1/contacts/search?q=1") == (200, "fixed")
    assert ask("GET", "/crm/v1/contacts/a%2Fb%20c") == (
        200,
        "[('id', 'a/b c'), ('kind', 'contacts'), ('version', 'v1')]",
    )
    assert ask("POST", "/crm/v1/contacts/7") == (200, "post")
    assert ask("PUT", "/crm/v1/contacts/7") == (405, "")
    assert ask("GET", "/crm/v1/contacts") == (404, "")
    assert ask("GET", "/crm/v1/contacts/7/x") == (404, "")


def test_mounted_in_a_mock_transport_a_cut_connection_is_a_transport_error(
    counter: Counter,
) -> None:
    counter.script.faults.append(Fault("drop_after"))
    transport = httpx.MockTransport(counter.handle)
    with httpx.Client(transport=transport) as client, pytest.raises(httpx.TransportError):
        client.post("http://sim/x")
