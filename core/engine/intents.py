"""Creates at the system whose outcome nobody knows: recognised when the system tells them.

A create notes its intent first, with fingerprints of what it is about to write. If the run then
ends before the outcome is linked, the record may be there or not. The next run reads what changed
in the system since before that: a record that nobody knows and that says what we meant to write
is the one that we made (P2). One that says half of it may be it, edited since: a person is asked.
"""

from collections.abc import Mapping

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

    def __bool__(self) -> bool:
        return bool(self._meant)

    @property
    def left(self) -> list[str]:
        """The HubSpot ids of those that no record was found for."""
        return [each for each in self._meant if each not in self._doubted]

    def take(self, draft: Draft) -> str | None:
        """Return the HubSpot record that a system record was made of; each is given once."""
        for hubspot_id, meant in self._meant.items():
            if self._says(draft, meant):
                del self._meant[hubspot_id]
                return hubspot_id
        return None

    def doubt(self, draft: Draft, answers: Answers) -> str | None:
        """Return the HubSpot record that a system record may have been made of, to be asked about.

        Look for those that were made for sure first.
        """
        if answers.link is not None:
            return None
        for hubspot_id, meant in self._meant.items():
            same = sum(meant.system(key) == mine for key, mine in draft.prints.items())
            if same and 2 * same >= meant.fields and may_ask(answers, hubspot_id):
                self._doubted.add(hubspot_id)
                return hubspot_id
        return None

    def _says(self, draft: Draft, meant: PackedBase) -> bool:
        """Tell whether a record says what was meant: a unique value, or all of it."""
        same = {key: meant.system(key) == mine for key, mine in draft.prints.items()}
        said = [known for key, known in same.items() if meant.system(key) is not None]
        if any(same.get(key) for key in self._unique if meant.system(key) is not None):
            return True
        return bool(said) and all(said) and len(said) == meant.fields
