"""What a custom value shows."""

from collections.abc import Callable, Mapping

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, attributes
from connectors.clio.simulator.rows import CustomValue, Part, PicklistOption
from connectors.clio.simulator.shapes.parts import CUSTOM_FIELD, NOTHING, OPTION


def value_shape(account: Account) -> Shape:
    """Values say their field's name only to a user who may see custom fields."""
    definitions = account.custom_fields.rows
    field_shape = Shape(CUSTOM_FIELD)

    def picklist_option(row: CustomValue) -> PicklistOption | None:
        if definitions[row.field_id].field_type != "picklist":
            return None
        options = definitions[row.field_id].picklist_options
        return next((option for option in options if str(option.id) == row.value), None)

    def referred(field_type: str, rows: Mapping[int, Part]) -> Callable[[CustomValue], Part | None]:
        def find(row: CustomValue) -> Part | None:
            if definitions[row.field_id].field_type != field_type or row.value is None:
                return None
            return rows.get(int(row.value))

        return find

    def field_name(row: CustomValue) -> str | None:
        return None if "custom_fields" in account.forbidden else definitions[row.field_id].name

    return Shape(
        {
            **attributes("etag created_at updated_at value"),
            "id": lambda row: value_id(account, row),
            "field_name": field_name,
            "field_type": lambda row: definitions[row.field_id].field_type,
            "field_required": lambda row: definitions[row.field_id].required,
            "field_displayed": lambda row: definitions[row.field_id].displayed,
            "field_display_order": lambda row: definitions[row.field_id].display_order,
            "soft_deleted": lambda row: definitions[row.field_id].deleted,
        },
        {
            "custom_field": Nested(lambda row: definitions[row.field_id], field_shape),
            "picklist_option": Nested(picklist_option, OPTION),
            "contact": Nested(referred("contact", account.contacts.rows), NOTHING),
            "matter": Nested(referred("matter", account.matters.rows), NOTHING),
        },
    )


def value_id(account: Account, row: CustomValue) -> str:
    """Return a custom value's id as Clio writes it: a text such as "picklist-2"."""
    return f"{account.custom_fields.rows[row.field_id].field_type}-{row.id}"
