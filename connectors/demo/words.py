"""The word lists that the fictional people are made of."""

from functools import cache
from pathlib import Path

import msgspec

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "demo"


class WorldName(msgspec.Struct):
    """A name in another script, with its form in an e-mail address."""

    given: str
    family: str
    latin: str


class Names(msgspec.Struct):
    """Names of people."""

    given: list[str]
    family: list[str]
    world: list[WorldName]
    prefixes: list[str]
    titles: list[str]
    nicknames: dict[str, str]


class Places(msgspec.Struct):
    """Parts of addresses, and area codes of the United States."""

    streets: list[str]
    kinds: list[str]
    units: list[str]
    cities: list[tuple[str, str, str]]  # city, state in one of its spellings, postal code
    countries: list[str | None]
    area_codes: list[str]


class CompanyWords(msgspec.Struct):
    """Parts of company names; heads and tails make words that are in no register."""

    heads: list[str]
    tails: list[str]
    trades: list[str]
    forms: list[str]


class LawWords(msgspec.Struct):
    """What a law firm writes down. Descriptions and notes have places for names."""

    areas: dict[str, list[str]]  # practice area -> stages
    categories: dict[str, str]
    descriptions: dict[str, list[str]]
    awkward: list[str]
    roles: list[str]
    meetings: list[str]
    rooms: list[str | None]
    notes: list[str]
    sources: list[str]
    courts: list[str]
    fees: list[str]


@cache
def names() -> Names:
    return msgspec.json.decode((FOLDER / "names.json").read_bytes(), type=Names)


@cache
def places() -> Places:
    return msgspec.json.decode((FOLDER / "places.json").read_bytes(), type=Places)


@cache
def company_words() -> CompanyWords:
    return msgspec.json.decode((FOLDER / "companies.json").read_bytes(), type=CompanyWords)


@cache
def law_words() -> LawWords:
    return msgspec.json.decode((FOLDER / "law.json").read_bytes(), type=LawWords)
