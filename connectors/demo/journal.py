"""What was written to the simulators since their world was saved.

Vendors outlive our program when it is killed; simulators that live inside of it do not. So each
write is appended here, and done again when the world is opened next.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from connectors.kit.simulator import Handler, Request, Response, decoded

READS = ("/batch/read", "/search")  # asked with POST, and change nothing
SIGN_INS = "/oauth/"  # their tokens are nothing to keep in a file


class Entry(msgspec.Struct):
    """One request that changed something. Without its headers: they bear a token."""

    system: str
    method: str
    target: str  # path and query
    body: object


class Journal:
    """A file of entries, one a line. Shared by the threads of both servers."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def kept(self, system: str, handle: Handler) -> Handler:
        """Return `handle`, with what it does written down in the order in which it is done."""

        def kept(request: Request) -> Response:
            path = request.url.path
            if request.method == "GET" or path.endswith(READS) or path.startswith(SIGN_INS):
                return handle(request)
            request.read()
            with self._lock:
                response = handle(request)
                if response.is_success:
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


def again(entry: Entry, token: str) -> Request:
    """Return the request of an entry, signed with a token that is good today."""
    return Request(
        entry.method,
        f"http://127.0.0.1{entry.target}",
        headers={"authorization": f"Bearer {token}"},
        json=entry.body,
    )
