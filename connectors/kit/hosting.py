"""A simulator's own small web server, on 127.0.0.1 only.

Written by hand because the standard library's spends more on a request than a simulator does.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader

import httpx

Request = httpx.Request
Response = httpx.Response
Handler = Callable[[Request], Response]

LOCALHOST = "127.0.0.1"
BODILESS = frozenset({204, 304})
OURS_TO_WRITE = frozenset(
    {"connection", "content-encoding", "content-length", "transfer-encoding"}
)  # headers that depend on how the body is sent
LONGEST_LINE = 64 * 1024  # bytes
LONGEST_BODY = 64 * 1024 * 1024  # bytes


class Dropped(httpx.TransportError):
    """Raised by a handler to cut the connection; `serve` closes the socket without an answer."""

    def __init__(self, message: str = "dropped") -> None:
        super().__init__(message)


class _UnreadableError(Exception):
    """What came is no request."""


@dataclass(slots=True)
class Server:
    """A handler on 127.0.0.1."""

    url: str  # "http://127.0.0.1:PORT"
    close: Callable[[], None]


def serve(handle: Handler, *, port: int = 0, latency: float = 0.0) -> Server:
    """Serve on loopback over keep-alive HTTP/1.1, a thread per connection, until closed.

    `latency` is added to every answer, in seconds (for benches). `close` waits for the threads
    and may be called again.
    """
    listener = socket.create_server((LOCALHOST, port), backlog=64)
    host = _Host(handle, listener, latency)
    return Server(f"http://{LOCALHOST}:{host.port}", host.close)


class _Host:
    """The listening socket and its connections."""

    def __init__(self, handle: Handler, listener: socket.socket, latency: float) -> None:
        self._handle = handle
        self._listener = listener
        self._latency = latency
        self.port: int = listener.getsockname()[1]
        self._names = {f"{name}:{self.port}" for name in (LOCALHOST, "localhost")}
        self._open: dict[socket.socket, threading.Thread] = {}
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._acceptor = threading.Thread(target=self._accept, name="simulator", daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        if self._closing.is_set():
            return
        self._closing.set()
        # A blocked accept is woken portably by a connection, not by closing its socket.
        socket.create_connection((LOCALHOST, self.port)).close()
        self._acceptor.join()
        self._listener.close()
        with self._lock:
            connections = dict(self._open)
        for connection in connections:
            _hang_up(connection)
        for thread in connections.values():
            thread.join()

    def _accept(self) -> None:
        while True:
            connection, _peer = self._listener.accept()
            if self._closing.is_set():
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(
                target=self._converse, args=(connection,), name="simulator", daemon=True
            )
            with self._lock:
                self._open[connection] = thread
            thread.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as incoming:
                while self._answer_one(connection, incoming):
                    continue
        except (OSError, Dropped, _UnreadableError):
            return  # the other end went away, or is to believe that we did
        finally:
            with self._lock:
                self._open.pop(connection, None)

    def _answer_one(self, connection: socket.socket, incoming: BufferedReader) -> bool:
        request = self._read(incoming)
        if request is None:
            return False
        if request.headers.get("host", "") in self._names:
            response = self._handle(request)
        else:
            response = Response(421, text="This is a simulator on loopback.")
        if self._latency:
            self._closing.wait(self._latency)
        last = request.headers.get("connection", "").lower() == "close"
        connection.sendall(_wire_form(request, response, last=last))
        return not last

    def _read(self, incoming: BufferedReader) -> Request | None:
        """Return the next request; None when the other end has no more."""
        first = incoming.readline(LONGEST_LINE)
        if not first:
            return None
        method, target = _request_line(first)
        headers = _headers(incoming)
        names = {name.lower(): value for name, value in headers}
        body = _body(incoming, names)
        host = names.get(b"host", b"").decode("latin-1")
        authority = host if host in self._names else f"{LOCALHOST}:{self.port}"
        try:
            return Request(method, f"http://{authority}{target}", headers=headers, content=body)
        except httpx.InvalidURL:
            unreadable = _UnreadableError()
        raise unreadable


def _request_line(line: bytes) -> tuple[str, str]:
    parts = line.decode("latin-1").split()
    if len(parts) != 3 or not parts[1].startswith("/") or not parts[2].startswith("HTTP/1."):
        raise _UnreadableError
    return parts[0], parts[1]


def _headers(incoming: BufferedReader) -> list[tuple[bytes, bytes]]:
    headers: list[tuple[bytes, bytes]] = []
    while (line := incoming.readline(LONGEST_LINE)) not in (b"\r\n", b"\n"):
        name, colon, value = line.partition(b":")
        if not colon or len(headers) > 200:
            raise _UnreadableError
        headers.append((name, value.strip()))
    return headers


def _body(incoming: BufferedReader, headers: dict[bytes, bytes]) -> bytes:
    if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        parts = []
        while size := _size(incoming.readline(LONGEST_LINE).partition(b";")[0], 16):
            parts.append(incoming.read(size))
            incoming.readline(LONGEST_LINE)
        _headers(incoming)  # trailers
        return b"".join(parts)
    size = _size(headers.get(b"content-length", b"0"), 10)
    body = incoming.read(size) if size else b""
    if len(body) < size:
        raise _UnreadableError
    return body


def _size(digits: bytes, base: int) -> int:
    try:
        size = int(digits, base)
    except ValueError:
        size = -1
    if not 0 <= size <= LONGEST_BODY:
        raise _UnreadableError
    return size


def _wire_form(request: Request, response: Response, *, last: bool) -> bytes:
    body = b"" if response.status_code in BODILESS else response.content
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}\r\n".encode("latin-1")]
    for name, value in response.headers.raw:
        if name.decode("latin-1").lower() not in OURS_TO_WRITE:
            lines.append(b"%b: %b\r\n" % (name, value))
    if response.status_code not in BODILESS:
        lines.append(b"content-length: %d\r\n" % len(body))
    lines.append(b"connection: close\r\n\r\n" if last else b"\r\n")
    if request.method != "HEAD":
        lines.append(body)
    return b"".join(lines)


def _hang_up(connection: socket.socket) -> None:
    """Wake the thread that reads from `connection`; it closes the socket itself."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has gone by itself


__all__ = ["Dropped", "Handler", "Request", "Response", "Server", "serve"]
