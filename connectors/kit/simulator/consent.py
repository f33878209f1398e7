"""Consent pages of the simulators: what a browser is shown and where it is sent.

`consent` is a simulator's standing answer, so that no browser is needed: "grant", "decline", or
"ask" for a page with both, for a person in front of the demo.
"""

from html import escape
from urllib.parse import urlencode

from connectors.kit.hosting import Request, Response
from connectors.kit.simulator.faults import decoded

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>{body}</body></html>"""
_CHOICE = (
    '<p>A fictional consent page.</p><p><a href="{allow}">Allow</a> <a href="{no}">Decline</a>'
)


def answer_of(request: Request, standing: str) -> str:
    """Return what the person says: by the link on the page that was shown, else as always."""
    return request.url.params.get("consent") or standing


def asking(request: Request, title: str) -> Response:
    """Show the page whose two links come back here with an answer."""
    here = f"{request.url.path}?{request.url.query.decode()}&consent="
    links = {"allow": escape(f"{here}grant"), "no": escape(f"{here}decline")}
    return page(200, title, _CHOICE.format(**links))


def page(status: int, title: str, body: str) -> Response:
    """Show a page; `body` is HTML."""
    return Response(status, html=_PAGE.format(title=title, body=body))


def redirect(address: str, parameters: dict[str, str], state: str | None) -> Response:
    """Send the browser back to the client, with the state that it came with."""
    if state is not None:
        parameters = {**parameters, "state": state}
    glue = "&" if "?" in address else "?"
    return Response(302, headers={"location": f"{address}{glue}{urlencode(parameters)}"})


def form_of(request: Request) -> dict[str, str]:
    """Return the form that was posted; empty where it is something else, such as JSON."""
    body = decoded(request)
    if not isinstance(body, dict) or "form" not in request.headers.get("content-type", ""):
        return {}
    return body
