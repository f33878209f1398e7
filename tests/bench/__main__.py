"""`python -m tests.bench [NAME …]`: how fast, in figures. A command, not a test: nothing asserts
a time.

    requests   requests of a first sync of 5,000 and of a run with nothing changed
    limit      a first sync of 20,000 under HubSpot's real limit, against what that limit allows
    latency    120 ms added to each of HubSpot's answers, against a bare loop over four connections
    peer       CPU against a plain batch script on hubspot-api-client
    throughput limits off: records a second, CPU a record, peak memory at 10,000 and at 200,000
    two-ways   requests, CPU and memory of a run with 1,000 edits on each side among 50,000 linked
    matching   CPU of planning 10,000 people against 10,000 contacts, nobody linked
    ledger     100,000 links: size on disk, look-up of a page
    systems    requests of each system's first sync and of one with nothing changed, and its time
               where the vendors' own limits hold
    privacy    CPU of the classification of a patient with 100 fields, and of the tripwire
    window     start to first painted window; longest stall of the Qt loop during the demo sync
"""

import argparse
import sys

from tests.bench import limit, local, peer, privacy, sizes, systems, two_ways, window

BENCHES = {
    "requests": sizes.requests,
    "limit": limit.run,
    "latency": peer.latency,
    "peer": peer.cpu,
    "throughput": sizes.throughput,
    "two-ways": two_ways.two_ways,
    "matching": local.matching,
    "ledger": local.ledger,
    "systems": systems.systems,
    "privacy": privacy.privacy,
    "window": window.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], default=[])
    parser.add_argument("--small", action="store_true", help="a tenth of the size, to try it")
    arguments = parser.parse_args()
    scale = 0.1 if arguments.small else 1.0
    rows: list[tuple[str, str, str]] = []
    for name in arguments.names or BENCHES:
        rows.extend(BENCHES[name](scale))
        sys.stderr.write(f"{name} done\n")
    width = [max(len(row[i]) for row in rows) for i in range(3)]
    for row in rows:
        print(f"| {row[0]:<{width[0]}} | {row[1]:>{width[1]}} | {row[2]:<{width[2]}} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
