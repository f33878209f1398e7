"""Clio's double, written from the vendor's manual and never from our connector."""

from connectors.clio.simulator.clio import ClioSimulator as ClioSimulator
from connectors.clio.simulator.profile import ACCESS_TOKEN as ACCESS_TOKEN
from connectors.clio.simulator.profile import ACCOUNT_ID as ACCOUNT_ID
from connectors.clio.simulator.profile import ACCOUNT_NAME as ACCOUNT_NAME
from connectors.clio.simulator.profile import CLIENT_ID as CLIENT_ID
from connectors.clio.simulator.profile import CLIENT_SECRET as CLIENT_SECRET
from connectors.clio.simulator.profile import REDIRECT_URIS as REDIRECT_URIS
from connectors.clio.simulator.profile import REFRESH_TOKEN as REFRESH_TOKEN
from connectors.clio.simulator.profile import Profile as Profile
