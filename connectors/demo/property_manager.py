"""Whom a fictional property manager deals with, in Buildium."""

from collections.abc import Iterable
from random import Random
from typing import Any

from connectors.demo.people import NEWEST, Company, Person, blanks, phone, place
from connectors.demo.property_homes import PER_PROPERTY, TASK_SHARE, Homes, address, words

OWNER_COMPANY = 3  # each third company owns homes, the others are vendors
APPLICANT_SHARE, LEAD_SHARE = 0.1, 0.05
KINDS = {"Mobile": "Cell", "Work": "Office", "Home": "Home", "Fax": "Fax"}
SMS = (None, "NotSet", "NotSet", "OptedIn", "OptedIn", "RequestSent", "OptedOut", "Converted")
STAGES = ("New", "New", "Undecided", "Approved", "AddedToLease", "Rejected", "Cancelled")
LEADS = ("New", "New", "Contacting", "Qualifying", "Closing", "ClosedWon", "ClosedLost")


class Filler(Homes):
    """Fills an account with all whom the office deals with, and their homes."""

    def vendors(self, companies: Iterable[Company]) -> None:
        for company in companies:
            if company.index % OWNER_COMPANY:
                self._vendor(company)

    def owners(self, companies: Iterable[Company]) -> None:
        """Add the companies that own homes; there have to be some already."""
        for company in companies:
            if company.index % OWNER_COMPANY == 0 and self._tables["rentals"]:
                self._owner_company(company)

    def people(self, persons: Iterable[Person]) -> None:
        for person in persons:
            if person.index % PER_PROPERTY == 0:
                self._property(person.index // PER_PROPERTY)
            random = self._random("person", person.index)
            if person.index % PER_PROPERTY == PER_PROPERTY - 1:
                self._owner(random, person)
            else:
                self._tenant(random, person)
            if random.random() < APPLICANT_SHARE:
                self._applicant(random, person.index)
            if random.random() < LEAD_SHARE:
                self._lead(random, person.index)

    def _vendor(self, company: Company) -> None:
        random = self._random("vendor", company.index)
        self._account.seed_vendor(
            company.name,
            random.choice(words().trades),
            PrimaryEmail=company.email,
            phones=[(company.phone, "Office")] if company.phone else (),
            Website=company.website,
            address=address(company.place),
            AccountNumber=f"AC-{random.randint(10_000, 99_999)}",
            Comments=self._said(random, words().comments) if random.random() < 0.2 else None,
            **self._times(company.updated),
        )

    def _owner_company(self, company: Company) -> None:
        random = self._random("owner", company.index)
        known = list(self._tables["rentals"])
        self._account.seed_owner(
            random.choice(known),
            IsCompany=True,
            CompanyName=company.name,
            Email=company.email,
            phones=[(company.phone, "Office")] if company.phone else (),
            address=address(company.place),
            TaxInformation=self._tax(random, "EIN", f"98-{random.randint(1_000_000, 9_999_999)}"),
            **self._times(company.updated),
        )

    def _owner(self, random: Random, person: Person) -> None:
        known = list(self._tables["rentals"])
        begins = self._day(person.updated + 400)
        self._account.seed_owner(
            *dict.fromkeys((known[person.index // PER_PROPERTY], random.choice(known))),
            **self._person(person),
            address=address(person.place),
            ManagementAgreementStartDate=begins,
            ManagementAgreementEndDate=self._day(-365) if random.random() < 0.5 else None,
            Comment=self._said(random, words().comments) if random.random() < 0.2 else None,
            TaxInformation=self._tax(random, "SSN", _tax_id(random)),
            hidden={"DateOfBirth": person.date_of_birth},
            **self._times(person.updated),
        )

    def _tenant(self, random: Random, person: Person) -> None:
        rental = list(self._tables["rentals"])[person.index // PER_PROPERTY]
        home = self._tables["rentals"][rental].body["Address"]
        contact = f"{blanks(random)['given']} {blanks(random)['family']}"
        tenant = self._account.seed(
            "tenants",
            **self._person(person),
            address=address(person.place) if random.random() < 0.2 else home,
            SMSOptInStatus=random.choice(SMS),
            DateOfBirth=person.date_of_birth,
            TaxId=_tax_id(random) if random.random() < 0.3 else None,
            Comment=self._said(random, words().comments) if random.random() < 0.15 else None,
            EmergencyContact={
                "Name": contact,
                "RelationshipDescription": random.choice(("Sibling", "Parent", "Friend")),
                "Phone": phone(random),
                "Email": None,
            },
            **self._times(person.updated),
        )
        lease = self._lease(random, person, rental, tenant)
        if random.random() < TASK_SHARE:
            self._task(random, person, rental, tenant, lease)

    def _applicant(self, random: Random, index: int) -> None:
        units = list(self._tables["units"].values())
        unit = units[-1].body if units and random.random() < 0.7 else None
        told, at = blanks(random), NEWEST + random.random() * 100
        handed_in = {
            "Id": index + 1,
            "ApplicationNumber": f"APP-{index + 1}",
            "ApplicationStatus": "New",
            "ApplicationSubmittedDateTime": self._ago(at).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self._account.seed(
            "applicants",
            FirstName=told["given"],
            LastName=told["family"],
            Email=f"applicant{index}@example.net" if random.random() < 0.9 else None,
            phones=[(phone(random), "Cell")] if random.random() < 0.8 else (),
            PropertyId=unit["PropertyId"] if unit else None,
            UnitId=unit["Id"] if unit else None,
            Status=random.choice(STAGES),
            Applications=[handed_in] if random.random() < 0.8 else [],
            **self._times(at),
        )

    def _lead(self, random: Random, index: int) -> None:
        told, at = blanks(random), NEWEST + random.random() * 300
        self._account.seed(
            "clientleads",
            Name=f"{told['given']} {told['family']}",
            Email=f"landlord{index}@example.org",
            PhoneNumber=phone(random),
            DateReceived=self._ago(at).strftime("%Y-%m-%dT%H:%M:%SZ"),
            PricePaid=50.0,
            Comments=self._said(random, words().comments),
            LeadStatus=random.choice(LEADS),
            address=address(place(random)),
            **self._times(at),
        )

    def _person(self, person: Person) -> dict[str, Any]:
        emails = [email for email, _ in person.emails]
        return {
            "FirstName": person.first_name,
            "LastName": person.last_name,
            "Email": emails[0] if emails else None,
            "AlternateEmail": emails[1] if len(emails) > 1 else None,
            "phones": [(number, KINDS[kind]) for number, kind in person.phones],
        }

    def _tax(self, random: Random, kind: str, number: str) -> dict[str, Any] | None:
        if random.random() < 0.4:
            return None
        return {
            "TaxPayerIdType": kind,
            "TaxPayerId": number,
            "TaxPayerName1": blanks(random)["family"],
            "TaxPayerName2": None,
            "IncludeIn1099": True,
            "Address": None,
        }


def _tax_id(random: Random) -> str:
    """Return what looks like a tax id, and is nobody's: none begins with 900."""
    return f"900-{random.randint(10, 99)}-{random.randint(1000, 9999)}"
