"""Buildium's double, written from the vendor's manual and never from our connector."""

from connectors.buildium.simulator.buildium import BuildiumSimulator as BuildiumSimulator
from connectors.buildium.simulator.profile import ACCOUNT_ID as ACCOUNT_ID
from connectors.buildium.simulator.profile import ACCOUNT_NAME as ACCOUNT_NAME
from connectors.buildium.simulator.profile import CLIENT_ID as CLIENT_ID
from connectors.buildium.simulator.profile import CLIENT_SECRET as CLIENT_SECRET
from connectors.buildium.simulator.profile import Profile as Profile
