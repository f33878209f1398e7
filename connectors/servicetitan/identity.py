"""Which tenant a connection reached, and which of its records the app may read."""

from connectors.servicetitan import Environment
from connectors.servicetitan.feeds import Api
from core.connector import Account
from core.errors import Code, RefusedError, UserActionError

ONE = {"pageSize": "1"}
FAMILIES = {  # what the app needs a scope for -> the shortest look at it
    "crm customers": "crm/customers",
    "jpm jobs": "jpm/jobs",
    "sales estimates": "sales/estimates",
    "memberships": "memberships/memberships",
    "accounting invoices": "accounting/invoices",
}


def tenant_account(api: Api, environment: Environment) -> Account:
    """Ask who the tenant is, by one of its business units, and look once into each family.

    Without customers there is nothing to sync, so that refusal is raised; others are noted.
    """
    if not api.tenant.isdecimal():
        raise UserActionError(Code.SETTING_INVALID, detail="tenant")
    notes: list[str] = []
    for scope, path in FAMILIES.items():
        if not _may(api, path, must=path == "crm/customers"):
            notes.append(f"{Code.SCOPE_MISSING.value} {scope}")
    name, currency = _business(api)
    if not name:
        notes.append(f"{Code.SCOPE_MISSING.value} settings business units")
    return Account(
        id=environment.prefix + api.tenant,
        name=name or f"Tenant {api.tenant}",
        kind=environment.kind,
        currencies=(currency,) if currency else (),
        notes=tuple(notes),
    )


def _may(api: Api, path: str, *, must: bool) -> bool:
    try:
        next(iter(api.listed(path, ONE)))
    except UserActionError as error:
        if must or error.code is not Code.NOT_PERMITTED:
            raise
        return False
    except RefusedError as error:
        if not must:  # a part of the program that this tenant does not have
            return False
        if error.status != 404:
            raise
        gone = UserActionError(Code.ACCOUNT_GONE, status=error.status, reference=error.reference)
    else:
        return True
    raise gone


def _business(api: Api) -> tuple[str, str]:
    """Return the tenant's name and currency, as far as a business unit tells."""
    try:
        rows = next(iter(api.listed("settings/business-units", ONE)))
    except RefusedError:
        return "", ""
    except UserActionError as error:
        if error.code is not Code.NOT_PERMITTED:
            raise
        return "", ""
    if not rows:
        return f"Tenant {api.tenant}", ""
    unit = rows[0]
    tenant = unit.get("tenant") or {}
    is_own = str(tenant.get("id")) == api.tenant  # else it may be that of a franchise
    name = str((is_own and tenant.get("name")) or unit.get("officialName") or unit.get("name"))
    return name.strip(), str(unit.get("currency") or "").strip()
