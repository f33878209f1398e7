"""Whom an office knows: what its own files and its HubSpot portal have in common."""

from collections.abc import Iterator

from connectors.demo.people import Company, Person, companies, companies_beside, persons


class Clientele:
    """All whom an office of so many people knows; 600 companies to 5,000 of them.

    A greater one begins with all of a smaller one of the same seed, so that a world can grow. Each
    call walks anew, and holds one record at a time.
    """

    def __init__(self, people: int, seed: int) -> None:
        self.people = people
        self.seed = seed
        self.company_count = companies_beside(people)

    def companies(self) -> Iterator[Company]:
        return companies(self.company_count, self.seed)

    def persons(self) -> Iterator[Person]:
        return persons(self.people, self.seed)
