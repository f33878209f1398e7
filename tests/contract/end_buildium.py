"""Buildium and its simulator, as an end of the contract."""

from datetime import datetime

from connectors import buildium
from connectors.buildium import simulator
from connectors.buildium.simulator import BuildiumSimulator
from core.errors import Code
from tests.contract.buildium_judge import SPEC, BuildiumJudge
from tests.contract.end import End

HOME = {
    "AddressLine1": "1 Wren Lane",
    "City": "Austin",
    "State": "TX",
    "PostalCode": "78701",
}


def _seed(vendor: BuildiumSimulator, number: int, at: datetime) -> str:
    email = f"ana{number}@example.com"
    made = vendor.seed_tenant(
        f"Ana{number}", "Ruiz", Email=email, address=HOME, created=at, updated=at
    )
    return str(made)


def _more(vendor: BuildiumSimulator) -> None:
    wren = vendor.seed_property("Wren Court", address=HOME, YearBuilt=1987)
    unit = vendor.seed_unit(
        wren, "2B", UnitBedrooms="TwoBed", UnitBathrooms="OnePointFiveBath", MarketRent=1450.0
    )
    vendor.seed_owner(wren, FirstName="Cleo", LastName="Marsh", Email="cleo@example.com")
    vendor.seed_owner(wren, IsCompany=True, CompanyName="Rookwarble LLC")
    oaks = vendor.seed("associations", Name="Oak Row HOA", address=HOME)
    account = {
        "Id": 5,
        "AssociationId": oaks,
        "UnitId": 6,
        "Status": "Active",
        "DateOfPurchase": "2020-05-01",
        "DateOfSale": None,
        "Comments": None,
        "AssociationOwnerIds": [44_001],
        "DelinquencyStatus": "NoDelinquency",
    }
    vendor.seed("associationowners", LastName="Hale", OwnershipAccounts=[account], address=HOME)
    plumber = vendor.seed_vendor("Otterquay Plumbing", "Plumbing", PrimaryEmail="p@example.com")
    bea = vendor.seed_tenant(
        "Bea",
        "Moss",
        Email="bea.moss@example.com",
        phones=[("(555) 010-0134", "Cell"), ("555-0135", "Other")],
        address=HOME,
        DateOfBirth="1990-02-03",
        TaxId="123-45-6789",
        EmergencyContact={
            "Name": "B. Moss",
            "RelationshipDescription": "Sibling",
            "Phone": "5550100135",
            "Email": None,
        },
    )
    lease = vendor.seed_lease(
        unit,
        [bea],
        rent=1450.0,
        MoveOutData=[{"TenantId": bea, "MoveOutDate": "2026-12-31", "NoticeGivenDate": None}],
    )
    vendor.seed(
        "applicants",
        FirstName="Dora",
        LastName="Quill",
        Status="Undecided",
        PropertyId=wren,
        UnitId=unit,
    )
    vendor.seed("clientleads", Name="Emil Roe", DateReceived="2026-11-01T09:00:00Z")
    task = vendor.seed_task(
        "The tap drips",
        TaskType="ResidentRequest",
        Category={"Id": 1, "Name": "Maintenance", "Href": None, "SubCategory": None},
        Property={"Id": wren, "Type": "Rental", "Href": None},
        UnitId=unit,
        UnitAgreement={"Id": lease, "Type": "Lease", "Href": None},
        RequestedByUserEntity={
            "Type": "RentalTenant",
            "Id": bea,
            "FirstName": "Bea",
            "LastName": "Moss",
            "IsCompany": False,
            "Href": None,
        },
    )
    vendor.seed_work_order(task, plumber, Amount=120.5)


def _forbid(vendor: BuildiumSimulator) -> Code:
    vendor.account.forbidden.add("Rentals > Tenants")
    return Code.SCOPE_MISSING


def _rename(vendor: BuildiumSimulator, one: str, name: str) -> None:
    vendor.edit("tenants", int(one), FirstName=name)


BUILDIUM = End(
    spec=buildium.SPEC,
    make=lambda clock: BuildiumSimulator(clock=clock),
    secrets={"client_id": simulator.CLIENT_ID, "client_secret": simulator.CLIENT_SECRET},
    account_id=str(simulator.ACCOUNT_ID),
    people="tenants",
    given="first_name",
    family="last_name",
    email="email",
    page=1000,
    path="tenants",
    seed=_seed,
    rename=_rename,
    remove=lambda vendor, one: vendor.delete("tenants", int(one)),
    names=lambda vendor: [
        kept.body["FirstName"] for kept in vendor.account.tables["tenants"].values()
    ],
    throw_out=lambda vendor: vendor.keys.clear(),
    thrown_out=Code.TOKEN_REJECTED,
    forbid=_forbid,
    bad_value={"email": "ana at example"},
    user="",
    has_zone=False,
    stamps=False,
    names_fields=False,
    sign_in="keys",
    writes=False,  # tenants are changed, but neither made nor put away
    more=_more,
    judge=BuildiumJudge if SPEC.exists() else None,
    plant=lambda body: body[0].update(Nickname="Annie"),
)
