"""HubSpot's double, written from the vendor's manual and never from our connector."""

from connectors.hubspot.simulator.hubspot import HubSpotSimulator as HubSpotSimulator
from connectors.hubspot.simulator.mishaps import locked as locked
from connectors.hubspot.simulator.mishaps import migrating as migrating
from connectors.hubspot.simulator.mishaps import rate_limited as rate_limited
from connectors.hubspot.simulator.profile import ACCESS_TOKEN as ACCESS_TOKEN
from connectors.hubspot.simulator.profile import CLIENT_ID as CLIENT_ID
from connectors.hubspot.simulator.profile import CLIENT_SECRET as CLIENT_SECRET
from connectors.hubspot.simulator.profile import PORTAL_ID as PORTAL_ID
from connectors.hubspot.simulator.profile import PORTAL_NAME as PORTAL_NAME
from connectors.hubspot.simulator.profile import REDIRECT_URIS as REDIRECT_URIS
from connectors.hubspot.simulator.profile import REFRESH_TOKEN as REFRESH_TOKEN
from connectors.hubspot.simulator.profile import SERVICE_KEY as SERVICE_KEY
from connectors.hubspot.simulator.profile import Profile as Profile
