"""An account in memory, and a connector to it: a vendor without a network, for tests.

It plays either end: read as an office's system is, written and keyed as HubSpot is. It is strict
where vendors are: unknown properties and options, unique values, cursors that repeat a record, ids
that were merged. `MemoryAccount.watch` is told of every step, and may raise there (a power cut, a
time-out after the effect) or act as somebody else who edits meanwhile.
"""

from connectors.memory.account import MemoryAccount
from connectors.memory.connector import MemoryConnector, spec

__all__ = ["MemoryAccount", "MemoryConnector", "spec"]
