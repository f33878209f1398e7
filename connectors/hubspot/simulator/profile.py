"""The fictional portal that the simulator plays, and what of HubSpot nobody has verified."""

from dataclasses import dataclass

PORTAL_ID = 48_212_300
PORTAL_NAME = "Quillfeather Moss"
PORTAL_DOMAIN = "quillfeather-moss.example.com"
APP_ID = 3_300_300
USER_ID = 7_100_001
USER_EMAIL = "ada.quillfeather@example.com"
CLIENT_ID = "demo-hubspot-app"
CLIENT_SECRET = "demo-hubspot-secret"
SERVICE_KEY = "pat-na1-demo-service-key"
ACCESS_TOKEN = "demo-hubspot-access"
REFRESH_TOKEN = "na1-demo-hubspot-refresh"
REDIRECT_URIS = tuple(f"http://localhost:{port}/callback" for port in (53100, 53101, 53102))

VERSION = "2026-09"
VERSIONS = (VERSION, "2026-03")  # of the CRM's addresses; the older one enforces no admin rules
OAUTH_VERSION = "2026-03"

TOKEN_LIFE = 1800  # seconds
CODE_LIFE = 60  # seconds; unverified
KEY_PER_TEN_SECONDS = {"free": 100, "starter": 100, "professional": 190, "enterprise": 190}
KEY_PER_DAY = {
    "free": 250_000,
    "starter": 250_000,
    "professional": 625_000,
    "enterprise": 1_000_000,
}
APP_PER_TEN_SECONDS = 110  # requests of an OAuth app in one portal
SEARCHES_PER_SECOND = 5  # of a whole portal
ARCHIVE_LIFE = 90 * 86_400  # seconds that an archived record can still be read and restored


@dataclass(slots=True)
class Profile:
    """How the portal behaves; may be changed while it runs. What follows `unverified` no public
    page settles: connectors must live with either, so tests may turn each the other way.
    """

    tier: str = "enterprise"  # "free" | "starter" | "professional" | "enterprise"
    account_type: str = "STANDARD"
    time_zone: str = "US/Eastern"
    currency: str = "USD"
    more_currencies: tuple[str, ...] = ()
    per_ten_seconds: int | None = None  # None: what HubSpot gives this tier or app
    per_day: int | None = None
    search_lag: float = 5.0  # seconds before the index shows a write
    auto_companies: bool = False  # make companies from contacts' e-mail domains
    company_delay: float = 2.0  # seconds until such a company exists
    strict_spaces: bool = False  # the refusal of white space that HubSpot announced and cancelled
    # unverified from here on
    unique_on_contacts: bool = True  # False: hasUniqueValue is silently not set on contacts
    appointments: bool = True  # False: the object is off, and unknown to the API
    merge_mints: bool = True  # False: a merged record keeps the primary one's id
    rate_limit_category: bool = False  # 429 says category RATE_LIMITS instead of errorType
    scope_in_context: bool | None = None  # None: of schemas in the context, else in errors[]
    client_error_status: int = 400  # for a wrong client id or secret; or 401
    revoke_cascades: bool = False  # revoking a refresh token ends its access tokens too
