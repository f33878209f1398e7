"""What was written to the simulators since their world was saved.

Vendors outlive our program when it is killed; simulators that live inside of it do not. So each
write is appended here, and done again when the world is opened next.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from connectors.kit.simulator import Handler, Request, Response, decoded

MUTATION = re.compile(r"\bmutation\b")  # also in a query's words: to do a query again is harmless


class Entry(msgspec.Struct):
    """One request that changed something. Without its headers: they bear a token."""

    system: str
    method: str
    target: str  # path and query
    body: object


@dataclass(frozen=True, slots=True)
class Traffic:
    """Tells a vendor's writes from all else that it is asked."""

    reads: tuple[str, ...] = ()  # ends of paths that are asked with POST, and change nothing
    sign_ins: tuple[str, ...] = ()  # beginnings of paths; tokens are nothing to keep
    graphql: str = ""  # path of a GraphQL endpoint, where only mutations write

    def is_write(self, request: Request) -> bool:
        path = request.url.path
        if request.method == "GET" or path.endswith(self.reads) or path.startswith(self.sign_ins):
            return False
        return path != self.graphql or bool(MUTATION.search(_document(request)))

    def took_effect(self, request: Request, response: Response) -> bool:
        """Return whether a write was done; GraphQL says with status 200 that it was not."""
        if request.url.path != self.graphql or not response.is_success:
            return response.is_success
        answer = msgspec.json.decode(response.content, type=dict[str, object])
        return "errors" not in answer or bool(answer.get("data"))


class Journal:
    """A file of entries, one a line. Shared by the threads of both servers."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def kept(self, system: str, handle: Handler, traffic: Traffic) -> Handler:
        """Return `handle`, with what it does written down in the order in which it is done."""

        def kept(request: Request) -> Response:
            request.read()
            if not traffic.is_write(request):
                return handle(request)
            with self._lock:
                response = handle(request)
                if traffic.took_effect(request, response):
                    target = request.url.raw_path.decode("ascii")
                    self._append(Entry(system, request.method, target, decoded(request)))
            return response

        return kept

    def entries(self) -> Iterator[Entry]:
        """Yield what was written; a last line that was cut off was never answered."""
        if not self._file.exists():
            return
        for line in self._file.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                yield msgspec.json.decode(line, type=Entry)

    def erase(self) -> None:
        """Forget all, once a saved world holds it."""
        self._file.unlink(missing_ok=True)

    def _append(self, entry: Entry) -> None:
        with self._file.open("ab", buffering=0) as file:
            file.write(msgspec.json.encode(entry) + b"\n")


def again(entry: Entry, headers: Mapping[str, str]) -> Request:
    """Return the request of an entry, with headers that are good today."""
    return Request(
        entry.method, f"http://127.0.0.1{entry.target}", headers=dict(headers), json=entry.body
    )


def _document(request: Request) -> str:
    body = decoded(request)
    return str(body.get("query", "")) if isinstance(body, dict) else ""
