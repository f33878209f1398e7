"""The brake: whether a pair's plan is out of proportion, and why. Pure; decided before a write.

`Braking` counts what the plan would do, a record at a time. `judge` sets that against what is
there: a kind of change brakes when it exceeds its share of what is linked and a number that is
small in any office. More changes never release it. A first sync is judged by its rehearsal.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from core.records import Side
from core.summary import Totals


class Kind(Enum):
    """What is out of proportion; stored with the brake."""

    EMPTY_LISTING = "listing.empty"
    SHRUNKEN_LISTING = "listing.shrunken"
    FIELDS_GONE = "schema.fields_gone"
    BEYOND_REHEARSAL = "rehearsal.exceeded"
    ARCHIVES = "plan.archives"
    ALL_CHANGED = "plan.all_changed"
    UPDATES = "plan.updates"
    CREATES = "plan.creates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one pair may do without being asked about; shares are of 1."""

    creates: float = 0.5  # of the records linked
    updates: float = 0.4  # of the records linked, at one side
    archives: float = 0.05  # of the records linked
    missing: float = 0.3  # of a side's last listing
    gone: float = 0.5  # of the mapped fields
    beyond: float = 0.2  # more than the rehearsal told
    wary: float = 0.5  # how much of a share is left after filter, mapping or schema changed
    few: int = 50  # creates or updates that are never out of proportion
    few_archives: int = 10
    few_missing: int = 20  # records that a listing may lack
    few_emptied: int = 5  # records that an empty listing may lack


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole listing of one side."""

    side: Side
    records: int
    before: int  # records in the last whole listing; without one, records linked


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """What a plan is set against."""

    linked: int
    version: int  # of the mapping
    first: bool = False  # no run of this pair has come to its end yet
    approved: Totals | None = None  # of a first sync's rehearsal; None: there was none
    listings: tuple[Listing, ...] = ()  # of this run; none where only changes were read
    mapped: int = 0  # fields of the mapping
    gone: tuple[str, ...] = ()  # of them, those that were there in the last run
    filter_changed: bool = False  # since the last run
    mapping_changed: bool = False

    @property
    def unsettled(self) -> bool:
        """Whether something else than records changed since the last run."""
        return self.filter_changed or self.mapping_changed or bool(self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a plan waits, and what it would do: numbers and names of fields, never content."""

    kind: Kind
    number: int  # of changes, or of records that a listing lacks: what a person types
    of: int  # what there is: records linked, listed before, or approved; fields mapped
    version: int  # of the mapping
    side: Side | None = None  # where the changes would go, or the listing comes from
    creates: int = 0  # of the whole plan, as are the next two
    updates: int = 0
    archives: int = 0
    missing: int = 0  # records that a listing lacks
    field: str = ""  # the HubSpot property that accounts for most of the changes
    share: int = 0  # of them that it accounts for, in per cent
    gone: tuple[str, ...] = ()  # fields that are no longer there
    filter_changed: bool = False
    mapping_changed: bool = False

    def covers(self, other: "Cause") -> bool:
        """Return whether letting this through lets `other` through, which may be a little more."""
        return self.version == other.version and all(
            theirs <= ours + max(_A_FEW_MORE, ours // 10)
            for ours, theirs in zip(self._counts, other._counts, strict=True)
        )

    @property
    def _counts(self) -> tuple[int, ...]:
        return self.creates, self.updates, self.archives, self.missing


_A_FEW_MORE = 5  # changes that come in between looking and letting through
_MOST = 50  # per cent of the changes from which on a field is named


@dataclass(slots=True)
class Braking:
    """Counts what the plan of one pair's run would do. Used by one thread."""

    limits: Limits = field(default_factory=Limits)
    creates: Counter[Side] = field(default_factory=Counter)
    updates: Counter[Side] = field(default_factory=Counter)
    archives: Counter[Side] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)  # HubSpot property -> updates with it

    def create(self, side: Side) -> None:
        """Count a record that would be made at `side`."""
        self.creates[side] += 1

    def update(self, side: Side, properties: Iterable[str]) -> None:
        """Count a record that would be changed at `side`; properties are HubSpot's either way.

        Without any it is only looked at again, which is no change.
        """
        named = tuple(properties)
        if named:
            self.updates[side] += 1
            self.fields.update(named)

    def match(self, side: Side) -> None:
        """Count a record that is linked anew, whose partner at `side` may then be changed."""
        self.updates[side] += 1

    def archive(self, side: Side) -> None:
        """Count a record that would be archived at `side`."""
        self.archives[side] += 1

    @property
    def number(self) -> int:
        """How many changes the plan has so far."""
        return self.creates.total() + self.updates.total() + self.archives.total()

    def judge(self, there: There, let_through: Cause | None = None) -> Cause | None:
        """Return why the plan must wait for a person; None if it is in proportion.

        `let_through` is what a person let through and no run has used yet.
        """
        cause = (
            self._listing(there)
            or self._fields_gone(there)
            or self._archives(there)
            or (self._beyond(there) if there.first else self._out_of_proportion(there))
        )
        return None if cause and let_through and let_through.covers(cause) else cause

    def _listing(self, there: There) -> Cause | None:
        """See whether a listing is empty or shrunken: a fault sooner than the truth (P6)."""
        limits = self.limits
        for listing in there.listings:
            missing = listing.before - listing.records
            if not listing.records and missing > limits.few_emptied:
                kind = Kind.EMPTY_LISTING
            elif missing > max(limits.missing * listing.before, limits.few_missing):
                kind = Kind.SHRUNKEN_LISTING
            else:
                continue
            cause = self._cause(kind, listing.before, there, listing.side)
            return replace(cause, number=missing, missing=missing)
        return None

    def _fields_gone(self, there: There) -> Cause | None:
        """See whether the plan was made while most of its fields are gone: not one to trust."""
        most = there.gone and len(there.gone) >= self.limits.gone * there.mapped
        if not most or max(_most(self.creates), _most(self.updates)) <= self.limits.few:
            return None
        return self._cause(Kind.FIELDS_GONE, there.mapped, there)

    def _archives(self, there: There) -> Cause | None:
        limits = self.limits
        side = self._beyond_share(self.archives, limits.archives, limits.few_archives, there)
        return None if side is None else self._cause(Kind.ARCHIVES, there.linked, there, side)

    def _beyond(self, there: There) -> Cause | None:
        """See whether a first sync does much more than its rehearsal told."""
        approved, limits = there.approved, self.limits
        if approved is None:
            return None
        told = approved.created + approved.updated
        # Of a match only the re-read tells whether it is changed; the rehearsal had re-read them.
        matched = approved.updated + approved.unchanged + approved.held
        for counts, was in ((self.creates, approved.created), (self.updates, matched)):
            planned = _most(counts)  # the rehearsal counted what is updated at both sides once
            if planned > was * (1 + limits.beyond) and planned > was + limits.few:
                return self._cause(Kind.BEYOND_REHEARSAL, told, there)
        return None

    def _out_of_proportion(self, there: There) -> Cause | None:
        limits, linked = self.limits, there.linked
        side = self._beyond_share(self.updates, limits.updates, limits.few, there)
        if side is not None:
            kind = Kind.ALL_CHANGED if self.updates[side] >= linked else Kind.UPDATES
            return self._cause(kind, linked, there, side)
        side = self._beyond_share(self.creates, limits.creates, limits.few, there)
        return None if side is None else self._cause(Kind.CREATES, linked, there, side)

    def _beyond_share(
        self, counts: Mapping[Side, int], share: float, few: int, there: There
    ) -> Side | None:
        """Return the side at which more is planned than may be; of two, the one with more."""
        most = share * there.linked * (self.limits.wary if there.unsettled else 1)
        beyond = [side for side in Side if counts.get(side, 0) > max(most, few)]
        return max(beyond, key=lambda side: counts[side], default=None)

    def _cause(self, kind: Kind, of: int, there: There, side: Side | None = None) -> Cause:
        """Tell the whole plan, and the field that accounts for most of it."""
        number = self.number
        most = min(self.fields.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        share = most[1] * 100 // number if number else 0
        return Cause(
            kind=kind,
            number=number,
            of=of,
            version=there.version,
            side=side,
            creates=self.creates.total(),
            updates=self.updates.total(),
            archives=self.archives.total(),
            field=most[0] if share >= _MOST else "",
            share=share if share >= _MOST else 0,
            gone=there.gone,
            filter_changed=there.filter_changed,
            mapping_changed=there.mapping_changed,
        )


def _most(counts: Mapping[Side, int]) -> int:
    return max(counts.values(), default=0)
