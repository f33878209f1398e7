"""Creates at the system whose outcome nobody knows: recognised when the system tells them.

A create notes its intent first, with fingerprints of what it is about to write. If the run then
ends before the outcome is linked, the record may be there or not. The next run reads what changed
in the system since before that: a record that nobody knows and that says what we meant to write
is the one that we made (P2). One that says half of it may be it, edited since: where it is not
clear whose it is, a person is asked.
"""

from collections.abc import Collection, Mapping, Sequence

from core.answers import Answers, may_ask
from core.draft import Draft, Drafter
from core.links import PackedBase
from core.records import FieldValue, Record


def marker(values: Mapping[str, FieldValue], stream: str, drafter: Drafter) -> str:
    """Return what tells a record that says `values` (by the system's fields) when it is read."""
    draft = drafter.draft(Record(stream, "", dict(values)))
    meant = {key: draft.prints[key] for key, text in draft.texts.items() if text}
    return PackedBase().changed(meant, {}).packed.hex()


class Intended:
    """The open intents of one pair (HubSpot id -> marker)."""

    def __init__(self, intents: Mapping[str, str], unique: frozenset[str]) -> None:
        self._meant = {each: PackedBase(bytes.fromhex(text)) for each, text in intents.items()}
        self._unique = unique
        self._doubted: set[str] = set()  # somebody is asked about them: they stay open
        self._strangers: set[str] = set()  # their key tells whose they are

    def __bool__(self) -> bool:
        return bool(self._meant)

    @property
    def left(self) -> list[str]:
        """The HubSpot ids of those that no record was found for."""
        return [each for each in self._meant if each not in self._doubted]

    def take(self, draft: Draft) -> str | None:
        """Return the HubSpot record whose values a system record says, all; each is given once."""
        return self._taken([each for each, (said, meant) in self._fits(draft) if said == meant])

    def take_edited(self, draft: Draft) -> str | None:
        """Return the HubSpot record that a system record was made of, though edited since.

        It says a unique value of that one's, and of no other as much. Look for those that say all
        first.
        """
        fits = {each: said / meant for each, (said, meant) in self._fits(draft)}
        best = [each for each, share in fits.items() if share == max(fits.values())]
        return self._taken(best if len(best) == 1 and self._says_unique(draft, best[0]) else [])

    def maybe(self, draft: Draft) -> tuple[str, ...]:
        """Return the HubSpot records that a system record may have been made of."""
        return tuple(each for each, _share in self._fits(draft))

    def named(self, keys: Mapping[str, str], identities: Collection[str]) -> dict[str, str]:
        """Return those HubSpot records that bear one of these keys already, each with its key.

        `keys` are theirs, by id; of two that were merged into one, both tell its key, and one
        counts. One with another key is no longer in doubt: by it whoever it belongs to is found.
        """
        mine: dict[str, str] = {}
        for hubspot_id, key in keys.items():
            if key in identities and key not in mine.values():
                mine[hubspot_id] = key
                self._taken([hubspot_id])
            elif key:
                self._strangers.add(hubspot_id)
        return mine

    def doubt(self, draft: Draft, answers: Answers) -> tuple[str, ...]:
        """Return the HubSpot records that a system record may have been made of, to be asked about.

        Look for those that were made for sure first.
        """
        if answers.link is not None:
            return ()
        found = tuple(each for each, _share in self._fits(draft) if may_ask(answers, each))
        self._doubted.update(found)
        return found

    def _taken(self, found: Sequence[str]) -> str | None:
        if not found:
            return None
        del self._meant[found[0]]
        return found[0]

    def _fits(self, draft: Draft) -> list[tuple[str, tuple[int, int]]]:
        """Return those of which a record says half or a unique value: how many, of how many."""
        fits: list[tuple[str, tuple[int, int]]] = []
        for hubspot_id, meant in self._meant.items():
            if hubspot_id in self._strangers:
                continue
            said = sum(meant.system(key) == mine for key, mine in draft.prints.items())
            if said and (2 * said >= meant.fields or self._says_unique(draft, hubspot_id)):
                fits.append((hubspot_id, (said, meant.fields)))
        return fits

    def _says_unique(self, draft: Draft, hubspot_id: str) -> bool:
        meant, mine = self._meant[hubspot_id], draft.prints
        named = (key for key in self._unique & mine.keys() if meant.system(key) is not None)
        return any(meant.system(key) == mine[key] for key in named)
