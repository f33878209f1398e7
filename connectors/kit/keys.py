"""Pasted keys that no token stands for: each request carries them in headers of its own."""

from collections.abc import Callable, Generator, Mapping

import httpx

from core.errors import Code, UserActionError
from core.registry import CredentialBox, Secrets

Sign = Callable[[Secrets], Mapping[str, str]]
"""Makes a request's headers from a connection's keys: two of them as they are, "ODFHIR a/b", or a
signature over the time. KeyError and ValueError mean that a key is missing or mistyped."""


class KeyAuth(httpx.Auth):
    """Signs each request anew. Raises UserActionError: NOT_CONNECTED or TOKEN_REJECTED."""

    def __init__(self, box: CredentialBox, sign: Sign) -> None:
        self._box = box
        self._sign = sign

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers.update(self._headers())
        yield request

    def _headers(self) -> Mapping[str, str]:
        try:
            headers = self._sign(self._box.load())
        except KeyError:
            code = Code.NOT_CONNECTED
        except ValueError:  # such as a secret that is no base64
            code = Code.TOKEN_REJECTED
        else:
            if all(value.isascii() and value.isprintable() for value in headers.values()):
                return headers
            code = Code.TOKEN_REJECTED
        raise UserActionError(code)  # outside of the except block: no key hangs on it
