"""Clio and its simulator, as an end of the contract."""

from datetime import datetime

from connectors import clio
from connectors.clio import simulator
from connectors.clio.simulator import ClioSimulator
from core.errors import Code
from tests.contract.clio_judge import SPEC, ClioJudge
from tests.contract.end import End, Parent, by_oauth


def _seed(vendor: ClioSimulator, number: int, at: datetime) -> str:
    emails = [f"ana{number}@example.com"]
    made = vendor.seed_person(f"Ana{number}", "Ruiz", emails=emails, created=at, updated=at)
    return str(made)


def _more(vendor: ClioSimulator) -> None:
    firm = vendor.seed_company("Rookwarble LLC", web_sites=["https://rook.example.com"])
    motto = vendor.seed_custom_field("Contact", "Motto", "text_line")
    source = vendor.seed_custom_field("Contact", "Source", "picklist", options=["Web", "Walk-in"])
    court = vendor.seed_custom_field("Matter", "Court", "text_line")
    bea = vendor.seed_person(
        "Bea",
        "Moss",
        emails=["bea.moss@example.com", ("home@example.com", "Home")],
        phones=[("212-555-0140", "Mobile"), "212-555-0150"],
        addresses=[{"street": "1 Wren Lane", "city": "Dover"}],
        company=firm,
        custom={motto: "Onward", source: vendor.option_ids(source)["Web"]},
    )
    area = vendor.seed_practice_area("Family", stages=["Trial"])
    for client in (firm, bea):
        case = vendor.seed_matter(
            client, "Lease", practice_area_id=area, custom={court: "Housing Court"}
        )
        vendor.seed_bill(case, 120.5, issued_at="2026-11-01")
    begin = vendor.clock.now()
    vendor.seed_calendar_entry("Talk", begin, begin, matter_id=case, attendee_ids=[bea])


def _throw_out(vendor: ClioSimulator) -> None:
    vendor.sign_in.tokens.grants.clear()
    vendor.sign_in.tokens.access.clear()


def _forbid(vendor: ClioSimulator) -> Code:
    vendor.account.forbidden.add("contacts")
    return Code.NOT_PERMITTED  # Clio does not say whether it is the app, the role or the plan


CLIO = End(
    spec=clio.SPEC,
    make=lambda clock: ClioSimulator(clock=clock),
    secrets=by_oauth(simulator),
    account_id=str(simulator.ACCOUNT_ID),
    people="persons",
    given="first_name",
    family="last_name",
    email="email",
    page=200,
    path="contacts",
    parent=Parent("company", "companies", lambda vendor, name: str(vendor.seed_company(name))),
    seed=_seed,
    rename=lambda vendor, one, name: vendor.edit("contacts", int(one), first_name=name),
    remove=lambda vendor, one: vendor.delete("contacts", int(one)),
    names=lambda vendor: [row.first_name for row in vendor.account.contacts],
    throw_out=_throw_out,
    forbid=_forbid,
    bad_value={"email": "ana at example"},
    web_host="app.clio.com",
    more=_more,
    judge=ClioJudge if SPEC.exists() else None,
    plant=lambda body: body["data"][0].update(nickname="Annie"),
)
