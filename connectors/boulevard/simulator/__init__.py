"""Boulevard's double, written from the vendor's manual and never from our connector."""

from connectors.boulevard.simulator.boulevard import BoulevardSimulator as BoulevardSimulator
from connectors.boulevard.simulator.profile import API_KEY as API_KEY
from connectors.boulevard.simulator.profile import API_SECRET as API_SECRET
from connectors.boulevard.simulator.profile import BUSINESS as BUSINESS
from connectors.boulevard.simulator.profile import BUSINESS_ID as BUSINESS_ID
from connectors.boulevard.simulator.profile import Profile as Profile
from connectors.boulevard.simulator.tokens import signed as signed
