"""The office: what window, tray and command line can ask for. Joins store, vault and connectors.

office.py      the one class that is asked
parts.py       what an office is made of, and how it opens a connection
looking.py     what Overview, Connections and the tray draw
running.py     runs: claimed, walked, recorded
pointing.py    which record a person means, by an id or a link
explaining.py  one record: how it is found, what a run would do with it, and why
undoing.py     taking back what a run wrote at HubSpot
ends.py        both connections at once, for runs and for answers
reviewing.py   Review: what waits for a person, and what they answer
answering.py   who is who: link, keep apart, take back; dismiss; try again
unlinking.py   two records that were one, with all of ours taken off
deleting.py    deletes that wait: looked at live, approved
versions.py    mappings: taken in, drafted, published, restored
never.py       records that are left alone for good
connecting.py  signing in, checking, keeping, and disconnecting
"""

from core.office.office import Office
from core.office.parts import MemoryBox, Outside, SignInRequest

__all__ = ["MemoryBox", "Office", "Outside", "SignInRequest"]
