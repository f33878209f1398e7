"""ServiceTitan and its simulator, as an end of the contract."""

from datetime import datetime
from typing import Any

from connectors import servicetitan
from connectors.servicetitan import simulator
from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.errors import Code
from tests.contract.end import End
from tests.contract.servicetitan_judge import SPEC, ServiceTitanJudge

SECRETS = {
    "client_id": simulator.CLIENT_ID,
    "client_secret": simulator.CLIENT_SECRET,
    "app_key": simulator.APP_KEY,
}
NEW_ADDRESS = "1 Wren Lane; Dover; DE; 19901; USA"  # of customers whom HubSpot knows no address of


def _seed(vendor: ServiceTitanSimulator, number: int, at: datetime) -> str:
    emails = [f"ana{number}@example.com"]
    made = vendor.seed_customer(f"Ana{number} Ruiz", emails=emails, created=at, modified=at)
    return str(made)


def _rename(vendor: ServiceTitanSimulator, one: str, name: str) -> None:
    vendor.edit("customers", int(one), name=f"{name} Ruiz")


def _names(vendor: ServiceTitanSimulator) -> list[str]:
    rows = vendor.account.tables["customers"]
    return [row["name"].split()[0] for row in rows if row["active"]]


def fill_tenant(vendor: ServiceTitanSimulator) -> None:
    """Put at least one of everything there."""
    now = vendor.clock.now()
    oil = vendor.seed_custom_field("customer", "Fuel", "Dropdown", ["Gas", "Oil"])
    visits = vendor.seed_custom_field("customer", "Visits", "Numeric")
    gate = vendor.seed_custom_field("location", "Gate code")
    tons = vendor.seed_custom_field("job", "Tons", "Numeric")
    tag, tech = vendor.seed_tag("VIP"), vendor.seed_technician("Bo Reed", "bo.reed@example.com")
    plan = vendor.seed_membership_type("Comfort plan")
    unit, kind = vendor.seed_business_unit("Plumbing"), vendor.seed_job_type("No heat")
    firm = vendor.seed_customer(
        "Rookwarble LLC", type="Commercial", phones=[("3025550140", "Phone")]
    )
    bea = vendor.seed_customer(
        "Moss, Bea",
        emails=["bea.moss@example.com", "home@example.com"],
        phones=[("302-555-0141", "MobilePhone"), ("302-555-0142", "Fax")],
        custom={oil: "Gas", visits: "12"},
        tags=[tag],
    )
    for customer in (firm, bea):
        place = vendor.seed_location(customer, "Home", custom={gate: "none"})
        job = vendor.seed_job(
            customer,
            place,
            job_type=kind,
            business_unit=unit,
            custom={tons: "3.5"},
            soldById=tech,
            summary="<p>No heat &amp; no hot water</p>",
            total=120.5,
        )
        vendor.seed_estimate(job, 1200.0, tax=72.0, soldBy=tech, businessUnitName="Plumbing")
        vendor.seed_appointment(job, now, now)
        vendor.seed_invoice(job, "1234.50", balance="34.50")
        vendor.seed_membership(customer, plan)
    vendor.seed_booking("Dot Fenwick", now, jobId=job, summary="Drain is slow")
    vendor.seed_lead("Wants a heat pump", customerId=bea, locationId=place, jobTypeId=kind)
    vendor.seed_lead("Nobody yet", followUpDate="2026-12-01T00:00:00Z")


def _plant(body: Any) -> None:
    for row in body["data"]:
        row["nickname"] = "Annie"


def _forbid(vendor: ServiceTitanSimulator) -> Code:
    vendor.account.forbidden.add("customers")
    return Code.NOT_PERMITTED  # ServiceTitan does not say whether a scope lacks, or the tenant


SERVICETITAN = End(
    spec=servicetitan.SPEC,
    make=lambda clock: ServiceTitanSimulator(clock=clock),
    secrets=SECRETS,
    account_id=str(simulator.TENANT_ID),
    people="persons",
    given="first_name",
    family="last_name",
    email="email",
    page=100,
    path="customers",
    settings={"new_address": NEW_ADDRESS},
    names_fields=False,
    feeds=2,
    user="",
    has_zone=False,
    sign_in="keys",
    thrown_out=Code.APP_REJECTED,
    seed=_seed,
    rename=_rename,
    remove=lambda vendor, one: vendor.deactivate("customers", int(one)),
    names=_names,
    throw_out=lambda vendor: vendor.sign_in.withdraw(),
    forbid=_forbid,
    bad_value={"email": "ana at example"},
    web_host="go.servicetitan.com",
    more=fill_tenant,
    judge=ServiceTitanJudge if SPEC.exists() else None,
    plant=_plant,
    archives=True,
    merge=lambda vendor, kept, other: str(vendor.merge(int(kept), int(other))),
)
