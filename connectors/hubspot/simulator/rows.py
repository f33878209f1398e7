"""What a HubSpot portal is made of, as the simulator keeps it.

Definitions carry the vendor's names and go on the wire as they are. Times of records are
milliseconds since 1970, and values are texts, as HubSpot answers them.
"""

from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType


class Version(NamedTuple):
    """A value that a property has had."""

    value: str
    at: int
    source: str  # "INTEGRATION" | "CRM_UI" | "MERGE_OBJECTS"


class Record(msgspec.Struct, array_like=True, gc=False):
    """A contact, company, deal, ... Empty properties are not among its values."""

    id: int
    created: int
    modified: int
    values: dict[str, str]
    source: str = "INTEGRATION"  # who made it, as for versions
    archived: int = 0  # when it was archived; 0 is not at all
    merged: list[int] = []  # ids that are now this record
    # Of properties that changed since the record was made, oldest first; the others have had
    # one value only, which spares a portal of 200,000 most of its memory.
    history: dict[str, list[Version]] | None = None


class Kind(msgspec.Struct, frozen=True):
    """A sort of record, and what HubSpot's own code knows about it."""

    id: str  # "0-1"
    plural: str  # as the paths name it
    singular: str  # as messages name it
    created: str = "hs_createdate"  # the property that says when a record was made
    modified: str = "hs_lastmodifieddate"
    shown: tuple[str, ...] = ()  # properties that a read answers unasked
    required: tuple[tuple[str, ...], ...] = ()  # of each group at least one
    searchable: tuple[str, ...] = ()  # where `query` looks
    scope: str = ""  # the middle of its scopes' names
    label: str = ""  # of custom objects

    @property
    def is_custom(self) -> bool:
        return self.id.startswith("2-")


class Option(msgspec.Struct, rename="camel"):
    """One choice of an enumeration."""

    label: str
    value: str
    description: str = ""
    display_order: int = -1
    hidden: bool = False


class Modification(msgspec.Struct, rename="camel"):
    """What may be done to a property."""

    archivable: bool = True
    read_only_definition: bool = False
    read_only_value: bool = False


class Property(msgspec.Struct, rename="camel"):
    """The definition of a property."""

    name: str
    label: str
    type: str
    field_type: str
    group_name: str
    description: str = ""
    options: list[Option] = []
    display_order: int = -1
    calculated: bool = False
    external_options: bool = False
    has_unique_value: bool = False
    hidden: bool = False
    hubspot_defined: bool = False
    form_field: bool = True
    data_sensitivity: str = "non_sensitive"
    archived: bool = False
    created_at: str = "2019-08-06T02:41:08.029Z"
    updated_at: str = "2019-08-06T02:41:08.029Z"
    archived_at: str | UnsetType = UNSET
    modification_metadata: Modification = msgspec.field(default_factory=Modification)

    @property
    def read_only(self) -> bool:
        return self.modification_metadata.read_only_value


class Group(msgspec.Struct, rename="camel"):
    """A heading that properties stand under."""

    name: str
    label: str
    display_order: int = -1
    archived: bool = False


class Stage(msgspec.Struct, rename="camel"):
    """A step of a pipeline."""

    id: str
    label: str
    display_order: int
    metadata: dict[str, str]
    created_at: str
    updated_at: str
    archived: bool = False
    write_permissions: str = "CRM_PERMISSIONS_ENFORCEMENT"


class Pipeline(msgspec.Struct, rename="camel"):
    """The steps that deals or tickets go through."""

    id: str
    label: str
    display_order: int
    stages: list[Stage]
    created_at: str
    updated_at: str
    archived: bool = False


class Owner(msgspec.Struct, rename="camel"):
    """A user of the portal to whom records can belong."""

    id: str
    email: str
    first_name: str
    last_name: str
    user_id: int
    created_at: str
    updated_at: str
    type: str = "PERSON"
    archived: bool = False


class Label(msgspec.Struct, frozen=True):
    """A type of tie in one direction. Numbers are unique within their category only."""

    category: str  # "HUBSPOT_DEFINED" | "USER_DEFINED"
    type_id: int
    label: str | None
    name: str
    inverse: int  # type_id of the same tie seen from the other end
    primary: bool = False  # of such ties a record has one at most
