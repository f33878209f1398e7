"""The fictional practice that the simulator plays, and what of Open Dental nobody has verified."""

from dataclasses import dataclass

PRACTICE = "Larkspur Dental"
DEVELOPER_KEY = "DemoDevKeyLarksp"
CUSTOMER_KEY = "DemoCusKeyLarksp"

REMOTE_PAGE = 100  # rows; a hard limit
OFFICE_PAGE = 1000  # rows of the local and the service mode
PAUSES = {"free": 5.0, "paid": 1.0, "enterprise": 0.5}  # seconds between requests of one key
READ_ALL = "ReadAll"
EVERY_PERMISSION = frozenset({READ_ALL, "Patients", "Appointments", "Comm", "Setup", "AllOthers"})


@dataclass(frozen=True, slots=True)
class Profile:
    """How the practice behaves. What follows `unverified` no public page settles: connectors must
    live with either, so tests may turn each the other way.
    """

    mode: str = "remote"  # or "local", "service": in the office
    time_zone: str = "America/New_York"
    before_25_2: bool = False  # an older version: referrals cannot be asked for by change
    # unverified from here on
    json_sentences: bool = False  # a refusal's sentence is JSON, not plain text
    strict_stamp: bool = True  # DateTStamp is refused on /patients; else passed over
    deaf: bool = False  # DateTStamp is passed over on every list
    shows_deleted: bool = False  # deleted patients are listed, with that status; else not at all
    moves: bool = False  # lists are in the order of change, so that they move while they are read
    small_pages: bool = False  # a server in the office that gives 100 rows all the same
    answers_puts: bool = False  # a PUT answers the row; else nothing
