"""The fictional business that the simulator plays, and what of Boulevard nobody has verified."""

from dataclasses import dataclass

BUSINESS = "Moonpetal Med Spa"
BUSINESS_ID = "5b0c9f0e-5e1d-4f51-9a57-7d2f6c1e0a11"
API_KEY = "d3m0-api-key-moonpetal"
API_SECRET = "bW9vbnBldGFsLWRlbW8tc2VjcmV0LTAxMjM0NTY3ODk="  # base64, as Boulevard gives it

BUCKET, LEAK = 10_000, 50  # points; points a second
DEEPEST = 10  # levels of a query
LONGEST = 1_000  # edges of a connection


@dataclass(frozen=True, slots=True)
class Profile:
    """How the business behaves. What follows `unverified` no public page settles: connectors must
    live with either, so tests may turn each the other way.
    """

    time_zone: str = "America/New_York"
    # unverified from here on
    lifetime: int = 300  # seconds for which a token is good, either way
    weight: int = 1  # points of each object in an answer
    hides_inactive: bool = False  # lists of clients have no inactive ones unless asked for
    hides_cancelled: bool = False  # lists of appointments have no cancelled ones unless asked for
    strict_query: bool = True  # a condition on a field that has none is refused; else passed over
    missing_is_error: bool = False  # an id that is not there answers null and an error
    null_keeps: bool = False  # null in an update leaves a field as it is; else it clears
    consent_bumps: bool = True  # a change of what a client agreed to moves her updatedAt
    introspects: bool = True  # the schema can be asked about
