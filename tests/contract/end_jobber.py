"""Jobber and its simulator, as an end of the contract."""

from datetime import datetime

from connectors import jobber
from connectors.jobber import simulator
from connectors.jobber.simulator import JobberSimulator
from core.errors import Code
from tests.contract.end import End, by_oauth
from tests.contract.jobber_judge import SPEC, JobberJudge

PLACE = {"street1": "1 Wren Lane", "city": "Dover", "province": "DE", "postalCode": "19901"}


def _seed(vendor: JobberSimulator, number: int, at: datetime) -> str:
    emails = [f"ana{number}@example.com"]
    return vendor.seed_client(f"Ana{number}", "Ruiz", emails=emails, created=at, updated=at)


def _more(vendor: JobberSimulator) -> None:
    now = vendor.clock.now().isoformat()
    eva = vendor.seed_user("Eva", "Moss", "eva.moss@example.com")
    motto = vendor.seed_custom_field("Motto")
    vendor.seed_custom_field("Size of the lawn", "AREA")
    source = vendor.seed_custom_field("Source", "DROPDOWN", options=["Web", "Walk-in"])
    gate = vendor.seed_custom_field("Gate", "TRUE_FALSE", applies_to="ALL_PROPERTIES")
    site = vendor.seed_custom_field("Plan", "LINK", applies_to="ALL_JOBS")
    hours = vendor.seed_custom_field("Hours", "NUMERIC", applies_to="ALL_QUOTES")
    vendor.seed_custom_field("Terms", applies_to="ALL_INVOICES")
    firm = vendor.seed_client(
        "Bea",
        "Moss",
        companyName="Rookwarble LLC",
        isCompany=True,
        emails=["bea.moss@example.com", "home@example.com"],
        phones=[("212-555-0140", "MOBILE"), ("212-555-0150", "WORK")],
        place=PLACE,
        tags=[f"Tag {number}" for number in range(12)],
        sourceAttribution="Google",
        balance=120.5,
        customFields={motto: "Onward", source: "Web"},
    )
    home = vendor.seed_property(firm, PLACE, name="The house", customFields={gate: True})
    for number in range(11):
        vendor.seed_property(firm, {**PLACE, "street2": f"Unit {number}"})
    ask = vendor.seed_request(firm, "A new roof", property=home, salesperson=eva)
    quote = vendor.seed_quote(
        firm, "Roof", total=8_000.0, request=ask, property=home, customFields={hours: 12.5}
    )
    plan = {"text": "Plan", "url": "https://plans.example.com/1"}
    jobs = [
        vendor.seed_job(firm, home, "Roof", quote=quote, startAt=now, customFields={site: plan})
        for _ in range(12)
    ]
    vendor.seed_invoice(firm, total=400.0, jobs=jobs, issuedDate=now)


def _throw_out(vendor: JobberSimulator) -> None:
    vendor.sign_in.disconnect()


def _forbid(vendor: JobberSimulator) -> Code:
    vendor.graph.hidden.add("Query.clients")
    return Code.SCOPE_MISSING


JOBBER = End(
    spec=jobber.SPEC,
    make=lambda clock: JobberSimulator(clock=clock),
    secrets=by_oauth(simulator),
    account_id=simulator.ACCOUNT_ID,
    people="persons",
    given="firstName",
    family="lastName",
    email="email",
    page=100,
    path="graphql",
    user="",
    has_zone=False,
    seed=_seed,
    rename=lambda vendor, one, name: vendor.edit(one, firstName=name),
    remove=lambda vendor, one: vendor.destroy(one),
    names=lambda vendor: [
        row["firstName"]
        for row in vendor.account.tables["clients"].values()
        if not row["isArchived"]
    ],
    throw_out=_throw_out,
    forbid=_forbid,
    bad_value={"email": "ana at example"},
    web_host="secure.getjobber.com",
    rotates=True,
    more=_more,
    judge=JobberJudge if SPEC.exists() else None,
    plant=lambda body: body["data"]["clients"]["nodes"][0].update(nickname="Annie"),
)
