"""The names that Clio gives time zones, in the form that the rest of the world uses."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Clio is said to answer with the names of Ruby on Rails; those of its four regions.
_RAILS = {
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Juneau",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Arizona": "America/Phoenix",
    "Mountain Time (US & Canada)": "America/Denver",
    "Central Time (US & Canada)": "America/Chicago",
    "Saskatchewan": "America/Regina",
    "Eastern Time (US & Canada)": "America/New_York",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Atlantic Time (Canada)": "America/Halifax",
    "Newfoundland": "America/St_Johns",
    "Puerto Rico": "America/Puerto_Rico",
    "London": "Europe/London",
    "Edinburgh": "Europe/London",
    "Dublin": "Europe/Dublin",
    "Perth": "Australia/Perth",
    "Adelaide": "Australia/Adelaide",
    "Darwin": "Australia/Darwin",
    "Brisbane": "Australia/Brisbane",
    "Sydney": "Australia/Sydney",
    "Melbourne": "Australia/Melbourne",
    "Canberra": "Australia/Melbourne",
    "Hobart": "Australia/Hobart",
    "Auckland": "Pacific/Auckland",
    "Wellington": "Pacific/Auckland",
}


def iana(name: str | None) -> str:
    """Return the IANA name of a zone; UTC where it is not known.

    >>> iana("Eastern Time (US & Canada)"), iana("Europe/Paris"), iana("Mars"), iana(None)
    ('America/New_York', 'Europe/Paris', 'UTC', 'UTC')
    """
    found = _RAILS.get(name or "", name or "UTC")
    try:
        return ZoneInfo(found).key
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return "UTC"
