"""The one engine: walks records from the office's system to HubSpot, and stops before the write
in a preview. Knows the ports, the deciding rooms and the ledger, and no vendor.

    run.py      a run: the pairs of a connection, parents before children
    walk.py     one pair: pages in, decisions, batches out, settled in order
    pages.py    reading ahead
    portal.py   what is known of HubSpot's unlinked records: keyed hashes, never content
    batches.py  the work of one batch, in a worker: re-read, merge, write
    ties.py     references that become associations
    tally.py    the count that must add up
"""
