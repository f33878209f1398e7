"""`python -m tests.contract`: how much of each system is held against its published schema.

Every port of each connector is used once on every stream, as the contract does it, and each request
and answer is judged. The figures are of requests, with what they and their answers were judged by.
"""

import sys

from connectors.kit.simulator import SimulatorClock
from tests.contract.end import START
from tests.contract.ends import ENDS
from tests.contract.test_connectors_schemas import everything


def main() -> int:
    for end in sorted(ENDS, key=lambda each: each.name):
        if end.judge is None:
            sys.stdout.write(f"{end.spec.label:<14} its published schema is not here\n")
            continue
        clock = SimulatorClock(START, rate=0.0)
        vendor = end.make(clock)
        if end.more is not None:
            end.more(vendor)
        judge = end.judge(vendor.handle)
        office = end.open(judge.handle, clock)
        everything(end, office, vendor, clock)
        office.close()
        told = f"{judge.judged} requests and answers of {len(judge.operations)} operations"
        sys.stdout.write(f"{end.spec.label:<14} {told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
