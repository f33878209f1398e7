"""The listener that a browser comes back to after a sign-in: loopback only, one path, GET only.

It knows HTTP and nothing of OAuth: a judge says what a callback is worth.
"""

import errno
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from connectors.kit.pages import EXPIRED, NOT_THIS, Page, http_form
from core.errors import Code, UserActionError

Judge = Callable[[dict[str, str]], Page]
"""Takes a callback's parameters, decides, and returns the page to show. Called by one thread at
a time."""

PATIENCE = 10.0  # seconds for a browser to send its request once it has connected
LONGEST_HEAD = 16 * 1024  # bytes
NO_IPV6 = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})


class _Head(NamedTuple):
    """The part of a request that matters here."""

    method: str
    path: str
    query: str
    hosts: list[str]


class CallbackListener:
    """Listens from the moment it is made until `close`; use it as a context manager.

    Takes the first of `ports` that is free: for "localhost" that means free on IPv6 as well,
    because a browser may try that first and somebody else might answer. All taken is
    UserActionError(PORT_TAKEN).
    """

    def __init__(self, host: str, path: str, ports: Sequence[int], judge: Judge) -> None:
        self._path = path
        self._judge = judge
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._sockets, self.port = _first_free(host, ports)
        self._authority = f"{host}:{self.port}"
        self.redirect_uri = f"http://{self._authority}{path}"
        self._conversations: dict[threading.Thread, socket.socket] = {}
        self._acceptors = [_thread(self._accept, listener) for listener in self._sockets]

    def __enter__(self) -> "CallbackListener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, once pages under way are sent. Harmless to repeat."""
        if self._closed.is_set():
            return
        self._closed.set()
        for listener, acceptor in zip(self._sockets, self._acceptors, strict=True):
            _wake(listener)
            acceptor.join()
            listener.close()
        for conversation, connection in tuple(self._conversations.items()):
            _stop_reading(connection)  # a browser's spare connection would sit there silent
            conversation.join(timeout=PATIENCE)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            connection, _peer = listener.accept()
            if self._closed.is_set():
                connection.close()
                return
            _thread(self._converse, connection)

    def _converse(self, connection: socket.socket) -> None:
        self._conversations[threading.current_thread()] = connection
        try:
            with connection:
                connection.settimeout(PATIENCE)
                head = _read_head(connection)
                page = NOT_THIS[400] if head is None else self._answer(head)
                connection.sendall(http_form(page))
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            return  # the browser went away; its next try is as good
        finally:
            del self._conversations[threading.current_thread()]

    def _answer(self, head: _Head) -> Page:
        # A web page elsewhere can point its own name at 127.0.0.1, but not send our Host.
        if [host.lower() for host in head.hosts] != [self._authority]:
            return NOT_THIS[421]
        if head.path != self._path:
            return NOT_THIS[404]
        if head.method != "GET":
            return NOT_THIS[405]
        pairs = parse_qsl(head.query, keep_blank_values=True, max_num_fields=32)
        parameters = dict(pairs)
        if len(parameters) != len(pairs):
            return NOT_THIS[400]
        with self._lock:
            return EXPIRED if self._closed.is_set() else self._judge(parameters)


def _first_free(host: str, ports: Sequence[int]) -> tuple[list[socket.socket], int]:
    for port in ports:
        sockets = _bind(host, port)
        if sockets:
            return sockets, sockets[0].getsockname()[1]
    raise UserActionError(Code.PORT_TAKEN, detail=", ".join(str(port) for port in ports))


def _bind(host: str, port: int) -> list[socket.socket]:
    """Return listeners on all loopback addresses of `host`; none if one of them is taken."""
    sockets: list[socket.socket] = []
    families = [(socket.AF_INET, "127.0.0.1")]
    if host == "localhost" and socket.has_ipv6:
        families.append((socket.AF_INET6, "::1"))
    try:
        for family, address in families:
            listener = _listener(family, address, port)
            if listener is not None:
                sockets.append(listener)
                port = listener.getsockname()[1]
    except OSError:
        for listener in sockets:
            listener.close()
        return []
    return sockets


def _listener(family: socket.AddressFamily, address: str, port: int) -> socket.socket | None:
    """Return a listening socket; None where this computer has no IPv6."""
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        if family is socket.AF_INET6 and error.errno in NO_IPV6:
            return None
        raise
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let another program listen on the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        listener.listen(16)
    except OSError as error:
        listener.close()
        if family is socket.AF_INET6 and error.errno in NO_IPV6:
            return None
        raise
    return listener


def _read_head(connection: socket.socket) -> _Head | None:
    """Return the request's head; None if it is none, or too long."""
    received = b""
    while b"\r\n\r\n" not in received:
        some = connection.recv(4096)
        received += some
        if not some or len(received) > LONGEST_HEAD:
            return None
    lines = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[1].startswith("/") or not words[2].startswith("HTTP/1."):
        return None
    path, _, query = words[1].partition("?")
    fields = [line.partition(":") for line in lines[1:]]
    hosts = [value.strip() for name, _, value in fields if name.lower() == "host"]
    return _Head(words[0], path, query, hosts)


def _stop_reading(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RD)
    except OSError:
        return  # it has gone by itself


def _wake(listener: socket.socket) -> None:
    """Make a blocked accept return: by a connection, which works on all systems."""
    address = listener.getsockname()[:2]
    try:
        socket.create_connection(address, timeout=1.0).close()
    except OSError:
        return  # its queue is full, so it is awake


def _thread(target: Callable[[socket.socket], None], argument: socket.socket) -> threading.Thread:
    # Daemons: a program that quits does not wait for a browser.
    thread = threading.Thread(target=target, args=(argument,), name="sign-in", daemon=True)
    thread.start()
    return thread
