"""What the first set-up is about: where it was left, and which pairs an office wants. Pure."""

import msgspec


class Place(msgspec.Struct, frozen=True):
    """Where somebody left the set-up. Holds names of ours only, never what was typed."""

    step: str
    connector: str = ""  # the office's system, once it was chosen
    done: bool = False


class Offer(msgspec.Struct, frozen=True):
    """One pair as it can be chosen."""

    pair: str
    label: str  # "People to Contacts"
    fields: int
    on: bool
    both_ways: bool
    back: int  # fields that can also go from HubSpot to the system; 0: one way only
    after: str = ""  # the pair without which it sends nothing: whom its records are about


class Chosen(msgspec.Struct, frozen=True):
    """What somebody wants of one pair."""

    on: bool = True
    both_ways: bool = False
