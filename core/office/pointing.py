"""Which record a person means: by its id at either side, or by a link to it.

A link is read back by what the connector says of where its records are: only the account's own
links to the pair's own kind of record are understood.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from core.connector import Connector
from core.engine.setup import PairSetup
from core.errors import Code, RefusedError, UserActionError
from core.identity import read_back
from core.records import Record, Side
from core.store.ledger import Ledger

ONLY_THERE = "hubspot:"
"""Begins an id of HubSpot's, as a person types it."""

_ID = "0300syncid0"  # stands for the id in an address


@dataclass(frozen=True, slots=True)
class Pointed:
    """The record that is meant: by its id in the system, and HubSpot's as far as that is known."""

    side: Side  # whose id was given
    system_id: str | None  # None: only HubSpot has it, as far as is known
    hubspot_id: str | None


def point_at(setup: PairSetup, ledger: Ledger, text: str) -> Pointed:
    """Find the record that `text` names; a bare id is the system's before it is HubSpot's.

    Raises UserActionError: LINK_UNKNOWN, RECORD_UNKNOWN.
    """
    side, name = _read(setup, text.strip())
    pair = setup.mapping.pair
    if side is None:
        side = _side_of(setup, ledger, name)
    if side is Side.SYSTEM:
        return Pointed(side, name, ledger.hubspot_ids(pair, [name]).get(name))
    return _at_hubspot(setup, ledger, name)


def id_in(text: str, address: Callable[[str], str]) -> str | None:
    """Return the id in a link, given where the record of an id is; None if it leads elsewhere.

    What follows the id is of no interest, and neither is which of the vendor's hosts it is.

    >>> at = "https://app.example.com/contacts/7/record/0-1/{}".format
    >>> id_in("https://app-eu1.example.com/contacts/7/record/0-1/456?tab=1", at)
    '456'
    >>> id_in("https://app.example.com/contacts/8/record/0-1/456", at) is None
    True
    """
    given, known = _parts(text), _parts(address(_ID))
    before, _, after = known[1].partition(_ID)
    if given[0] != known[0] or not given[1].startswith(before):
        return None
    found = re.match(r"[^/?#&\s]+", given[1][len(before) :])
    if found is None or not given[1][len(before) + found.end() :].startswith(after):
        return None
    return found[0]


def _parts(address: str) -> tuple[str, str]:
    """Return the vendor's domain and the path of an address."""
    host, _, path = address.partition("://")[2].partition("/")
    return ".".join(host.casefold().split(".")[-2:]), path


def _read(setup: PairSetup, text: str) -> tuple[Side | None, str]:
    """Return what was given as a side, where it says so, and an id there."""
    if text.startswith(ONLY_THERE):
        return Side.HUBSPOT, text.removeprefix(ONLY_THERE)
    if "://" not in text:
        return None, text
    mapping, ends = setup.mapping, setup.ends
    sides: tuple[tuple[Side, Connector, str], ...] = (
        (Side.SYSTEM, ends.system, mapping.system_stream),
        (Side.HUBSPOT, ends.hubspot, mapping.hubspot_stream),
    )
    for side, end, stream in sides:
        found = id_in(text, partial(end.web_address, stream))
        if found is not None:
            return side, found
    raise UserActionError(Code.LINK_UNKNOWN, detail=mapping.label)


def _side_of(setup: PairSetup, ledger: Ledger, id: str) -> Side:
    pair, mapping, ends = setup.mapping.pair, setup.mapping, setup.ends
    if not id:
        raise UserActionError(Code.RECORD_UNKNOWN)
    if ledger.hubspot_ids(pair, [id]):
        return Side.SYSTEM
    if ledger.system_ids(pair, [id]):
        return Side.HUBSPOT
    if _fetched(ends.system, mapping.system_stream, id, ()) is not None:
        return Side.SYSTEM
    if _fetched(ends.hubspot, mapping.hubspot_stream, id, ()) is not None:
        return Side.HUBSPOT
    raise UserActionError(Code.RECORD_UNKNOWN, detail=id)


def _at_hubspot(setup: PairSetup, ledger: Ledger, id: str) -> Pointed:
    """Find whose a HubSpot record is: by its link, also after a merge, or by the key it bears."""
    pair, mapping, ends = setup.mapping.pair, setup.mapping, setup.ends
    key = setup.key_property
    record = _fetched(ends.hubspot, mapping.hubspot_stream, id, [key])
    now = record.id if record is not None else id
    linked = ledger.system_ids(pair, [id, now])
    if linked:
        return Pointed(Side.HUBSPOT, linked.get(id) or linked[now], now)
    if record is None:
        raise UserActionError(Code.RECORD_UNKNOWN, detail=id)
    bears = str(record.fields.get(key) or "")
    return Pointed(Side.HUBSPOT, read_back(bears, ends.account, mapping.system_stream), now)


def _fetched(end: Connector, stream: str, id: str, fields: Collection[str]) -> Record | None:
    try:
        return end.fetch(stream, [id], fields).get(id)
    except RefusedError:  # it does not even look like one of its ids
        return None
