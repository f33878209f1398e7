"""What bills and the work that they bill show."""

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, always, attributes
from connectors.clio.simulator.rows import Bill, Matter
from connectors.clio.simulator.shapes.parts import STAMPS, USER, empty


def bill(account: Account, contact: Shape, matter: Shape) -> Shape:
    def matters(row: Bill) -> list[Matter]:
        found = map(account.matters.get, row.matter_ids)
        return [matter for matter in found if matter is not None]

    return Shape(
        {
            **attributes(
                f"{STAMPS} number state type subject total paid balance issued_at due_at paid_at"
            ),
            "due": lambda row: row.balance,
            "pending": lambda row: 0.0 if row.state != "draft" else row.total,
            "sub_total": lambda row: row.total,
            "kind": lambda _row: "revenue_kind",
            **always("tax_sum total_tax credits_issued", 0.0),
            **always("shared can_update", False),
            **always("memo purchase_order start_at end_at last_sent_at", None),
        },
        {
            "client": Nested(lambda row: account.contacts.get(row.client_id), contact),
            "matters": Nested(matters, matter, many=True),
            **empty("user group"),
        },
    )


def activity(account: Account, matter: Shape) -> Shape:
    return Shape(
        {
            **attributes(f"{STAMPS} type date quantity price total note billed"),
            "rounded_quantity": lambda row: row.quantity,
            "quantity_in_hours": lambda row: row.quantity / 3600,
            "rounded_quantity_in_hours": lambda row: round(row.quantity / 3600, 2),
            "on_bill": lambda row: row.billed,
            **always("quantity_redacted flat_rate non_billable no_charge contingency_fee", False),
            **always("non_billable_total", 0.0),
            **always("reference", None),
        },
        {
            "matter": Nested(lambda row: account.matters.get(row.matter_id), matter),
            "user": Nested(lambda row: account.users.get(row.user_id), USER),
            **empty("bill vendor task calendar_entry activity_description"),
        },
    )
