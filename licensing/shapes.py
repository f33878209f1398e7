"""What requests and answers look like: their OpenAPI description is made of these."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Print = Annotated[str, Field(pattern=r"^[0-9a-f]{32,64}$")]
Nonce = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Version = Annotated[str, Field(pattern=r"^[0-9A-Za-z.+-]{1,32}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9 -]{1,64}$")]
Portal = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,40}$")]
Email = Annotated[str, Field(pattern=r"^[^@\s]{1,64}@[^@\s]{1,255}$", max_length=320)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Shape(BaseModel):
    """A body that holds what is listed, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PcShape(Shape):
    """Who asks, and with which question."""

    install: Id
    machine: Print
    app_version: Version
    nonce: Nonce
    portals: list[Portal] = Field(default=[], max_length=20)


class Activation(PcShape):
    """A PC that shows a licence key."""

    key: Key


class Refreshing(PcShape):
    """A PC that has a seat. `done` names instructions that it carried out."""

    done: list[Id] = Field(default=[], max_length=500)


class Release(Shape):
    """The installation whose seat is given up."""

    install: Id


class ReleaseByKey(Release):
    """The same, from a PC that has no seat."""

    key: Key


class Instruction(Shape):
    """What an office's program has to do for a portal, or for one contact of it."""

    id: str
    portal: str
    kind: Literal["uninstalled", "forget_contact"]
    object: str


class GrantedShape(Shape):
    """A licence file, and a token where the PC is to use a new one."""

    licence: str
    token: str | None
    instructions: list[Instruction]


class PortalUse(Shape):
    """What was synced with one portal in a month, in counts."""

    portal: Portal
    records: Count
    requests: dict[Name, Count] = Field(default={}, max_length=20)


class Use(Shape):
    """One installation's month."""

    period: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    portals: list[PortalUse] = Field(max_length=20)
    features: list[Name] = Field(default=[], max_length=50)


class Checkout(Shape):
    """What is to be bought: the lookup key of a price."""

    price: Name


class Address(Shape):
    """Where a browser is to be sent."""

    url: str


class KeyShape(Shape):
    """A licence key whose owner is to be mailed a code."""

    key: Key


class Correction(Shape):
    """The e-mail address as it should be."""

    email: Email


class Restriction(Shape):
    """Whether counts of what is synced are to be kept no more."""

    restricted: bool


class Erasure(Shape):
    """By when a customer is erased, and what the law has us keep."""

    by: str
    kept: str


class OwnApp(Shape):
    """Our app at a vendor."""

    client_id: str


class Problem(BaseModel):
    """A refusal (RFC 9457). Some have more fields than these."""

    type: str
    title: str
    status: int
    code: str
