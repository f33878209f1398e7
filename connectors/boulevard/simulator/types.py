"""The part of Boulevard's schema that the simulator has: its types, and their fields."""

from functools import cache

ENUMERATIONS = {
    "AppointmentState": ["ACTIVE", "ARRIVED", "BOOKED", "CANCELLED", "CONFIRMED", "FINAL"],
    "AppointmentCancellationReason": [
        *("CLIENT_CANCEL", "CLIENT_LATE_CANCEL", "MERGED", "MISTAKE", "NO_SHOW", "OFFBOARDED"),
        *("STAFF_CANCEL", "VOIDED"),
    ],
    "BookedByType": ["CLIENT", "STAFF"],
    "SubscriptionStatus": ["ACTIVE", "CANCELLED", "PAST_DUE", "PAUSED"],
    "NativeObjectSchema": ["APPOINTMENT", "BUSINESS", "CLIENT", "GIFT_CARD", "SERVICE"],
}

_PAGED = "after:String before:String first:Int last:Int"
_LISTS = (  # list, type of its rows, further arguments
    ("clients", "Client", "clientIds:[ID!] emails:[String!] query:QueryString"),
    ("appointments", "Appointment", "clientId:ID locationId:ID! query:QueryString"),
    ("orders", "Order", "locationId:ID! query:QueryString"),
    ("staff", "Staff", "query:QueryString"),
    ("locations", "Location", ""),
    ("memberships", "Membership", ""),
    ("services", "Service", ""),
    ("tags", "Tag", ""),
    ("nativeObjectFields", "NativeObjectSchemaField", "schema:NativeObjectSchema!"),
)

_TYPES = """
Client: active Boolean! appointmentCount Int! createdAt DateTime! currentAccountBalance Int!
  custom NativeObjectMeta customFields(keys:[String!]!) [NativeFieldValue!]! dob Date email Email
  externalId String firstName String hasCardOnFile Boolean! id ID! lastName String
  marketingSettings [MarketingSetting!]! mergedIntoClientId ID mobilePhone PhoneNumber name String
  notes [Note]! primaryLocation Location pronoun String reminderSettings [ReminderSetting!]!
  schedulingAlert String tags [Tag!]! updatedAt DateTime!
Appointment: appointmentServices [AppointmentService!]! bookedByType BookedByType!
  cancellation AppointmentCancellation cancelled Boolean! client Client! clientId ID!
  clientMessage String createdAt DateTime! custom NativeObjectMeta
  customFields(keys:[String!]!) [NativeFieldValue!]! duration Int! endAt DateTime! id ID!
  isGroupedAppointment Boolean! isRecurring Boolean! isRemote Boolean! location Location!
  locationId ID! manageUrl Url! notes String orderId ID pendingFormCount Int! startAt DateTime!
  state AppointmentState! tags [Tag!]!
AppointmentService: id ID! duration Int! endAt DateTime! price Money! service Service!
  serviceId ID! staff Staff! staffId ID! startAt DateTime!
AppointmentCancellation: cancelledAt DateTime! notes String reason AppointmentCancellationReason!
Location: address Address! arrivalInstructions String businessName String! contactEmail Email
  externalId String googlePlaceId String id ID! isRemote Boolean! name String! phone PhoneNumber
  tz Tz! website String
Address: city String country String line1 String line2 String province String state String
  zip String
Staff: active Boolean bio String createdAt DateTime! displayName String! email Email
  externalId String externalNickname String externallyBookable Boolean firstName String! id ID!
  lastName String locations [Location!] mobilePhone PhoneNumber name String! nickname String
  role StaffRole! staffRoleId ID! suspended Boolean updatedAt DateTime!
StaffRole: id ID! name String!
Membership: cancelOn Date client Client! clientId ID! endOn Date! id ID!
  interval DurationInterval! location Location! locationId ID! name String! nextChargeDate Date
  productId ID! startOn Date! status SubscriptionStatus! statusReason MembershipStatusReason
  statusReasonCustom String termNumber Int! unitPrice Money! unpauseOn Date
Order: client Client clientId ID closedAt DateTime createdAt DateTime! id ID! location Location!
  locationId ID! note String number String! summary OrderSummary! updatedAt DateTime!
OrderSummary: currentDiscountAmount Money! currentSubtotal Money! currentTaxAmount Money!
  currentTotal Money! refundAmount Money!
Service: active Boolean! defaultDuration Int! defaultPrice Int! description String id ID!
  name String!
Tag: id ID! name String!
Note: createdAt DateTime! id ID! insertedAt DateTime! text String!
MarketingSetting: email Boolean! push Boolean! sms Boolean! type ReminderType!
ReminderSetting: email Boolean! push Boolean! sms Boolean! type ReminderType!
NativeObjectMeta: textValue(key:String!) String booleanValue(key:String!) Boolean
  datetimeValue(key:String!) DateTime floatValue(key:String!) Float integerValue(key:String!) Int
  multiselectValues(key:String!) [NativeObjectSchemaFieldOption!]
  selectValue(key:String!) NativeObjectSchemaFieldOption
NativeFieldValue: key String!
NativeObjectSchemaField: insertedAt DateTime! key String! name String!
  options [NativeObjectSchemaFieldOption] schema NativeObjectSchema! updatedAt DateTime!
  valueType CustomFieldValueType!
NativeObjectSchemaFieldOption: id ID! label String!
Business: address Address! id ID! name String! phone PhoneNumber tz Tz! website String
PageInfo: endCursor String hasNextPage Boolean! hasPreviousPage Boolean! startCursor String
UpdateClientPayload: client Client!
CreateClientPayload: client Client!
CancelAppointmentPayload: appointment Appointment!
Query: business Business client(id:ID!) Client appointment(id:ID!) Appointment order(id:ID!) Order
  staffMember(id:ID!) Staff location(id:ID!) Location membership(id:ID!) Membership
  __type(name:String!) __Type
Mutation: updateClient(input:UpdateClientInput!) UpdateClientPayload
  createClient(input:CreateClientInput!) CreateClientPayload
  cancelAppointment(input:CancelAppointmentInput!) CancelAppointmentPayload
__Type: name String fields [__Field!] enumValues [__EnumValue!]
__Field: name String!
__EnumValue: name String!
"""

INPUTS = {
    "CreateClientInput": {"dob", "email", "externalId", "firstName", "lastName", "mobilePhone"}
    | {"pronoun"},
    "UpdateClientInput": {"customFields", "dob", "email", "externalId", "firstName", "id"}
    | {"lastName", "mobilePhone", "pronoun"},
    "CancelAppointmentInput": {"id", "notes", "notifyClient", "reason"},
}


@cache
def types() -> dict[str, dict[str, tuple[str, dict[str, str]]]]:
    """Return the fields of each type: their type, and the types of their arguments."""
    found = {}
    for block in _TYPES.strip().replace("\n  ", " ").splitlines():
        name, _, rest = block.partition(": ")
        found[name] = _fields(rest)
    for list_name, thing, more in _LISTS:
        arguments = f"{_PAGED} {more}".strip()
        found["Query"] |= _fields(f"{list_name}({arguments}) {thing}Connection")
        found[f"{thing}Connection"] = _fields(f"edges [{thing}Edge] pageInfo PageInfo!")
        found[f"{thing}Edge"] = _fields(f"cursor String node {thing}")
    return found


def _fields(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Read "name type name(argument:type argument:type) type"."""
    found = {}
    rest = text
    while rest:
        name, _, rest = rest.partition(" ")
        arguments = {}
        if "(" in name:
            inside, _, after = f"{name} {rest}".partition("(")[2].partition(")")
            name = name.partition("(")[0]
            arguments = dict(one.split(":", 1) for one in inside.split())
            rest = after.strip()
        kind, _, rest = rest.partition(" ")
        found[name] = (kind, arguments)
    return found


def bare(kind: str) -> str:
    """Return the name of a type without what wraps it."""
    return kind.strip("[]!")
