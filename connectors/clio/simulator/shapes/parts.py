"""The shapes that others are made of: nested rows, users, and what the simulator never has."""

from typing import Any

from connectors.clio.simulator.fields import Nested, Shape, always, attributes

STAMPS = "id etag created_at updated_at"
NOTHING = Shape(attributes(STAMPS))  # of nested rows that the simulator never has
EMAIL = Shape(attributes(f"{STAMPS} address name primary"))
PHONE = Shape(attributes(f"{STAMPS} number name primary"))
ADDRESS = Shape(attributes(f"{STAMPS} street city province postal_code country name primary"))
WEB_SITE = Shape(attributes(f"{STAMPS} address name default_web_site"))
PRACTICE_AREA = Shape(attributes(f"{STAMPS} name code category"))
STAGE = Shape(
    {
        **attributes(f"{STAMPS} name order"),
        "practice_area_id": lambda row: str(row.practice_area_id),
    }
)
OPTION = Shape(attributes(f"{STAMPS} option deleted_at"))
CUSTOM_FIELD = attributes(
    f"{STAMPS} name parent_type field_type displayed deleted required display_order"
)
USER = Shape(
    {
        **attributes(
            f"{STAMPS} name first_name last_name email enabled account_owner subscription_type"
            " time_zone roles"
        ),
        **always("clio_connect court_rules_default_attendee", value=False),
        **always("rate phone_number", value=None),
        "initials": lambda row: initials(row.first_name, row.last_name),
        "default_calendar_id": lambda row: row.id,
    }
)
EXTERNAL = Shape(attributes(f"{STAMPS} name value"))


def initials(*names: str | None) -> str:
    return "".join(name.strip()[:1].upper() for name in names if name and name.strip())


def first(parts: list[Any], attribute: str, *, primary: bool) -> Any:
    """Return the attribute of the primary part, or of the first that is not primary."""
    for part in parts:
        if part.primary is primary:
            return getattr(part, attribute)
    return None


def empty(names: str, *, many: bool = False) -> dict[str, Nested]:
    """Answer null or an empty list for names that the simulator has no use for."""
    if many:
        return {name: Nested(lambda _row: (), NOTHING, many=True) for name in names.split()}
    return {name: Nested(lambda _row: None, NOTHING) for name in names.split()}
