"""The one engine: walks records from the office's system to HubSpot, and stops before the write
in a preview. Knows the ports, the deciding rooms and the ledger, and no vendor.

    run.py      a run: the pairs of a connection, parents before children
    setup.py    what a pair's run stands on: both ends, the rules, the gates
    walk.py     one pair: pages in, decisions, batches out
    pages.py    what there is to look at, read ahead by a worker
    meeting.py  how one record finds its partner, told to who asks
    portal.py   what is known of HubSpot's unlinked records: keyed hashes, never content
    batches.py  the work of one batch, in a worker: re-read, merge, write
    writers.py  the workers that batches are given to, and what comes back
    books.py    what is settled, and the checkpoint that may follow
    ties.py     references that become associations
    tally.py    the count that must add up
"""
