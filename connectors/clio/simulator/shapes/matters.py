"""What a matter shows, and who else has to do with it."""

from collections.abc import Callable, Iterable
from typing import Any

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, always, attributes
from connectors.clio.simulator.rows import Matter, Relationship
from connectors.clio.simulator.shapes.parts import PRACTICE_AREA, STAGE, STAMPS, USER, empty


def plain() -> dict[str, Callable[[Any], Any]]:
    return {
        **attributes(
            f"{STAMPS} number display_number description status location client_reference client_id"
            " billable billing_method open_date close_date pending_date matter_stage_updated_at"
        ),
        **always("custom_number currency", value=None),
        "maildrop_address": lambda row: f"{row.id}@maildrop.example.com",
        "last_activity_date": lambda row: row.updated_at[:10],
        **always("shared has_tasks", value=False),
    }


def nested(account: Account, contact: Shape, custom_value: Shape) -> dict[str, Nested]:
    def ties(row: Matter) -> Iterable[Relationship]:
        return account.ties_of.get(row.id, {}).values()

    def user(attribute: str) -> Nested:
        return Nested(lambda row: account.users.get(getattr(row, attribute)), USER)

    return {
        "client": Nested(lambda row: account.contacts.get(row.client_id), contact),
        "matter_stage": Nested(lambda row: account.matter_stages.get(row.matter_stage_id), STAGE),
        "practice_area": Nested(
            lambda row: account.practice_areas.get(row.practice_area_id), PRACTICE_AREA
        ),
        "responsible_attorney": user("responsible_attorney_id"),
        "originating_attorney": user("originating_attorney_id"),
        "user": user("user_id"),
        "custom_field_values": Nested(lambda row: row.custom_field_values, custom_value, many=True),
        "relationships": Nested(ties, Shape(attributes(f"{STAMPS} description")), many=True),
        **empty(
            "contingency_fee custom_rate evergreen_retainer folder group matter_budget"
            " statute_of_limitations legal_aid_uk_matter"
        ),
        **empty(
            "account_balances custom_field_set_associations matter_bill_recipients"
            " task_template_list_instances split_invoice_payers",
            many=True,
        ),
    }


def relationship(account: Account, contact: Shape, matter: Shape) -> Shape:
    return Shape(
        attributes(f"{STAMPS} description"),
        {
            "contact": Nested(lambda row: account.contacts.get(row.contact_id), contact),
            "matter": Nested(lambda row: account.matters.get(row.matter_id), matter),
        },
    )
