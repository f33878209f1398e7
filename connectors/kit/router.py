"""Finds the simulator's function for a request, by method and path pattern."""

from collections.abc import Callable, Iterable
from urllib.parse import unquote

from connectors.kit.hosting import Request, Response

Endpoint = Callable[..., Response]
"""Called with the request, and with what stands in the pattern's braces by name."""


class Router:
    """A table of ("GET", "/crm/objects/{version}/{kind}", function), compiled once.

    A brace takes exactly one piece of the path, and answers percent-decoded. The first match in
    the order of the table wins, so fixed paths stand before those with braces.
    """

    def __init__(self, routes: Iterable[tuple[str, str, Endpoint]]) -> None:
        self._routes: dict[int, list[tuple[str, _Pattern, Endpoint]]] = {}
        for method, path, endpoint in routes:
            pattern = _compile(path)
            self._routes.setdefault(len(pattern), []).append((method, pattern, endpoint))

    def __call__(self, request: Request) -> Response:
        """Answer `request`; 404 or 405 with an empty body where nothing matches."""
        pieces = request.url.raw_path.partition(b"?")[0].decode("ascii").split("/")
        known = False
        for method, pattern, endpoint in self._routes.get(len(pieces), ()):
            found = _match(pattern, pieces)
            if found is None:
                continue
            if method == request.method:
                return endpoint(request, **found)
            known = True
        return Response(405 if known else 404)


_Pattern = list[tuple[bool, str]]  # (is a brace, its name or the fixed text)


def _compile(path: str) -> _Pattern:
    return [
        (True, piece[1:-1]) if piece.startswith("{") and piece.endswith("}") else (False, piece)
        for piece in path.split("/")
    ]


def _match(pattern: _Pattern, pieces: list[str]) -> dict[str, str] | None:
    found = {}
    for (is_brace, text), piece in zip(pattern, pieces, strict=True):
        if is_brace:
            found[text] = unquote(piece)
        elif text != piece:
            return None
    return found
