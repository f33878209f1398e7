"""Jobber's double, written from the vendor's manual and never from our connector."""

from connectors.jobber.simulator.jobber import JobberSimulator as JobberSimulator
from connectors.jobber.simulator.profile import ACCESS_TOKEN as ACCESS_TOKEN
from connectors.jobber.simulator.profile import ACCOUNT_ID as ACCOUNT_ID
from connectors.jobber.simulator.profile import CLIENT_ID as CLIENT_ID
from connectors.jobber.simulator.profile import CLIENT_SECRET as CLIENT_SECRET
from connectors.jobber.simulator.profile import REDIRECT_URIS as REDIRECT_URIS
from connectors.jobber.simulator.profile import REFRESH_TOKEN as REFRESH_TOKEN
