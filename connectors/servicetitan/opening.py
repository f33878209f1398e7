"""Opens a connection: which hosts, which keys, which pace."""

from collections.abc import Mapping

from connectors.kit.addresses import check_base_url, is_loopback
from connectors.kit.bearer import BearerAuth
from connectors.kit.grants import client_credentials
from connectors.kit.http import ApiClient
from connectors.servicetitan import ENVIRONMENTS, SPEC, environment
from connectors.servicetitan.connector import ServiceTitanConnector
from connectors.servicetitan.errors import APP_KEY, translate
from connectors.servicetitan.feeds import Api
from connectors.servicetitan.pace import budget
from core.errors import Code, UserActionError
from core.registry import OpenArgs

PATIENCE = 110.0  # seconds; ServiceTitan gives itself a hundred
RENEW_BEFORE = 60.0  # seconds; tokens live for a quarter of an hour, and are told sparingly
ADDRESS = ("street", "city", "state", "postal_code")


def open_connection(args: OpenArgs) -> ServiceTitanConnector:
    """Open a connection as its settings say; asks nothing yet."""
    own = environment(args.settings)
    base_url = check_base_url(args.settings.get("base_url") or f"https://{own.api}", SPEC.hosts)
    signs_in_at = base_url if is_loopback(base_url) else f"https://{own.auth}"
    tenant = args.settings.get("tenant") or args.settings.get("account_id", "")
    tenant = tenant.strip().removeprefix(ENVIRONMENTS["integration"].prefix)
    secrets = args.credentials.load()
    if not all(secrets.get(name) for name in ("client_id", "client_secret", "app_key")):
        raise UserActionError(Code.NOT_CONNECTED)
    renew = client_credentials(
        f"{signs_in_at}/connect/token", job=args.job, transport=args.transport
    )
    client = ApiClient(
        base_url,
        translate=translate,
        budget=budget(base_url, tenant, args.job.clock),
        job=args.job,
        auth=BearerAuth(
            args.credentials, refresh=renew, clock=args.job.clock, renew_before=RENEW_BEFORE
        ),
        headers={APP_KEY: secrets["app_key"].strip()},
        transport=args.transport,
        patience=PATIENCE,
    )
    fallback = address_of(args.settings.get("new_address", ""), args.settings.get("country", "US"))
    return ServiceTitanConnector(Api(client, tenant), own, args.job.clock, fallback)


def address_of(text: str, country: str) -> Mapping[str, str]:
    """Return the parts of an address that was typed with semicolons; nothing where one lacks.

    >>> address_of("1 Elm St; Dover; DE; 19901", "US")["postal_code"], address_of("Dover", "US")
    ('19901', {})
    """
    parts = [part.strip() for part in text.split(";")]
    if len(parts) < len(ADDRESS) or not all(parts[: len(ADDRESS)]):
        return {}
    given = dict(zip(ADDRESS, parts, strict=False))
    return {**given, "country": parts[len(ADDRESS)] if len(parts) > len(ADDRESS) else country}
