"""New rows of each kind, as ServiceTitan's JSON has them, with nothing said that need not be."""

from collections.abc import Mapping
from typing import Any

from connectors.servicetitan.simulator.account import Row

DAY_ONE = "0001-01-01T00:00:00Z"  # how some of the program's own dates say "none"


def address_of(body: Mapping[str, Any]) -> Row:
    """Return an address as answers tell it."""
    keys = ("street", "unit", "city", "state", "zip", "country", "latitude", "longitude")
    return {key: body.get(key) for key in keys}


def customer_row(name: str, type: str, address: Mapping[str, Any]) -> Row:
    return {
        "active": True,
        "name": " ".join(name.split()),
        "type": type,
        "address": address_of(address),
        "customFields": [],
        "balance": 0.0,
        "tagTypeIds": [],
        "doNotMail": False,
        "doNotService": False,
        "createdById": 1_601,
        "mergedToId": None,
        "externalData": [],
    }


def location_row(customer_id: int, name: str, address: Mapping[str, Any]) -> Row:
    return {
        "taxZoneId": None,
        "customerId": customer_id,
        "active": True,
        "name": name,
        "address": address_of(address),
        "customFields": [],
        "createdById": 1_601,
        "mergedToId": None,
        "zoneId": None,
        "tagTypeIds": [],
        "externalData": [],
    }


def lead_row(summary: str, campaign_id: int) -> Row:
    return {
        "status": "Open",
        "customerId": None,
        "locationId": None,
        "businessUnitId": None,
        "jobTypeId": None,
        "priority": "Normal",
        "campaignId": campaign_id,
        "summary": summary,
        "callReasonId": None,
        "callId": None,
        "bookingId": None,
        "manualCallId": None,
        "followUpDate": None,
        "createdById": 1_601,
        "tagTypeIds": [],
        "dismissingReasonId": None,
        "leadUrl": None,
        "active": True,
    }


EMPTY_BOOKING: Row = {
    "source": "Website",
    "customerType": "Residential",
    "summary": None,
    "campaignId": None,
    "businessUnitId": None,
    "isFirstTimeClient": True,
    "uploadedImages": [],
    "isSendConfirmationEmail": False,
    "status": "New",
    "dismissingReasonId": None,
    "jobId": None,
    "priority": "Normal",
    "jobTypeId": None,
    "bookingProviderId": 77,
    "active": True,
}
EMPTY_JOB: Row = {
    "projectId": None,
    "completedOn": None,
    "priority": "Normal",
    "campaignId": 4_001,
    "summary": None,
    "customFields": [],
    "appointmentCount": 1,
    "firstAppointmentId": 0,
    "lastAppointmentId": 0,
    "recallForId": None,
    "warrantyId": None,
    "jobGeneratedLeadSource": None,
    "noCharge": False,
    "notificationsEnabled": True,
    "createdById": 1_601,
    "tagTypeIds": [],
    "leadCallId": None,
    "bookingId": None,
    "soldById": None,
    "externalData": [],
    "customerPo": "",
    "invoiceId": 0,
    "membershipId": None,
    "total": None,
    "active": True,
}
EMPTY_ESTIMATE: Row = {
    "projectId": None,
    "reviewStatus": "None",
    "summary": None,
    "soldOn": None,
    "soldBy": None,
    "active": True,
    "items": [],
    "externalLinks": [],
    "tax": 0.0,
    "businessUnitId": None,
    "businessUnitName": None,
}
EMPTY_INVOICE: Row = {
    "syncStatus": "Pending",
    "summary": None,
    "salesTax": "0.00",
    "discountTotal": "0.00",
    "sentStatus": "NotSent",
    "reviewStatus": "NeedsReview",
    "items": [],
    "customFields": [],
    "active": True,
    "paidOn": None,
    "membershipId": None,
}
EMPTY_MEMBERSHIP: Row = {
    "createdById": None,
    "followUpOn": DAY_ONE,
    "cancellationDate": None,
    "nextScheduledBillDate": None,
    "billingFrequency": "Annual",
    "renewalBillingFrequency": None,
    "followUpStatus": "NotAttempted",
    "active": True,
    "initialDeferredRevenue": 0.0,
    "duration": 12,
    "renewalDuration": None,
    "businessUnitId": 21,
    "locationId": None,
    "paymentMethodId": None,
    "soldById": None,
    "customerPo": None,
    "memo": None,
    "customFields": [],
}
EMPTY_JOB_TYPE: Row = {
    "businessUnitIds": [],
    "skills": [],
    "tagTypeIds": [],
    "priority": "Normal",
    "duration": 7_200,
    "soldThreshold": None,
    "class": "",
    "summary": "",
    "noCharge": False,
    "invoiceSignaturesRequired": False,
    "externalData": [],
    "active": True,
}
EMPTY_MEMBERSHIP_TYPE: Row = {
    "displayName": None,
    "active": True,
    "discountMode": "Basic",
    "locationTarget": "AllLocations",
    "revenueRecognitionMode": "PointOfSale",
    "autoCalculateInvoiceTemplates": False,
    "useMembershipPricingTable": False,
    "showMembershipSavings": False,
    "createdById": None,
    "importId": None,
    "billingTemplateId": None,
    "durationBilling": [],
}
