"""The pages that a browser shows after a sign-in: self-contained, no script, nothing loaded."""

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from http import HTTPStatus

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;"
    "color:#1f2937;background:#fff}h1{font-size:1.4rem}"
    "@media(prefers-color-scheme:dark){body{color:#e5e7eb;background:#111827}}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What to show, with which status. Fixed text only: nothing of a request is repeated."""

    status: int
    title: str
    text: str


WELCOME = Page(
    200,
    "You're signed in",
    "300Sync is finishing the connection. You can close this page and go back to 300Sync.",
)
NOT_CONNECTED = Page(
    200,
    "Not connected",
    "The sign-in did not go through. You can close this page; 300Sync will say what to do next.",
)
FORGED = Page(
    400,
    "This page does not belong to a sign-in",
    "Nothing was changed. If you were signing in, go back to 300Sync and try again.",
)
REPEATED = Page(
    409,
    "Already done",
    "This sign-in has been used. You can close this page and go back to 300Sync.",
)
EXPIRED = Page(
    410,
    "This sign-in took too long",
    "Nothing was changed. Go back to 300Sync and start the sign-in again.",
)
NOT_THIS = {
    status: Page(status, "Nothing to see here", "300Sync uses this address to sign in only.")
    for status in (400, 404, 405, 421)
}


def http_form(page: Page) -> bytes:
    """Return the whole HTTP/1.1 answer that shows `page`."""
    title, text = escape(page.title), escape(page.text)
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - 300Sync'
        f'</title><meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{text}</p></body></html>"
    ).encode()
    headers = {**HEADERS, "Content-Length": str(len(body))}
    if page.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = "GET"
    lines = [f"HTTP/1.1 {page.status} {HTTPStatus(page.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
