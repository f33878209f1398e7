"""What ids stand for: the names of types, tags and units, and the kind of each customer."""

from collections.abc import Iterable, Mapping

from connectors.servicetitan.feeds import Api, Row
from connectors.servicetitan.schema import kind_of
from core.errors import Code, UserActionError

ANY = {"active": "Any"}  # what is in use no more still names old records
MOST_KNOWN = 50_000  # customers whose kind is remembered

_LISTS: Mapping[str, tuple[tuple[str, ...], str]] = {  # name -> (paths, key of what is shown)
    "tag-types": (("settings/tag-types",), "name"),
    "business-units": (("settings/business-units",), "name"),
    "job-types": (("jpm/job-types",), "name"),
    "membership-types": (("memberships/membership-types",), "name"),
    "technicians": (("settings/technicians", "settings/employees"), "email"),
}


class Lookups:
    """The lists of one connection, each asked for once, when a record first needs it."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, Mapping[str, str] | None] = {}

    def names(self, name: str) -> Mapping[str, str] | None:
        """Return a list's names by id; None where the app may not read it."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> Mapping[str, str] | None:
        paths, key = _LISTS[name]
        found: dict[str, str] = {}
        try:
            for path in paths:
                for rows in self._api.listed(path, ANY):
                    found |= {str(row["id"]): str(row[key]).strip() for row in rows if row.get(key)}
        except UserActionError as error:
            if error.code is not Code.NOT_PERMITTED:
                raise
            return None
        return found


class Kinds:
    """Which customers are residential and which commercial: those who refer to one do not say."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, str] = {}

    def learn(self, rows: Iterable[Row]) -> None:
        """Remember what rows of customers say."""
        self._known |= {str(row["id"]): kind_of(row) for row in rows}
        for old in list(self._known)[: max(0, len(self._known) - MOST_KNOWN)]:
            del self._known[old]

    def of(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return the kinds of some customers; one that is gone is absent."""
        wanted = set(ids)
        unknown = sorted(wanted - self._known.keys())
        found = {each: self._known[each] for each in wanted & self._known.keys()}
        rows = list(self._api.by_ids("crm/customers", unknown, ANY))
        self.learn(rows)
        return found | {str(row["id"]): kind_of(row) for row in rows}
