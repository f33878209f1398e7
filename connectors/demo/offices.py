"""The fictional offices of the demo: one row per system.

To add one, write a module `connectors/demo/<trade>.py` that ends with its row, named OFFICE:

    OFFICE = DemoOffice(
        system="acme",
        trade="bakery",
        make=lambda clock, limits: AcmeSimulator(clock=clock, per_minute=100 if limits else None),
        fill=fill,          # (simulator, people, seed, at): the whole office, older than `at`
        grow=grow,          # (simulator, people, seed, already, now): what more people bring
        touch=touch,        # (simulator, count, random): people move or change; others each time
        credentials=lambda now: {...},      # as the vault would hold them; no browser
        settings={...},                     # of the connection, beside base_url
        sign_in_help={"client id": ...},
        headers=lambda simulator: {...},    # for the journal: what makes a request welcome today
        canaries=of_bakery,                 # build it from connectors.demo.canaries.of_records
        traffic=Traffic(reads=("/search",), sign_ins=("/oauth/",), graphql="/graphql"),
    )

and add the system to SYSTEMS and its line to `office_of`. What the fields mean stands in
`connectors.demo.office`. Rules that every row keeps:

- Same people, seed and start: same account, id by id. Records hold nothing but fictional content.
- People are those of `connectors.demo.people.persons(people, seed)`, and companies those of
  `companies(...)`: HubSpot holds half of the same, typed by somebody else. A trade that changes
  them (no companies, other e-mail addresses) says so with a `clientele` of its own.
- Nothing was changed within the last day before `at`; with `grow` new records are of `now`.
- `touch` changes something that the starter mapping carries to HubSpot, and is chosen by `random`.
- What a healthcare system must not give away is among its canaries; ids and times are not.
"""

from typing import Any

from connectors.demo.office import DemoOffice

# The first is the demo's, unless another is asked for.
SYSTEMS = ("clio", "opendental", "servicetitan", "buildium", "boulevard", "jobber")


def office_of(system: str) -> DemoOffice[Any]:
    """Return the row of one of SYSTEMS; no other system's simulator is loaded."""
    match system:
        case "clio":
            from connectors.demo import law_office

            return law_office.OFFICE
        case "opendental":
            from connectors.demo import dental_office

            return dental_office.OFFICE
        case "servicetitan":
            from connectors.demo import heating_office

            return heating_office.OFFICE
        case "buildium":
            from connectors.demo import property_office

            return property_office.OFFICE
        case "boulevard":
            from connectors.demo import spa_office

            return spa_office.OFFICE
        case "jobber":
            from connectors.demo import lawn_office

            return lawn_office.OFFICE
        case _:
            raise KeyError(system)
