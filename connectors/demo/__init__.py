"""The demo's fictional office; beside the composition root the only code that names vendors."""

from connectors.demo.law_firm import Firm as Firm
from connectors.demo.world import World as World
