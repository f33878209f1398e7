"""What an office has bought, and what follows from it: read from a signed file, decided here.

- licence.py: the licence file, what it says, how it is signed and checked
- gate.py: whether the office may sync now, and what it is told; pure, and told the time
- room.py: how many records the plan has room for this month
"""
