"""Signing in to a system, checking which account was reached, keeping it; and disconnecting."""

from collections.abc import Callable, Mapping

from core.connector import Account
from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.log import Event
from core.office.parts import MemoryBox, Parts, SignInRequest
from core.records import Side
from core.registry import ConnectorSpec, OAuthSpec, Secrets, SignIn, SignInKind
from core.store import connections, mappings
from core.store.connections import Connection


def connect(
    parts: Parts,
    spec: ConnectorSpec,
    sign_in: SignInKind,
    answers: Mapping[str, str],
    job: JobContext,
    show_link: Callable[[str], None],
) -> Connection:
    """Sign in as a person does; see `Office.connect`."""
    way = next((way for way in spec.sign_ins if way.kind is sign_in), None)
    if way is None:
        raise UserActionError(Code.SETTING_INVALID, detail="sign_in")
    given = {name: value for name, value in answers.items() if value.strip()}
    settings, secrets = _sorted(parts, spec, way, {**_kept_answers(parts, spec, way), **given})
    if way.oauth is not None:
        secrets = _browse(parts, spec, way.oauth, settings, secrets, job, show_link)
    return _check_and_keep(parts, spec, settings, secrets, job)


def connect_with(
    parts: Parts,
    spec: ConnectorSpec,
    secrets: Secrets,
    settings: Mapping[str, str],
    job: JobContext,
) -> Connection:
    """Connect with credentials that are already there; checked the same."""
    way = "oauth" if "refresh_token" in secrets else "keys"
    checked = {"sign_in": way, **settings}
    if "base_url" in checked:
        checked["base_url"] = parts.outside.check_base_url(checked["base_url"], spec.hosts)
    return _check_and_keep(parts, spec, checked, secrets, job)


def disconnect(parts: Parts, connection_id: str, job: JobContext) -> None:
    """Delete the credentials at once, then revoke them at the vendor where that can be done."""
    connection = connections.get(parts.store, connection_id)
    spec = parts.registry[connection.connector]
    try:
        secrets = parts.credentials(connection_id).load()
    except UserActionError:  # damaged or gone: nothing is left to revoke with
        secrets = {}
    connections.remove(parts.store, connection_id, parts.clock.now())
    parts.log.event(Event.DISCONNECTED, connection=connection_id)
    try:
        opened = parts.open_with(spec, connection.settings, MemoryBox(secrets), job)
        try:
            opened.revoke()
        finally:
            opened.close()
    except SyncError as error:  # gone here already; the vendor lets it lapse by itself
        parts.log.event(Event.REVOKE_FAILED, connection=connection_id, code=error.code)


def _check_and_keep(
    parts: Parts,
    spec: ConnectorSpec,
    settings: Mapping[str, str],
    secrets: Secrets,
    job: JobContext,
) -> Connection:
    box = MemoryBox(secrets)
    opened = parts.open_with(spec, settings, box, job)
    try:
        account = opened.account()
    finally:
        opened.close()
    existing = parts.connected(spec.name)
    if existing is not None and existing.account_id != account.id:
        raise UserActionError(Code.ACCOUNT_MISMATCH, detail=existing.account_id)
    kept = _keep(parts, spec, settings, account, box.load(), existing)
    parts.log.event(Event.CONNECTED, connection=kept.id)
    return kept


def _keep(
    parts: Parts,
    spec: ConnectorSpec,
    settings: Mapping[str, str],
    account: Account,
    secrets: Secrets,
    existing: Connection | None,
) -> Connection:
    now = parts.clock.now()
    kept = connections.save(
        parts.store,
        parts.vault,
        connector=spec.name,
        side=spec.side,
        label=spec.label,
        account=account,
        settings=settings,
        secrets=secrets,
        existing=existing.id if existing else None,
        now=now,
    )
    if spec.side is Side.SYSTEM and not mappings.published(parts.store, kept.id):
        for document in parts.outside.starter(spec):
            mappings.publish(parts.store, kept.id, document, now)
    return kept


def _kept_answers(parts: Parts, spec: ConnectorSpec, way: SignIn) -> dict[str, str]:
    """Return what an earlier sign-in to this system answered: its settings, and its app."""
    existing = parts.connected(spec.name)
    if existing is None:
        return {}
    try:
        secrets = parts.credentials(existing.id).load()
    except UserActionError:  # gone or damaged: then they are asked for anew
        secrets = {}
    app = {name: secrets[name] for name in ("client_id", "client_secret") if name in secrets}
    return {**existing.settings, **(app if way.oauth is not None else {})}


def _sorted(
    parts: Parts, spec: ConnectorSpec, way: SignIn, answers: Mapping[str, str]
) -> tuple[dict[str, str], Secrets]:
    """Sort answers into settings and secrets, and check them."""
    settings = {"sign_in": way.kind.value}
    secrets: dict[str, str] = {}
    for option in (*spec.options, *way.options):
        value = answers.get(option.name, option.default).strip()
        if option.required and not value:
            raise UserActionError(Code.SETTING_INVALID, detail=option.name)
        if option.choices and value not in {choice for choice, _ in option.choices}:
            raise UserActionError(Code.SETTING_INVALID, detail=option.name)
        is_credential = option.secret or option.name == "client_id"
        (secrets if is_credential else settings)[option.name] = value
    base_url = answers.get("base_url", "").strip()
    if base_url:
        settings["base_url"] = parts.outside.check_base_url(base_url, spec.hosts)
    return settings, secrets


def _browse(
    parts: Parts,
    spec: ConnectorSpec,
    oauth: OAuthSpec,
    settings: Mapping[str, str],
    secrets: Secrets,
    job: JobContext,
    show_link: Callable[[str], None],
) -> Secrets:
    return parts.outside.sign_in(
        SignInRequest(
            oauth=oauth,
            host=spec.host(settings),
            client_id=secrets.get("client_id", ""),
            client_secret=secrets.get("client_secret", ""),
            base_url=settings.get("base_url"),
            show_link=show_link,
            job=job.at(spec.name),
        )
    )
