"""What may be undone of one field, or of one record that a run created. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Code
from core.history import History, Version
from core.records import FieldValue

_NOW = timedelta(0)


@dataclass(frozen=True, slots=True)
class Span:
    """When a run went on, by our clock: the vendor's may differ by hours."""

    start: datetime
    end: datetime

    def away(self, at: datetime) -> timedelta:
        """Return how far a time lies from the run; nothing if it is within."""
        return max(self.start - at, at - self.end, _NOW)


@dataclass(frozen=True, slots=True)
class Back:
    """The value to restore. It may be there already, from an undoing that was broken off."""

    value: FieldValue


def before_run(
    history: History, ours: bytes, fingerprint: Callable[[FieldValue], bytes], run: Span
) -> Back | Code:
    """Return what a field was before a run wrote it; or why it must stay as it is.

    `ours` is the fingerprint of what the run wrote. Where a field has had that value more than
    once, the run's version is the one nearest to it in time.
    """
    versions = history.versions
    if not versions:
        return Code.NO_HISTORY
    prints = [fingerprint(version.value) for version in versions]
    places = [place for place, each in enumerate(prints) if each == ours]
    if not places:
        return Code.EDITED_AFTER_RUN
    place = min(places, key=lambda place: (run.away(versions[place].at), -place))
    if any(version.by_person for version in versions[: place + 1]):
        return Code.EDITED_AFTER_RUN
    if place + 1 == len(versions) and not history.whole:
        return Code.NO_HISTORY
    old = versions[place + 1].value if place + 1 < len(versions) else None
    if prints[0] in (ours, fingerprint(old)):
        return Back(old)
    return Code.EDITED_AFTER_RUN  # by another program


def edited(
    histories: Mapping[str, History],
    ours: Mapping[str, bytes],
    fingerprint: Callable[[str, FieldValue], bytes],
) -> list[str]:
    """Return the fields of a record that a run created which keep it from being archived.

    Whatever a person chose is of after the run, and so is what differs from what it wrote.
    """
    return sorted(
        name
        for name, history in histories.items()
        if any(version.by_person for version in history.versions)
        or (name in ours and fingerprint(name, _now(history.versions)) != ours[name])
    )


def _now(versions: Sequence[Version]) -> FieldValue:
    return versions[0].value if versions else None


def without(values: Mapping[str, FieldValue], names: Collection[str]) -> dict[str, FieldValue]:
    return {name: value for name, value in values.items() if name not in names}
