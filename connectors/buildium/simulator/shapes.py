"""What the API shows of a row: all that it has, whether or not it says anything."""

from typing import Any

from connectors.buildium.simulator.account import Account, Body, Kept

ADDRESS: Body = {
    "AddressLine1": None,
    "AddressLine2": None,
    "AddressLine3": None,
    "City": None,
    "State": None,
    "PostalCode": None,
    "Country": "UnitedStates",
}
_PERSON: Body = {"FirstName": None, "LastName": None, "PhoneNumbers": []}
_DATED = frozenset({"tasks", "associationowners"})  # whose rows tell when they were made
_STAMPED = frozenset({"leases", "applicants", "tasks"})  # whose rows tell when they were updated

BLANK: dict[str, Body] = {
    "rentals": {
        "Name": None,
        "StructureDescription": None,
        "NumberUnits": 0,
        "IsActive": True,
        "OperatingBankAccountId": 1,
        "Reserve": 0.0,
        "Address": ADDRESS,
        "YearBuilt": None,
        "RentalType": "Residential",
        "RentalSubType": "MultiFamily",
        "RentalManager": None,
    },
    "units": {
        "PropertyId": 0,
        "BuildingName": None,
        "UnitNumber": None,
        "Description": None,
        "MarketRent": None,
        "Address": ADDRESS,
        "UnitBedrooms": "NotSet",
        "UnitBathrooms": "NotSet",
        "UnitSize": None,
        "IsUnitListed": False,
        "IsUnitOccupied": False,
    },
    "owners": {
        **_PERSON,
        "IsCompany": False,
        "IsActive": True,
        "Email": None,
        "AlternateEmail": None,
        "Comment": None,
        "Address": ADDRESS,
        "ManagementAgreementStartDate": None,
        "ManagementAgreementEndDate": None,
        "CompanyName": None,
        "PropertyIds": [],
        "TaxInformation": None,
    },
    "associations": {
        "Name": None,
        "IsActive": True,
        "Reserve": 0.0,
        "Description": None,
        "YearBuilt": None,
        "OperatingBankAccount": None,
        "OperatingBankAccountId": 1,
        "Address": ADDRESS,
        "AssociationManager": None,
        "FiscalYearEndDay": 31,
        "FiscalYearEndMonth": 12,
        "TaxInformation": None,
    },
    "associationowners": {
        **_PERSON,
        "Email": None,
        "AlternateEmail": None,
        "PrimaryAddress": ADDRESS,
        "AlternateAddress": None,
        "Comment": None,
        "EmergencyContact": None,
        "OwnershipAccounts": [],
        "MailingPreference": "PrimaryAddress",
        "Vehicles": [],
        "OccupiesUnit": False,
        "BoardMemberTerms": [],
        "TaxId": None,
        "DelinquencyStatus": "NoDelinquency",
    },
    "vendors": {
        **_PERSON,
        "IsCompany": True,
        "IsActive": True,
        "PrimaryEmail": None,
        "AlternateEmail": None,
        "CompanyName": None,
        "Website": None,
        "Category": None,
        "Address": ADDRESS,
        "VendorInsurance": None,
        "Comments": None,
        "AccountNumber": None,
        "ExpenseGLAccountId": None,
        "TaxInformation": None,
    },
    "tenants": {
        **_PERSON,
        "Email": None,
        "AlternateEmail": None,
        "EmergencyContact": None,
        "DateOfBirth": None,
        "SMSOptInStatus": None,
        "Address": ADDRESS,
        "AlternateAddress": None,
        "MailingPreference": "PrimaryAddress",
        "Comment": None,
        "TaxId": None,
    },
    "leases": {
        "PropertyId": 0,
        "UnitId": 0,
        "UnitNumber": None,
        "LeaseFromDate": None,
        "LeaseToDate": None,
        "LeaseType": "Fixed",
        "LeaseStatus": "Active",
        "IsEvictionPending": False,
        "TermType": "Standard",
        "RenewalOfferStatus": "NotSet",
        "AccountDetails": None,
        "Cosigners": [],
        "AutomaticallyMoveOutTenants": False,
        "MoveOutData": [],
        "PaymentDueDay": 1,
        "Tenants": [],
    },
    "applicants": {
        **_PERSON,
        "ApplicantGroupId": None,
        "PropertyId": None,
        "UnitId": None,
        "TenantId": None,
        "Email": None,
        "Status": "New",
        "Applications": [],
        "UnsubmittedApplications": [],
    },
    "clientleads": {
        "DateReceived": None,
        "Name": None,
        "Email": None,
        "PhoneNumber": None,
        "PricePaid": 0.0,
        "Address": ADDRESS,
        "PropertyType": "MultiFamilyTwoToFourUnits",
        "Comments": None,
        "LeadStatus": "New",
        "CreditRequest": None,
    },
    "tasks": {
        "TaskType": "Todo",
        "Category": None,
        "Title": None,
        "Description": None,
        "Property": None,
        "UnitId": None,
        "UnitAgreement": None,
        "RequestedByUserEntity": None,
        "AssignedToUserId": 1,
        "TaskStatus": "New",
        "Priority": "Normal",
        "DueDate": None,
    },
    "workorders": {
        "Task": None,
        "Title": None,
        "DueDate": None,
        "Priority": "Normal",
        "Status": "New",
        "WorkDetails": None,
        "InvoiceNumber": None,
        "ChargeableTo": None,
        "EntryAllowed": "Unknown",
        "EntryNotes": None,
        "VendorId": 0,
        "VendorNotes": None,
        "EntryContact": None,
        "EntryContacts": [],
        "BillTransactionId": None,
        "BillTransactionIds": [],
        "Amount": 0.0,
        "LineItems": [],
    },
    "categories": {"Name": None},
}


def shown(account: Account, kind: str, kept: Kept) -> Body:
    """Return a row as the API answers it."""
    body = kept.body
    if kind == "tenants":
        return _tenant(account, kept)
    if kind == "leases":
        return _lease(account, kept, with_people=True)
    if kind in _STAMPED:
        body = {**body, "LastUpdatedDateTime": kept.updated}
    if kind in _DATED:
        body = {**body, "CreatedDateTime": kept.created}
    return body


def _tenant(account: Account, kept: Kept) -> Body:
    profile = account.profile
    body = {**kept.body, "CreatedDateTime": kept.created, "Leases": []}
    if profile.tenants_have_leases:
        found = account.leases(kept.body["Id"])
        body["Leases"] = [_lease(account, lease, with_people=False) for lease in found]
    if profile.masks_tax_ids and body["TaxId"]:
        body["TaxId"] = f"XXX-XX-{body['TaxId'][-4:]}"
    return body


def _lease(account: Account, kept: Kept, *, with_people: bool) -> Body:
    current = [one["Id"] for one in kept.body["Tenants"] if one["Status"] == "Current"]
    people: list[Any] = []
    if with_people:
        tenants = account.tables["tenants"]
        people = [{**_plain(tenants[one]), "Leases": []} for one in current if one in tenants]
    return {
        **kept.body,
        "CreatedDateTime": kept.created,
        "LastUpdatedDateTime": kept.updated,
        "CurrentTenants": people,
        "CurrentNumberOfOccupants": len(current),
    }


def _plain(kept: Kept) -> Body:
    return {**kept.body, "CreatedDateTime": kept.created}
