"""Writing who else has to do with a matter."""

from msgspec.structs import replace

from connectors.clio.simulator import parts
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import invalid
from connectors.clio.simulator.rows import Relationship
from connectors.clio.simulator.writes.attributes import Data, known, texts

ATTRIBUTES = frozenset({"description", "matter", "contact"})


def create(account: Account, data: Data) -> Relationship:
    known(account, data, ATTRIBUTES)
    matter, contact = parts.reference(data, "matter"), parts.reference(data, "contact")
    if matter not in account.matters.rows or contact not in account.contacts.rows:
        raise invalid("matter and contact must exist")
    tie = Relationship(
        description=str(data.get("description") or ""),
        matter_id=matter,
        contact_id=contact,
        **account.stamps("relationships"),
    )
    account.put_relationship(tie)
    return tie


def change(account: Account, old: Relationship, data: Data) -> Relationship:
    known(account, data, ATTRIBUTES)
    new = replace(old, **texts(data, ("description",)))
    account.touch(new)
    account.put_relationship(new)
    return new
