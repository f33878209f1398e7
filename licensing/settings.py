"""What the operator says of this deployment: in the environment, secrets also in files.

Each name may end in _FILE and then names a file that holds the value, as secret stores mount them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "SYNC300_LICENSING_"


class SettingError(Exception):
    """A setting is missing or makes no sense: its name, never its value."""


@dataclass(frozen=True, slots=True)
class RelayApp:
    """Our own app at a vendor, whose secret an installed program cannot keep."""

    token_url: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Settings:
    """One deployment. Secrets are never shown: `repr` of it has none."""

    database: str
    keys: Path  # folder of the signing keys
    public_url: str  # where browsers find us, without a slash at its end
    secrets: Mapping[str, str]
    relay: Mapping[str, RelayApp]
    mail_from: str
    stripe_api: str | None = None  # another address than Stripe's: the double's

    def __repr__(self) -> str:
        return f"Settings(public_url={self.public_url!r})"

    @property
    def pepper(self) -> bytes:
        return self.secrets["PEPPER"].encode()


SECRETS = ("PEPPER", "STRIPE_KEY", "STRIPE_WEBHOOK_SECRET", "HUBSPOT_CLIENT_SECRET", "MAIL")
VENDORS = {  # where the relay forwards to: fixed, so that it is no open proxy
    "hubspot": "https://api.hubapi.com/oauth/2026-03/token",
    "clio": "https://app.clio.com/oauth/token",
    "clio_eu": "https://eu.app.clio.com/oauth/token",
    "clio_ca": "https://ca.app.clio.com/oauth/token",
    "clio_au": "https://au.app.clio.com/oauth/token",
    "jobber": "https://api.getjobber.com/api/oauth/token",
}


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingError naming the first that is missing."""

    def asked(name: str, default: str | None = None) -> str:
        if file := environment.get(f"{PREFIX}{name}_FILE"):
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except OSError:
                raise SettingError(f"{PREFIX}{name}_FILE cannot be read") from None
        value = environment.get(f"{PREFIX}{name}", default)
        if value is None:
            raise SettingError(f"{PREFIX}{name} is not set")
        return value

    relay = {
        vendor: RelayApp(url, asked(f"{vendor.upper()}_CLIENT_ID"), secret)
        for vendor, url in VENDORS.items()
        if (secret := asked(f"{vendor.upper()}_CLIENT_SECRET", ""))
    }
    return Settings(
        database=asked("DATABASE"),
        keys=Path(asked("KEYS")),
        public_url=asked("PUBLIC_URL").rstrip("/"),
        secrets={name: asked(name) for name in SECRETS},
        relay=relay,
        mail_from=asked("MAIL_FROM"),
        stripe_api=asked("STRIPE_API", "") or None,
    )
