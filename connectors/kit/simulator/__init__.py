"""Simulators: a vendor's API in memory is a function from request to response.

`httpx.MockTransport(simulator.handle)` makes it the unit tests' double; `serve` puts the same
object on 127.0.0.1 for the demo, the end-to-end tests and `300sync simulators`.
"""

from connectors.kit.hosting import Dropped as Dropped
from connectors.kit.hosting import Handler as Handler
from connectors.kit.hosting import Request as Request
from connectors.kit.hosting import Response as Response
from connectors.kit.hosting import Server as Server
from connectors.kit.hosting import serve as serve
from connectors.kit.router import Endpoint as Endpoint
from connectors.kit.router import Router as Router
from connectors.kit.simulator.actors import Actor as Actor
from connectors.kit.simulator.actors import SimulatedAccount as SimulatedAccount
from connectors.kit.simulator.clock import SimulatorClock as SimulatorClock
from connectors.kit.simulator.faults import Fault as Fault
from connectors.kit.simulator.faults import FaultScript as FaultScript
from connectors.kit.simulator.faults import Logged as Logged
from connectors.kit.simulator.faults import decoded as decoded
