"""How the service is put on a port."""

from typing import Any

import uvicorn

BACKLOG = 512


def config(app: Any, **more: Any) -> uvicorn.Config:
    """Return the server's configuration. It logs nothing itself: its lines hold addresses."""
    return uvicorn.Config(
        app,
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=16_384,
        **more,
    )
