"""What a person or a company shows."""

from collections.abc import Callable
from typing import Any

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, always, attributes
from connectors.clio.simulator.rows import Contact, Part
from connectors.clio.simulator.shapes.parts import (
    ADDRESS,
    EMAIL,
    PHONE,
    STAMPS,
    WEB_SITE,
    empty,
    first,
    initials,
)


def plain(account: Account) -> dict[str, Callable[[Any], Any]]:
    currency = {"id": 1, "etag": '"cur0"', "code": account.profile.currency, "sign": "$"}
    clients = account.matters_of
    return {
        **attributes(
            f"{STAMPS} type name first_name middle_name last_name prefix title date_of_birth"
            " clio_connect_email ledes_client_id sales_tax_number"
        ),
        "initials": lambda row: initials(row.first_name, row.last_name) or initials(row.name),
        "primary_email_address": lambda row: first(row.email_addresses, "address", primary=True),
        "secondary_email_address": lambda row: first(row.email_addresses, "address", primary=False),
        "primary_phone_number": lambda row: first(row.phone_numbers, "number", primary=True),
        "secondary_phone_number": lambda row: first(row.phone_numbers, "number", primary=False),
        "is_client": lambda row: clients[row.id] > 0,
        "currency": lambda _row: currency,
        **always("client_connect_user_id", value=None),
        **always(
            "locked_clio_connect_email has_clio_for_clients_permission is_clio_for_client_user"
            " is_co_counsel is_bill_recipient",
            value=False,
        ),
    }


def nested(account: Account, base: Shape, custom_value: Shape) -> dict[str, Nested]:
    def company(row: Contact) -> Part | None:
        return account.contacts.get(row.company_id)

    def address(*, primary: bool) -> Callable[[Contact], Part | None]:
        return lambda row: next((a for a in row.addresses if a.primary is primary), None)

    def work_address(row: Contact) -> Part | None:
        return next((a for a in row.addresses if a.name == "Work"), None)

    def web_site(row: Contact) -> Part | None:
        return next((site for site in row.web_sites if site.default_web_site), None)

    return {
        "company": Nested(company, base),
        "email_addresses": Nested(lambda row: row.email_addresses, EMAIL, many=True),
        "phone_numbers": Nested(lambda row: row.phone_numbers, PHONE, many=True),
        "addresses": Nested(lambda row: row.addresses, ADDRESS, many=True),
        "web_sites": Nested(lambda row: row.web_sites, WEB_SITE, many=True),
        "custom_field_values": Nested(lambda row: row.custom_field_values, custom_value, many=True),
        "primary_address": Nested(address(primary=True), ADDRESS),
        "secondary_address": Nested(address(primary=False), ADDRESS),
        "primary_work_address": Nested(work_address, ADDRESS),
        "primary_web_site": Nested(web_site, WEB_SITE),
        **empty("avatar payment_profile folder co_counsel_rate legal_aid_uk_contact"),
        **empty(
            "activity_rates custom_field_set_associations instant_messengers notification_methods"
            " account_balances related_contacts",
            many=True,
        ),
    }
