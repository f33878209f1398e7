"""What a run hands to the ledger: the values of one settlement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from core.errors import Code, Refusal

TIE = " (tie)"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something for Review. `system_id` "" is an issue of the whole pair."""

    system_id: str
    hubspot_id: str | None
    refusal: Refusal
    candidates: tuple[str, ...] = ()  # HubSpot ids to choose from


@dataclass(frozen=True, slots=True)
class Wrote:
    """What a run wrote to one HubSpot record: fingerprints of what HubSpot kept, by property."""

    hubspot_id: str
    created: bool
    prints: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class OpenTie:
    """A tie to make, or with `remove` to undo; by system ids."""

    reference: str
    system_id: str
    other_id: str
    remove: bool


def tie_field(reference: str) -> str:
    """Return what an issue about ties has as its field; no property is named so."""
    return f"{reference}{TIE}"


@dataclass(slots=True)
class Settlement:
    """What a run has settled since it last told the ledger."""

    linked: dict[str, tuple[str, Mapping[str, bytes], Mapping[str, bytes]]] = field(
        default_factory=dict
    )
    unlinked: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    resumed: set[str] = field(default_factory=set)
    wanted: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    tied: list[OpenTie] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    again: dict[str, list[Code]] = field(default_factory=dict)
    well: dict[str, frozenset[Code]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    fulfilled: list[str] = field(default_factory=list)
    wrote: list[Wrote] = field(default_factory=list)
    resolved: list[tuple[str, Code, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(
            (
                self.linked,
                self.unlinked,
                self.stopped,
                self.resumed,
                self.wanted,
                self.tied,
                self.problems,
                self.again,
                self.well,
                self.gone,
                self.fulfilled,
                self.wrote,
                self.resolved,
            )
        )

    def link(
        self,
        system_id: str,
        hubspot_id: str,
        system: Mapping[str, bytes],
        hubspot: Mapping[str, bytes],
    ) -> None:
        """Link two records, and remember the fields that they now agree on."""
        self.linked[system_id] = (hubspot_id, system, hubspot)
        self.unlinked.discard(system_id)

    def unlink(self, system_id: str) -> None:
        """Forget a link, with all that both sides agreed on."""
        self.unlinked.add(system_id)
        self.linked.pop(system_id, None)

    def stop(self, system_id: str) -> None:
        """Keep a link and leave both its records alone: they are not the pair's at present."""
        self.stopped.add(system_id)
        self.resumed.discard(system_id)

    def resume(self, system_id: str) -> None:
        """Sync a link again. What was agreed on before is still known."""
        self.resumed.add(system_id)
        self.stopped.discard(system_id)

    def ties(self, system_id: str, wanted: Mapping[str, tuple[str, ...]]) -> None:
        """Say which records a record refers to: all of them, of each reference that is named."""
        self.wanted[system_id] = wanted

    def tie_done(self, tie: OpenTie) -> None:
        """Note a tie that is made, or undone; and close what was told of its reference."""
        self.tied.append(tie)

    def tie_refused(self, tie: OpenTie, refusal: Refusal) -> None:
        """Note a tie that could not be made. It stays wanted."""
        named = replace(refusal, field=tie_field(tie.reference))
        self.problem(Problem(tie.system_id, None, named))

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)

    def retry(self, system_id: str, code: Code) -> None:
        """Fetch the record again on a later run (P7), until all that is said so is dismissed."""
        self.again.setdefault(system_id, []).append(code)

    def mended(self, system_id: str, still: Collection[Code]) -> None:
        """Close the record's issues but those of `still`: it was looked at anew.

        Of a code that is told as a problem as well, only the fields that are told stay open.
        Unless `retry` is said too, the record is not fetched again.
        """
        self.well[system_id] = frozenset(still)

    def resolve(self, system_id: str, code: Code, field: str) -> None:
        """Close one issue: it is no longer true. Whatever else is open of the record stays."""
        self.resolved.append((system_id, code, field))

    def drop_retry(self, system_id: str) -> None:
        """Try no more: the record is gone from the system, and its issues with it."""
        self.gone.append(system_id)

    def fulfil(self, hubspot_id: str) -> None:
        """Drop the intent to create this HubSpot record at the system: it is linked, or refused."""
        self.fulfilled.append(hubspot_id)
