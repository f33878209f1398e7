"""Serves the doubles for a bench until its standard input or the process ends."""

import json
import signal
import sys

from connectors.demo import World


def main() -> None:
    people, limits, latency, empty = sys.argv[1:5]
    world = World(
        None, people=int(people), seed=300, limits=limits == "1", empty_hubspot=empty == "1"
    )
    delays = {"hubspot": float(latency), "clio": 0.0}
    addresses = world.serve(latency=delays)
    ends = {
        name: {"address": addresses[name], "credentials": dict(world.credentials(name))}
        for name in addresses
    }
    print(json.dumps(ends), flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    world.close()


if __name__ == "__main__":
    main()
