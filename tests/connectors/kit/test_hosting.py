"""The simulators' web server, met by the real client over loopback sockets."""

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from connectors.kit.http import ApiClient
from connectors.kit.limits import RateBudget
from connectors.kit.simulator import (
    Fault,
    FaultScript,
    Request,
    Response,
    Server,
    SimulatorClock,
    serve,
)
from core.errors import Code, SyncError, TransientError
from core.jobs import JobContext


class Echo:
    """Answers with what it was asked; remembers how often it did something."""

    def __init__(self, clock: SimulatorClock) -> None:
        self.script = FaultScript(clock)
        self.done = 0

    def handle(self, request: Request) -> Response:
        return self.script.apply(request, self._do)

    def _do(self, request: Request) -> Response:
        self.done += 1
        if request.method == "DELETE":
            return Response(204)
        return Response(
            200,
            json={
                "method": request.method,
                "url": str(request.url),
                "body": request.content.decode(),
            },
            headers={"X-Left": "7"},
        )


@pytest.fixture
def echo(clock: SimulatorClock) -> Echo:
    return Echo(clock)


@pytest.fixture
def server(echo: Echo) -> Iterator[Server]:
    server = serve(echo.handle)
    yield server
    server.close()


@pytest.fixture
def api(server: Server, job: JobContext) -> Iterator[ApiClient]:
    client = ApiClient(
        server.url,
        translate=lambda status, _headers, _body: TransientError(Code.UNAVAILABLE, status=status),
        budget=RateBudget({}),
        job=job,
    )
    yield client
    client.close()


def raw(server: Server, sent: bytes) -> bytes:
    """Send bytes, and return all that comes until the server hangs up."""
    port = int(server.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while some := connection.recv(65536):
            received += some
        return received


def host(server: Server) -> bytes:
    return server.url.removeprefix("http://").encode()


def test_requests_and_answers_arrive_whole(api: ApiClient, server: Server) -> None:
    answer = api.request("POST", "/v1/x", params={"q": "a b"}, json={"name": "Zoë" * 9000})
    assert answer.body["url"] == f"{server.url}/v1/x?q=a+b"
    assert answer.body["body"] == '{"name":"' + "Zoë" * 9000 + '"}'
    assert answer.headers["x-left"] == "7"
    assert api.request("DELETE", "/v1/x").body is None
    assert api.request("GET", "/v1/y").body["method"] == "GET"


def test_it_is_to_be_reached_from_this_computer_only(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")


def test_one_connection_serves_many_requests(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    connection.connect()
    first = connection.sock
    for _ in range(3):
        connection.request("GET", "/x")
        assert connection.getresponse().read()
    assert connection.sock is first
    connection.close()


def test_a_cut_after_the_work_looks_like_a_vendor_that_went_away(
    api: ApiClient, echo: Echo
) -> None:
    """P2: over real sockets too a create is not sent twice."""
    echo.script.faults.append(Fault("drop_after"))
    with pytest.raises(SyncError) as failed:
        api.request("POST", "/x", json={})
    assert failed.value.code is Code.OUTCOME_UNKNOWN
    assert echo.done == 1
    assert api.request("POST", "/x", json={}).status == 200


def test_a_get_survives_all_kinds_of_trouble(api: ApiClient, echo: Echo) -> None:
    echo.script.faults += [Fault("drop_before"), Fault("html"), Fault("truncate"), Fault("status")]
    assert api.request("GET", "/x").status == 200
    assert api.requests == 5


def test_nobody_listening_is_offline_and_says_nothing_else(job: JobContext) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    api = ApiClient(
        f"http://127.0.0.1:{port}",
        translate=lambda *_: SyncError(Code.UNEXPECTED),
        budget=RateBudget({}),
        job=job,
    )
    with pytest.raises(TransientError) as failed:
        api.request("POST", "/contacts/ann@example.com", json={})
    api.close()
    assert failed.value.code is Code.OFFLINE
    assert api.requests == 5


def test_the_library_beneath_logs_nothing(api: ApiClient, caplog: pytest.LogCaptureFixture) -> None:
    """P9: its log lines hold whole URLs."""
    caplog.set_level("DEBUG")
    api.request("GET", "/contacts", params={"query": "ann@example.com"})
    assert caplog.records == []


def test_chunked_bodies_are_understood(server: Server) -> None:
    answer = raw(
        server,
        b"POST /x HTTP/1.1\r\nHost: " + host(server) + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"4\r\nabcd\r\n3;x=1\r\nefg\r\n0\r\n\r\n",
    )
    assert b'"body":"abcdefg"' in answer


def test_head_has_headers_only_and_close_closes(server: Server) -> None:
    answer = raw(
        server,
        b"HEAD /x HTTP/1.1\r\nHost: " + host(server) + b"\r\nConnection: close\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"connection: close\r\n\r\n")


def test_a_page_that_points_its_own_name_at_loopback_gets_nothing(
    server: Server, echo: Echo
) -> None:
    answer = raw(server, b"GET /x HTTP/1.1\r\nHost: evil.example\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 421 ")
    assert echo.done == 0


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00",  # somebody tries TLS
        b"GET\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\n\r\n",
        b"GET / SPDY/3\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nshort",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 300 + b"\r\n",
    ],
)
def test_what_is_no_request_gets_no_answer_and_harms_nobody(
    server: Server, api: ApiClient, echo: Echo, junk: bytes
) -> None:
    assert raw(server, junk) == b""
    assert echo.done == 0
    assert api.request("GET", "/x").status == 200


def test_closing_ends_all_threads_and_connections_and_may_be_repeated(echo: Echo) -> None:
    before = set(threading.enumerate())
    server = serve(echo.handle)
    port = int(server.url.rsplit(":", 1)[1])
    idle = socket.create_connection(("127.0.0.1", port))
    busy = http.client.HTTPConnection("127.0.0.1", port)
    busy.request("GET", "/x")
    busy.getresponse().read()
    server.close()
    server.close()
    assert idle.recv(1) == b""
    assert set(threading.enumerate()) == before
    idle.close()
    busy.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_many_threads_are_served_side_by_side(api: ApiClient, echo: Echo) -> None:
    threads = [
        threading.Thread(target=lambda: [api.request("GET", "/x") for _ in range(20)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(echo.script.log) == 160
