"""Boulevard and its simulator, as an end of the contract."""

from datetime import datetime, timedelta

from connectors import boulevard
from connectors.boulevard.simulator import API_KEY, API_SECRET, BUSINESS_ID, BoulevardSimulator
from connectors.kit.simulator import Fault
from core.errors import Code
from tests.contract.boulevard_judge import SPEC, BoulevardJudge
from tests.contract.end import End


def _seed(vendor: BoulevardSimulator, number: int, at: datetime) -> str:
    email = f"ana{number}@example.com"
    return vendor.seed_client(f"Ana{number}", "Ruiz", email=email, created=at, updated=at)


def _more(vendor: BoulevardSimulator) -> None:
    now = vendor.clock.now()
    place = vendor.seed("locations", name="Dover", phone="+12125550150", website="example.com")
    doctor = vendor.seed("staff", firstName="Bea", lastName="Moss", locationIds=[place], bio="MD")
    filler = vendor.seed("services", name="Botox 20u", defaultPrice=40_000)
    tag = vendor.seed("tags", name="Accutane")
    vendor.seed_custom_field("skin", "Skin type", "SELECT", ("I", "II"))
    vendor.seed_custom_field("likes", "Likes")
    bea = vendor.seed_client(
        "Bea",
        "Moss",
        email="bea.moss@example.com",
        mobilePhone="+12125550140",
        dob="1980-02-29",
        pronoun="she/her",
        primaryLocationId=place,
        tagIds=[tag],
        custom={"skin": "II"},
        schedulingAlert="Allergic to lidocaine",
    )
    vendor.seed_note(bea, "latex allergy")
    vendor.agree(bea, email=True)
    other = vendor.seed_client("Beatrice", "Moss")
    vendor.merge(bea, other)
    for days in (-3, 3, 400):
        start = now + timedelta(days=days)
        booked = vendor.seed_appointment(
            bea, place, start, staffId=doctor, serviceIds=[filler], notes="20u glabella"
        )
    vendor.cancel(booked, "NO_SHOW", notes="Nervous.")
    vendor.seed(
        "memberships",
        name="Botox Club",
        clientId=bea,
        locationId=place,
        status="PAUSED",
        statusReason="CLIENT_REQUESTED_MEDICAL",
        unitPrice=9_900,
    )
    vendor.seed("orders", clientId=bea, locationId=place, number="1001", total=43_200, note="Card")


def _forbid(vendor: BoulevardSimulator) -> Code:
    vendor.execution.forbidden.add("clients")
    return Code.NOT_PERMITTED


def _limited(seconds: int) -> Fault:
    message = (
        "API limit exceeded. Query cost is 300 and you have 0 points available. "
        f"Please wait {seconds * 1000}ms and try again."
    )
    return Fault("status", status=429, body={"errors": [{"message": message}]})


BOULEVARD = End(
    spec=boulevard.SPEC,
    make=lambda clock: BoulevardSimulator(clock=clock),
    secrets={"api_key": API_KEY, "api_secret": API_SECRET},
    account_id=BUSINESS_ID,
    people="clients",
    given="firstName",
    family="lastName",
    email="email",
    page=100,
    says="clients(",
    user="",
    sign_in="keys",
    thrown_out=Code.TOKEN_REJECTED,
    limited=_limited,
    writes=False,  # nobody is made or put away; what may be changed has tests of its own
    seed=_seed,
    rename=lambda vendor, one, name: vendor.edit("clients", one, firstName=name),
    remove=lambda vendor, one: vendor.delete("clients", one),
    names=lambda vendor: [row["firstName"] for row in vendor.business.tables["clients"].values()],
    throw_out=lambda vendor: vendor.keys.clear(),
    forbid=_forbid,
    bad_value={"email": "ana at example"},
    more=_more,
    judge=BoulevardJudge if SPEC.exists() else None,
    plant=lambda body: body["data"]["clients"]["edges"][0]["node"].update(nickname="Annie"),
    merge=lambda vendor, kept, other: vendor.merge(kept, other) or kept,
)
