"""The demo's fictional offices; beside the composition root the only code that names vendors."""

from connectors.demo.offices import SYSTEMS as SYSTEMS
from connectors.demo.world import World as World
