"""GraphQL through the one door: documents from an allow-list, and refusals with status 200.

A field is named by its path from the object that is asked for: "billingAddress/city". A step of a
path is what GraphQL has there, arguments and all: "clientProperties(first: 5)/nodes/name",
"customFields/... on CustomFieldText/valueText". What no path names is never asked for.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.kit.http import Answer, ApiClient, Judge
from core.errors import Code, SyncError, UserActionError

Tree = Mapping[str, "Tree"]
"""A selection: each step, and what is asked for below it. A leaf has nothing below."""

Row = Mapping[str, Any]

ReadErrors = Callable[[Sequence[Row], Row], SyncError | None]
"""A vendor's reading of an answer's `errors` and of its whole body, which may hold data as well;
None accepts the answer as it is. RATE_LIMITED means that nothing was done."""


@dataclass(frozen=True, slots=True)
class Document:
    """One operation, ready to send. `kind` is "query" or "mutation"."""

    kind: str
    name: str  # of the operation: shown in the vendor's log, and in a simulator's
    text: str
    tree: Tree  # what it selects, from the root on; for counting what it costs


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back without a refusal."""

    data: Row
    extensions: Row  # such as the cost; empty where there are none
    headers: Mapping[str, str]


# -- documents ------------------------------------------------------------------------------------


def select(paths: Iterable[str], allowed: Collection[str]) -> Tree:
    """Return the tree of `paths`, each of which the allow-list has to name.

    >>> render(select(["name", "billingAddress/city"], {"name", "billingAddress/city", "notes"}))
    '{ name billingAddress { city } }'
    """
    wanted = tuple(dict.fromkeys(paths))
    for path in wanted:
        if path not in allowed:
            raise UserActionError(Code.FIELD_BLOCKED, detail=path)
    return tree(wanted)


def tree(paths: Iterable[str]) -> Tree:
    """Return the tree of `paths`, with what lies in one object together."""
    root: dict[str, Any] = {}
    for path in paths:
        here = root
        for step in path.split("/"):
            here = here.setdefault(step, {})
    return root


def under(path: str, inner: Tree) -> Tree:
    """Return `inner` below the steps of `path`.

    >>> render(under("clients(first: 2)/nodes", tree(["id"])))
    '{ clients(first: 2) { nodes { id } } }'
    """
    for step in reversed(path.split("/")):
        inner = {step: inner}
    return inner


def joined(*trees: Tree) -> Tree:
    """Return all that some trees ask for."""
    root: dict[str, Any] = {}
    for one in trees:
        for step, inner in one.items():
            root[step] = joined(root.get(step, {}), inner)
    return root


def render(selected: Tree) -> str:
    """Return a selection as GraphQL writes it."""
    inside = " ".join(
        f"{step} {render(inner)}" if inner else step for step, inner in selected.items()
    )
    return f"{{ {inside} }}"


def document(kind: str, name: str, selected: Tree, variables: str = "") -> Document:
    """Return an operation; `variables` is their declaration: "$id: ID!".

    >>> document("query", "One", under("client(id: $id)", tree(["id"])), "$id: ID!").text
    'query One($id: ID!) { client(id: $id) { id } }'
    """
    declared = f"({variables})" if variables else ""
    return Document(kind, name, f"{kind} {name}{declared} {render(selected)}", selected)


# -- asking ---------------------------------------------------------------------------------------


def judge(read: ReadErrors, learn: Callable[[Row], None] | None = None) -> Judge:
    """Return what tells ApiClient of the refusals that come with status 200.

    `learn` is told the `extensions` of each answer, also of those that refuse. An answer with
    neither data nor errors is UNEXPECTED.
    """

    def judged(answer: Answer) -> SyncError | None:
        body = answer.body if isinstance(answer.body, dict) else {}
        extensions = body.get("extensions")
        if learn is not None and isinstance(extensions, dict):
            learn(extensions)
        errors = body.get("errors")
        if errors:
            listed = errors if isinstance(errors, list) else [errors]
            return read([one if isinstance(one, dict) else {} for one in listed], body)
        if not isinstance(body.get("data"), dict):
            return SyncError(Code.UNEXPECTED, status=answer.status)
        return None

    return judged


class GraphQL:
    """Posts documents to one address. A query may be sent twice, a mutation may not."""

    def __init__(self, api: ApiClient, path: str) -> None:
        self._api = api
        self._path = path

    def ask(
        self,
        document: Document,
        variables: Mapping[str, object] | None = None,
        *,
        policy: str = "",
        cost: int = 1,
    ) -> Reply:
        """Post a document; `policy` and `cost` are for the budget. Raises what `judge` says."""
        answer = self._api.request(
            "POST",
            self._path,
            json={
                "query": document.text,
                "operationName": document.name,
                "variables": variables or {},
            },
            repeatable=document.kind == "query",
            policy=policy,
            cost=cost,
        )
        body = answer.body
        data, extensions = body.get("data"), body.get("extensions")
        return Reply(
            data if isinstance(data, dict) else {},
            extensions if isinstance(extensions, dict) else {},
            answer.headers,
        )
