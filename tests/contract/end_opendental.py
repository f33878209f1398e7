"""Open Dental and its simulator, as an end of the contract."""

from datetime import datetime, timedelta

from connectors import opendental
from connectors.opendental.connector import account_id
from connectors.opendental.simulator import CUSTOMER_KEY, DEVELOPER_KEY, OpenDentalSimulator
from core.errors import Code
from tests.contract.end import End
from tests.contract.opendental_judge import SPEC, OpenDentalJudge

SECRETS = {"developer_key": DEVELOPER_KEY, "customer_key": CUSTOMER_KEY}


def _seed(vendor: OpenDentalSimulator, number: int, at: datetime) -> str:
    email = f"ana{number}@example.com"
    return str(vendor.seed_patient(f"Ana{number}", "Ruiz", Email=email, updated=at))


def _more(vendor: OpenDentalSimulator) -> None:
    clinic = vendor.seed("clinics", Description="Larkspur East", Abbr="East", State="OR")
    dentist = vendor.seed("providers", Abbr="MOSS", LName="Moss", FName="Bea", SSN="900-00-0001")
    confirmed = vendor.seed_confirmation("Yes, by text")
    website = vendor.seed("referrals", LName="Website", NotPerson="true")
    vendor.seed_custom_field("Likes", "PickList", "Tea\r\nCoffee")
    bea = vendor.seed_patient(
        "Bea",
        "Moss",
        ClinicNum=clinic,
        PriProv=dentist,
        Birthdate="1980-02-29",
        WirelessPhone="(212)555-0140",
        SSN="900-00-0002",
        Premed="true",
        FamFinUrgNote="Pays late.",
        TxtMsgOk="Yes",
    )
    vendor.seed("referrals", LName="Moss", FName="Bea", PatNum=bea)
    vendor.seed_custom_value(bea, "Likes", "Tea")
    vendor.seed("refattaches", PatNum=bea, ReferralNum=website, Note="Came by bike.")
    vendor.seed("recalls", PatNum=bea, DateDue="2027-05-01", Note="Perio.")
    start = vendor.clock.now() + timedelta(days=3)
    for status in ("Scheduled", "Complete", "Planned", "PtNote"):
        vendor.seed_appointment(
            bea,
            start,
            AptStatus=status,
            ClinicNum=clinic,
            ProvNum=dentist,
            Confirmed=confirmed,
            ProcDescript="RCT #30",
            Note="Nervous.",
        )


def _forbid(vendor: OpenDentalSimulator) -> Code:
    vendor.api.forbidden.add("patients")
    return Code.NOT_PERMITTED


OPENDENTAL = End(
    spec=opendental.SPEC,
    make=lambda clock: OpenDentalSimulator(clock=clock),
    secrets=SECRETS,
    account_id=account_id(SECRETS),
    people="patients",
    given="FName",
    family="LName",
    email="Email",
    page=100,
    path="patients",
    names_fields=False,
    user="",
    sign_in="keys",
    thrown_out=Code.TOKEN_REJECTED,
    writes=False,  # nobody is made or deleted; what may be changed has tests of its own
    seed=_seed,
    rename=lambda vendor, one, name: vendor.edit("patients", int(one), FName=name),
    remove=lambda vendor, one: vendor.delete("patients", int(one)),
    names=lambda vendor: [row["FName"] for row in vendor.practice.tables["patients"].values()],
    throw_out=lambda vendor: vendor.keys.clear(),
    forbid=_forbid,
    bad_value={"PatStatus": "Deleted"},
    more=_more,
    judge=OpenDentalJudge if SPEC.exists() else None,
    plant=lambda body: body[0].update(SomeNewClinicalField="RCT"),
)
