"""The fictional account that the simulator plays, and what of Jobber nobody has verified."""

from dataclasses import dataclass

from connectors.jobber.simulator.ids import encoded

ACCOUNT_NAME = "Copperfinch Home Services"
ACCOUNT_ID = encoded("Account", 418_203)
CLIENT_ID = "demo-jobber-app"
CLIENT_SECRET = "demo-jobber-secret"
ACCESS_TOKEN = "demo-jobber-access"
REFRESH_TOKEN = "demo-jobber-refresh"
REDIRECT_URIS = tuple(f"http://localhost:{port}/callback" for port in (53100, 53101, 53102))

VERSIONS = ("2025-11-04", "2026-02-17", "2026-05-12")  # the oldest that is still supported first
TOKEN_LIFE = 3600  # seconds
CODE_LIFE = 600  # seconds; unverified

BUCKET = 10_000  # points
RESTORED = 500  # points a second
REQUESTS, REQUESTS_IN = 2_500, 300.0  # in so many seconds
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Profile:
    """How the account behaves. None of it any public page settles: connectors must live with
    either, so tests may turn each the other way.
    """

    rotates: bool = True  # a switch of the developer app: refreshing answers a new refresh token
    ends_access: bool = True  # refreshing ends the access token before
    old_refresh_status: int = 401  # or 400
    property_bumps_client: bool = True  # a changed property bumps its client's updatedAt
    caps_pages: bool = True  # first: 101 is taken as 100; else it is an error
    strict_email: bool = True  # an address without an @ is refused
