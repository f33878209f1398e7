"""The fictional tenant that the simulator plays, and what of ServiceTitan nobody has verified."""

from dataclasses import dataclass

TENANT_ID = 918_273_645
TENANT_NAME = "Northwick Heating & Air"
APP_KEY = "ak1.demo-servicetitan-app"
CLIENT_ID = "cid.demo-servicetitan"
CLIENT_SECRET = "cs1.demo-servicetitan-secret"

HOSTS = {  # which environment's keys a host knows; on loopback it is the tenant's own
    "api.servicetitan.io": "production",
    "auth.servicetitan.io": "production",
    "api-integration.servicetitan.io": "integration",
    "auth-integration.servicetitan.io": "integration",
}

TOKEN_LIFE = 900  # seconds
PER_SECOND = 60  # requests of one app in one tenant
LARGEST_PAGE = 5_000
USUAL_PAGE = 50
MOST_IDS = 50
HELD_BACK = 900  # seconds for which a feed keeps a change back, unless recent ones are asked for


@dataclass(frozen=True, slots=True)
class Profile:
    """How the tenant behaves. What follows `unverified` no public page settles: connectors must
    live with either, so tests may turn each the other way.
    """

    environment: str = "production"
    # unverified from here on
    export_page: int = 100  # rows of an export page
    limit_body: str = "problem"  # of a 429, or "gateway"
    tokens_per_minute: int = 30  # requests of tokens, beyond which 429
    strict_contacts: bool = True  # an e-mail address without an @ is refused
    contacts_bump: bool = False  # a change of a contact changes its customer's modifiedOn
