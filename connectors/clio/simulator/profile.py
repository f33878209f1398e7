"""The fictional account that the simulator plays, and what of Clio nobody has verified."""

from dataclasses import dataclass

ACCOUNT_ID = 2_147_900_101
ACCOUNT_NAME = "Quillfeather Moss LLP"
CLIENT_ID = "demo-clio-app"
CLIENT_SECRET = "demo-clio-secret"
ACCESS_TOKEN = "demo-clio-access"
REFRESH_TOKEN = "demo-clio-refresh"
REDIRECT_URIS = tuple(f"http://127.0.0.1:{port}/callback" for port in (53100, 53101, 53102))

HOSTS = {
    "app.clio.com": "us",
    "eu.app.clio.com": "eu",
    "ca.app.clio.com": "ca",
    "au.app.clio.com": "au",
}
VERSIONS = tuple(f"4.0.{minor}" for minor in range(4, 11))
DEFAULT_VERSION = "4.0.9"

TOKEN_LIFE = 2_592_000  # seconds: 30 days
CODE_LIFE = 600  # seconds; unverified
PER_MINUTE = 50  # requests of one token, in peak hours
OFFSET_CAP = 10_000  # records that paging without a cursor reaches
LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Profile:
    """How the account behaves. What follows `unverified` no public page settles: connectors must
    live with either, so tests may turn each the other way.
    """

    region: str = "us"
    currency: str = "USD"
    manual_numbers: bool = False  # the office numbers its matters itself
    # unverified from here on
    bad_limit_status: int = 400  # or 422
    stale_page_status: int = 400  # a page token whose filters were changed
    beyond_cap_status: int = 400
    foreign_part_status: int = 422  # a nested id of another contact; or 404
    has_matters_status: int = 403  # deleting a contact that has matters
    parts_bump: bool = True  # a nested change bumps the contact's updated_at
    first_matter_bumps: bool = True  # becoming a client does so too
    strict_attributes: bool = True  # an attribute that the manual does not know is refused
    strict_email: bool = True  # an address without an @ is refused
