"""Signing in to HubSpot: addresses and scopes.

HubSpot matches the redirect address exactly, and without TLS it takes none but localhost. PKCE is
sent, but HubSpot wants the app's secret all the same.
"""

from connectors.hubspot import paths
from core.registry import OAuthSpec

_CORE = ("contacts", "companies", "deals")
_EXTRA = ("appointments", "custom")
_KINDS = ("objects", "schemas")
_WAYS = ("read", "write")

SCOPES = (
    "oauth",
    *(f"crm.{kind}.{name}.{way}" for kind in _KINDS for name in _CORE for way in _WAYS),
    "crm.objects.owners.read",
)
# What a portal cannot grant it leaves out; among SCOPES it would fail the whole sign-in.
OPTIONAL_SCOPES = (
    "tickets",
    *(f"crm.{kind}.{name}.{way}" for kind in _KINDS for name in _EXTRA for way in _WAYS),
)

OAUTH = OAuthSpec(
    authorize_url="https://app.hubspot.com/oauth/authorize",
    token_url=f"{paths.API}/oauth/{paths.OAUTH_VERSION}/token",
    revoke_url=f"{paths.API}/oauth/{paths.OAUTH_VERSION}/token/revoke",
    redirect_host="localhost",
    scopes=SCOPES,
    optional_scopes=OPTIONAL_SCOPES,
)
