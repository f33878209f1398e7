"""ServiceTitan's double, written from the vendor's manual and never from our connector."""

from connectors.servicetitan.simulator.profile import APP_KEY as APP_KEY
from connectors.servicetitan.simulator.profile import CLIENT_ID as CLIENT_ID
from connectors.servicetitan.simulator.profile import CLIENT_SECRET as CLIENT_SECRET
from connectors.servicetitan.simulator.profile import TENANT_ID as TENANT_ID
from connectors.servicetitan.simulator.profile import TENANT_NAME as TENANT_NAME
from connectors.servicetitan.simulator.profile import Profile as Profile
from connectors.servicetitan.simulator.servicetitan import (
    ServiceTitanSimulator as ServiceTitanSimulator,
)
