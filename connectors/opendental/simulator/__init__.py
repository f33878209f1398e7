"""Open Dental's double, written from the vendor's manual and never from our connector."""

from connectors.opendental.simulator.opendental import OpenDentalSimulator as OpenDentalSimulator
from connectors.opendental.simulator.profile import CUSTOMER_KEY as CUSTOMER_KEY
from connectors.opendental.simulator.profile import DEVELOPER_KEY as DEVELOPER_KEY
from connectors.opendental.simulator.profile import PRACTICE as PRACTICE
from connectors.opendental.simulator.profile import Profile as Profile
