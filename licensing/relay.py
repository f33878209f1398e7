"""Sign-in through our own apps at the vendors: adds the secret that a program cannot keep.

What passes is stored nowhere and logged nowhere. It goes to the vendor's one fixed address, for
two grants only, and for installations with a licence that is alive.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl

import httpx

from licensing.limits import RELAY, Limits
from licensing.problems import ProblemError, Why
from licensing.seats import Seats, is_live
from licensing.settings import RelayApp
from licensing.store.database import Database

GRANTS: Mapping[str, frozenset[str]] = {  # grant -> what its request holds, beside it
    "authorization_code": frozenset({"code", "redirect_uri"}),
    "refresh_token": frozenset({"refresh_token"}),
}
MAY_HOLD = frozenset({"code_verifier"})
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost):5310[0-2]/callback")
LONGEST = 8_192  # characters of one value
_TIMEOUT = 20.0  # seconds
_PASSED_ON = frozenset({"content-type", "retry-after"})


class Relay:
    """Forwards token requests."""

    def __init__(
        self,
        apps: Mapping[str, RelayApp],
        database: Database,
        seats: Seats,
        limits: Limits,
        now: Callable[[], datetime],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._apps = apps
        self._database = database
        self._seats = seats
        self._limits = limits
        self._now = now
        self._client = httpx.Client(
            timeout=_TIMEOUT, transport=transport, follow_redirects=False, trust_env=False
        )

    def client_id(self, provider: str) -> str:
        """Return the id of our app, with which the program sends a browser to the vendor."""
        return self._app(provider).client_id

    def exchange(self, provider: str, token: str, form: bytes) -> tuple[int, dict[str, str], bytes]:
        """Forward a token request; return the vendor's answer as it is: status, headers, body."""
        app = self._app(provider)
        with self._database.read() as connection:
            install = self._seats.installed(connection, token)
            if not is_live(connection, install["licence"], self._now()):
                raise ProblemError(Why.ENDED)
        self._limits.count(RELAY, install["id"])
        asked = _checked(form)
        asked |= {"client_id": app.client_id, "client_secret": app.client_secret}
        try:
            answer = self._client.post(app.token_url, data=asked)
        except httpx.HTTPError:
            raise ProblemError(Why.VENDOR_SILENT) from None
        if answer.is_redirect or len(answer.content) > LONGEST * 4:
            raise ProblemError(Why.VENDOR_SILENT)
        headers = {name: v for name, v in answer.headers.items() if name in _PASSED_ON}
        return answer.status_code, headers, answer.content

    def close(self) -> None:
        self._client.close()

    def _app(self, provider: str) -> RelayApp:
        if provider not in self._apps:
            raise ProblemError(Why.NO_PROVIDER)
        return self._apps[provider]


def _checked(form: bytes) -> dict[str, str]:
    """Return a token request, if it is one of those that are relayed."""
    try:
        pairs: Sequence[tuple[str, str]] = parse_qsl(
            form.decode("ascii"), strict_parsing=True, keep_blank_values=True, max_num_fields=10
        )
    except (UnicodeDecodeError, ValueError):
        raise ProblemError(Why.BAD_BODY) from None
    asked = dict(pairs)
    if len(asked) != len(pairs) or any(len(value) > LONGEST for value in asked.values()):
        raise ProblemError(Why.BAD_BODY)
    needed = GRANTS.get(asked.get("grant_type", ""))
    if needed is None:
        raise ProblemError(Why.GRANT_REFUSED)
    held = asked.keys() - {"grant_type"}
    if not needed <= held or not held <= needed | MAY_HOLD:
        raise ProblemError(Why.GRANT_REFUSED)
    if "redirect_uri" in asked and not LOOPBACK.fullmatch(asked["redirect_uri"]):
        raise ProblemError(Why.GRANT_REFUSED)
    return asked
