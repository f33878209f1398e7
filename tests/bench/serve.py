"""Serves the doubles for a bench until it is terminated; then prints what HubSpot was asked."""

import json
import signal
import sys

from connectors.demo import World
from connectors.kit.simulator import Handler, Request, Response, Server, serve

LIMIT = 110  # requests in 10 s: what HubSpot allows an OAuth app in one portal
OLD_PATH, NEW_PATH = "/crm/v3/objects/", "/crm/objects/2026-09/"  # batches are alike in both


STOP = {signal.SIGTERM, signal.SIGINT}


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # inherited by the servers' threads
    people, limits, latency, empty = sys.argv[1:5]
    world = World(None, people=int(people), seed=300, limits=False, empty_hubspot=empty == "1")
    world.hubspot.limits.on = limits == "1"
    world.hubspot.profile.per_ten_seconds = LIMIT
    servers: dict[str, Server] = {
        "hubspot": serve(also_old_paths(world.hubspot.handle), latency=float(latency)),
        "clio": serve(world.simulator.handle),
    }
    ends = {
        name: {"address": server.url, "credentials": dict(world.credentials(name))}
        for name, server in servers.items()
    }
    print(json.dumps(ends), flush=True)
    signal.sigwait(STOP)
    for server in servers.values():
        server.close()
    asked = [[each.method, each.path, each.params, each.body] for each in world.hubspot.log]
    print(json.dumps({"asked": asked, "refused": world.hubspot.refused}), flush=True)


def also_old_paths(handle: Handler) -> Handler:
    """Let the peer's client in, which knows no dated paths yet."""

    def handled(request: Request) -> Response:
        if request.url.path.startswith(OLD_PATH):
            path = request.url.path.replace(OLD_PATH, NEW_PATH, 1)
            request.url = request.url.copy_with(path=path)
        return handle(request)

    return handled


if __name__ == "__main__":
    main()
