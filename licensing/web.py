"""The service: its addresses, and what each of them may be asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import stripe
from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import text
from starlette.exceptions import HTTPException

from licensing import shapes, usage
from licensing.billing import Billing
from licensing.guard import Guard, tell
from licensing.hubspot import HubSpotWebhook
from licensing.limits import ADDRESS, GUESSING, Limit, Limits
from licensing.mail import sender_of
from licensing.prints import Prints
from licensing.problems import PROBLEM, ProblemError, Why
from licensing.relay import Relay
from licensing.rights import KEPT, Rights, as_csv, as_json
from licensing.seats import Granted, Pc, Seats
from licensing.settings import Settings
from licensing.signing import signer_of
from licensing.store.database import Database, open_database
from licensing.webhooks import StripeWebhook

bearer = HTTPBearer(auto_error=False)


@dataclass(frozen=True, slots=True)
class Service:
    """What the addresses stand on."""

    settings: Settings
    database: Database
    prints: Prints
    seats: Seats
    billing: Billing
    limits: Limits
    relay: Relay
    rights: Rights
    now: Callable[[], datetime]


def make_service(
    settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Service:
    """Open the database and the keys."""
    database, prints = open_database(settings.database), Prints(settings.pepper)
    seats = Seats(database, prints, signer_of(settings.keys), now)
    billing = Billing(settings, database, prints, seats, now)
    limits = Limits(database, prints, now)
    relay = Relay(settings.relay, database, seats, limits, now)
    send = sender_of(settings.secrets["MAIL"], settings.mail_from)
    rights = Rights(database, prints, limits, send, now)
    return Service(settings, database, prints, seats, billing, limits, relay, rights, now)


def make_app(service: Service) -> Guard:
    """Put the service behind its addresses, and the guard before both."""
    app = FastAPI(title="300Sync licensing", docs_url=None, redoc_url=None, openapi_url=None)
    _refusals(app)
    _health(app, service)
    _licences(app, service)
    _buying(app, service)
    _signing_in(app, service)
    _rights(app, service)
    return Guard(app)


def _token(shown: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> str:
    if shown is None or not shown.credentials:
        raise ProblemError(Why.UNKNOWN_INSTALL)
    return shown.credentials


Token = Annotated[str, Depends(_token)]
Code = Annotated[str, Header(alias="x-code", pattern=r"^[0-9]{6}$")]
REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": shapes.Problem, "description": "Refused", "content": {PROBLEM: {}}}
    for status in (400, 401, 402, 404, 409, 413, 422, 429)
}


def _limited(service: Service, *limits: Limit) -> list[Any]:
    """Return what counts the requests of each address."""

    def count(request: Request) -> None:
        for limit in limits:
            service.limits.count(limit, _address(request))

    return [Depends(count)]


def _licences(app: FastAPI, service: Service) -> None:
    seats, every = service.seats, _limited(service, ADDRESS)
    keyed = _limited(service, ADDRESS, GUESSING)

    @app.post("/v1/trial", dependencies=keyed, responses=REFUSALS)
    def trial(asked: shapes.PcShape) -> shapes.GrantedShape:
        return _granted(seats.trial(_pc(asked)))

    @app.post("/v1/activate", dependencies=keyed, responses=REFUSALS)
    def activate(asked: shapes.Activation) -> shapes.GrantedShape:
        return _granted(seats.activate(asked.key, _pc(asked)))

    @app.post("/v1/refresh", dependencies=every, responses=REFUSALS)
    def refresh(asked: shapes.Refreshing, token: Token) -> shapes.GrantedShape:
        return _granted(seats.refresh(token, _pc(asked), asked.done))

    @app.post("/v1/deactivate", dependencies=every, status_code=204, responses=REFUSALS)
    def deactivate(asked: shapes.Release, token: Token) -> None:
        seats.deactivate(token, asked.install)

    @app.post("/v1/release", dependencies=keyed, status_code=204, responses=REFUSALS)
    def release(asked: shapes.ReleaseByKey) -> None:
        seats.release(asked.key, asked.install)

    @app.post("/v1/usage", dependencies=every, status_code=204, responses=REFUSALS)
    def use(asked: shapes.Use, token: Token) -> None:
        usage.keep(service.database, seats, token, asked, service.now)


def _buying(app: FastAPI, service: Service) -> None:
    billing, every = service.billing, _limited(service, ADDRESS)
    webhook = StripeWebhook(service.settings, service.database, billing, service.now)

    @app.post("/v1/checkout", dependencies=every, responses=REFUSALS)
    def checkout(asked: shapes.Checkout, token: Token) -> shapes.Address:
        return shapes.Address(url=billing.checkout(token, asked.price))

    @app.post("/v1/portal", dependencies=every, responses=REFUSALS)
    def portal(token: Token) -> shapes.Address:
        return shapes.Address(url=billing.portal(token))

    @app.post("/webhooks/stripe", status_code=204, responses=REFUSALS)
    async def stripe_told(request: Request) -> None:
        body, signature = await request.body(), request.headers.get("stripe-signature")
        await run_in_threadpool(webhook.take, body, signature)


def _signing_in(app: FastAPI, service: Service) -> None:
    relay, every = service.relay, _limited(service, ADDRESS)
    settings = service.settings
    webhook = HubSpotWebhook(
        service.database,
        settings.secrets.get("HUBSPOT_CLIENT_SECRET", ""),
        f"{settings.public_url}/webhooks/hubspot",
        service.now,
    )

    @app.get("/v1/oauth/{provider}", dependencies=every, responses=REFUSALS)
    def app_of(provider: shapes.Name) -> shapes.OwnApp:
        return shapes.OwnApp(client_id=relay.client_id(provider))

    @app.post("/v1/oauth/{provider}/token", dependencies=every, responses=REFUSALS)
    async def exchange(provider: shapes.Name, request: Request, token: Token) -> Response:
        form = await request.body()
        status, headers, body = await run_in_threadpool(relay.exchange, provider, token, form)
        return Response(body, status, headers)

    @app.post("/webhooks/hubspot", status_code=204, responses=REFUSALS)
    async def hubspot_told(request: Request) -> None:
        body = await request.body()
        await run_in_threadpool(webhook.take, body, dict(request.headers))


def _rights(app: FastAPI, service: Service) -> None:
    rights, guessing = service.rights, _limited(service, ADDRESS, GUESSING)

    @app.post("/v1/me/code", dependencies=guessing, status_code=204, responses=REFUSALS)
    def mail_code(asked: shapes.KeyShape) -> None:
        rights.mail_code(asked.key)

    @app.get("/v1/me", dependencies=guessing, responses=REFUSALS)
    def me(key: Token, code: Code) -> dict[str, Any]:
        return rights.shown(key, code)

    @app.get("/v1/me/export", dependencies=guessing, responses=REFUSALS)
    def export(key: Token, code: Code, format: Literal["json", "csv"] = "json") -> Response:
        shown = rights.shown(key, code)
        body = as_json(shown) if format == "json" else as_csv(shown["kept"])
        kind = "application/json" if format == "json" else "text/csv; charset=utf-8"
        disposition = f'attachment; filename="300sync-licensing.{format}"'
        return Response(body, 200, {"content-disposition": disposition}, kind)

    @app.delete("/v1/me", dependencies=guessing, responses=REFUSALS)
    def erase(key: Token, code: Code) -> shapes.Erasure:
        return shapes.Erasure(by=rights.erase(key, code).date().isoformat(), kept=KEPT)

    @app.post("/v1/me/correct", dependencies=guessing, status_code=204, responses=REFUSALS)
    def correct(asked: shapes.Correction, key: Token, code: Code) -> None:
        rights.correct(key, code, asked.email)

    @app.post("/v1/me/restrict", dependencies=guessing, status_code=204, responses=REFUSALS)
    def restrict(asked: shapes.Restriction, key: Token, code: Code) -> None:
        rights.restrict(key, code, restricted=asked.restricted)


def _health(app: FastAPI, service: Service) -> None:
    @app.get("/healthz")
    def healthy() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", responses={503: {"description": "The database cannot be reached"}})
    def ready(response: Response) -> dict[str, str]:
        try:
            with service.database.read() as connection:
                connection.execute(text("SELECT 1"))
        except Exception:
            response.status_code = 503
            return {"status": "no database"}
        return {"status": "ok"}


def _refusals(app: FastAPI) -> None:
    @app.exception_handler(ProblemError)
    def refused(_request: Request, problem: ProblemError) -> JSONResponse:
        headers = {} if problem.wait is None else {"Retry-After": str(problem.wait)}
        return JSONResponse(problem.body(), problem.why.status, headers, PROBLEM)

    @app.exception_handler(RequestValidationError)
    def misshapen(_request: Request, error: RequestValidationError) -> JSONResponse:
        places = sorted({".".join(str(part) for part in each["loc"]) for each in error.errors()})
        problem = ProblemError(Why.BAD_BODY, {"where": [place[:80] for place in places[:10]]})
        return JSONResponse(problem.body(), problem.why.status, media_type=PROBLEM)

    @app.exception_handler(HTTPException)
    def other(_request: Request, error: HTTPException) -> JSONResponse:
        why = {404: Why.NOT_FOUND, 405: Why.NOT_ALLOWED}.get(error.status_code, Why.BAD_BODY)
        return JSONResponse(ProblemError(why).body(), why.status, error.headers, PROBLEM)

    @app.exception_handler(stripe.StripeError)
    def silent(_request: Request, _error: stripe.StripeError) -> JSONResponse:
        why = Why.VENDOR_SILENT
        return JSONResponse(ProblemError(why).body(), why.status, media_type=PROBLEM)

    @app.exception_handler(Exception)
    def broken(_request: Request, fault: Exception) -> JSONResponse:
        tell(fault)
        return JSONResponse(ProblemError(Why.INTERNAL).body(), 500, media_type=PROBLEM)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else "-"


def _pc(asked: shapes.PcShape) -> Pc:
    portals = tuple(asked.portals)
    return Pc(asked.install, asked.machine, asked.app_version, asked.nonce, portals)


def _granted(given: Granted) -> shapes.GrantedShape:
    told = [shapes.Instruction.model_validate(dict(each)) for each in given.instructions]
    return shapes.GrantedShape(licence=given.licence, token=given.token, instructions=told)
