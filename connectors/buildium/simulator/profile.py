"""The fictional account that the simulator plays, and what of Buildium nobody has verified."""

from dataclasses import dataclass

ACCOUNT_ID = 318_204
ACCOUNT_NAME = "Wrenfield Property Partners"
ACCOUNT_URL = "https://wrenfield.example.com"
CLIENT_ID = "demo-buildium-client"
CLIENT_SECRET = "demo-buildium-secret"

PER_SECOND = 10  # requests
DEFAULT_PAGE = 50
LARGEST_PAGE = 1000
LONGEST_QUERY = 4096  # characters

HOSTS = {"api.buildium.com": "production", "apisandbox.buildium.com": "sandbox"}

ACCOUNT_INFORMATION = "Administration > Account Information"
PERMISSIONS = {  # kind -> what a key must be allowed
    "rentals": "Rentals > Rental properties and units",
    "units": "Rentals > Rental properties and units",
    "owners": "Rentals > Property Rental Owners",
    "associations": "Associations > Associations and units",
    "associationowners": "Associations > Association owners and tenants",
    "tenants": "Rentals > Tenants",
    "leases": "Rentals > Leases",
    "applicants": "Rentals > Applicants",
    "vendors": "Maintenance > Vendors",
    "workorders": "Maintenance > Work Orders",
    "tasks": "Tasks > Tasks",
    "clientleads": "Administration > All Property Management",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How the account behaves. What follows `unverified` no public page settles: connectors must
    live with either, so tests may turn each the other way.
    """

    environment: str = "production"  # of the key
    zone: str = "America/Chicago"  # in which filters by date count days
    # unverified from here on
    strict_dates: bool = True  # a filter by date refuses a time
    invalid_status: int = 422  # of a body that lacks what is required; or 400
    masks_tax_ids: bool = False  # a GET shows only the end of a tax id
    tenants_have_leases: bool = True  # a tenant's row tells of its leases
    throttled_body: bool = True  # a 429 has one
