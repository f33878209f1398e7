"""The portal's habit of making companies from its contacts' e-mail addresses."""

from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.ties import Ties

FREE_MAIL = frozenset({"gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com"})
SOURCE = "COMPANY_INSIGHTS"


def make_due_companies(portal: Portal, ties: Ties) -> None:
    """Make the companies that are due by now, and tie their contacts to them.

    It looks for a company with the domain first; a client that does not may make a second one.
    """
    contacts, companies = portal.tables["contacts"], portal.tables["companies"]
    now = portal.now()
    while portal.fresh_contacts and portal.fresh_contacts[0][0] <= now:
        record = contacts.live(portal.fresh_contacts.popleft()[1])
        domain = record.values.get("email", "").rpartition("@")[2] if record else ""
        if record is None or not domain or domain in FREE_MAIL:
            continue
        company = next((one for one in companies if one.values.get("domain") == domain), None)
        if company is None:
            company = portal.create(companies, {"domain": domain, "name": domain}, SOURCE)
        labels = ties.labels_of("contacts", "companies").values()
        primary = [label for label in labels if label.primary]
        ties.add(contacts, record.id, companies, company.id, primary)
