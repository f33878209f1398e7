"""One open connection to a HubSpot portal."""

from core.connector import Connector
from core.registry import OpenArgs


def open_connection(args: OpenArgs) -> Connector:
    raise NotImplementedError(args)
