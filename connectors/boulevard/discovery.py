"""What a business's Boulevard has beyond what we know: fields that the vendor added, and those that
the business made itself: "custom.<key>". All are blocked until a person has classified them.
"""

from collections.abc import Iterator, Mapping

from connectors.boulevard.listing import Lists
from connectors.boulevard.own import PREFIX
from connectors.boulevard.pace import PAGE
from connectors.boulevard.schema import CHOICES, Stream
from connectors.boulevard.wire import Row
from connectors.kit.graphql import Document, document, tree, under
from core.errors import Code, RefusedError, UserActionError
from core.schema import Admission, Choice, DataClass, Field, FieldType

OWN_FIELDS = {"Client": "CLIENT", "Appointment": "APPOINTMENT"}  # types that may have some of those

_TYPES: Mapping[str, FieldType] = {
    "BOOLEAN": FieldType.BOOL,
    "DATETIME": FieldType.DATETIME,
    "FLOAT": FieldType.NUMBER,
    "INTEGER": FieldType.INTEGER,
    "MULTISELECT": FieldType.CHOICES,
    "SELECT": FieldType.CHOICE,
    "TEXT": FieldType.TEXT,
}


def discovered(lists: Lists, stream: Stream) -> tuple[dict[str, Field], tuple[str, ...]]:
    """Return fields that nobody has classified, and codes of what was left out: fields that may
    not be asked about, and words that a field has and we do not know.
    """
    fields: dict[str, Field] = {}
    notes: list[str] = []
    try:
        added, has_new_words = _added(lists, stream)
        fields |= added
        notes += [Code.OPTION_UNKNOWN.value] if has_new_words else []
        fields |= _own(lists, stream)
    except (RefusedError, UserActionError) as error:
        if error.code not in (Code.NOT_PERMITTED, Code.UNEXPECTED):
            raise
        notes.append(error.code.value)
    return fields, tuple(notes)


def _added(lists: Lists, stream: Stream) -> tuple[dict[str, Field], bool]:
    """Ask which fields a type has now, and which words its enumerations."""
    data, _errors = lists.ask(_shape(stream.thing), {})
    names = [row["name"] for row in _listed(data, "type", "fields")]
    words = {
        name: {row["name"] for row in _listed(data, name, "enumValues")}
        for name in CHOICES
        if name in data
    }
    has_new = any(found - set(CHOICES[name]) for name, found in words.items())
    known = stream.known
    return {name: _blocked(name, name) for name in names if name not in known}, has_new


def own_kinds(lists: Lists, stream: Stream) -> dict[str, str]:
    """Return the kinds of the fields that the business made, by our name of each."""
    return {f"{PREFIX}{one['key']}": str(one["valueType"]) for one in _definitions(lists, stream)}


def _own(lists: Lists, stream: Stream) -> dict[str, Field]:
    """Describe the fields that the business made."""
    fields: dict[str, Field] = {}
    for one in _definitions(lists, stream):
        name = f"{PREFIX}{one['key']}"
        choices = tuple(
            Choice(option["id"], option["label"]) for option in one.get("options") or ()
        )
        kind = _TYPES.get(one["valueType"], FieldType.TEXT)
        fields[name] = _blocked(name, one["name"], kind, choices, custom=True)
    return fields


def _definitions(lists: Lists, stream: Stream) -> Iterator[Row]:
    schema = OWN_FIELDS.get(stream.thing)
    after: str | None = None
    while schema is not None:
        data, _errors = lists.ask(_DEFINITIONS, {"schema": schema, "after": after}, rows=PAGE)
        found = data.get("nativeObjectFields") or {}
        for edge in found.get("edges") or ():
            yield edge["node"]
        page = found.get("pageInfo") or {}
        after = page.get("endCursor")
        if page.get("hasNextPage") is not True or after is None:
            return


def _blocked(
    name: str,
    label: str,
    type: FieldType = FieldType.TEXT,
    choices: tuple[Choice, ...] = (),
    *,
    custom: bool = False,
) -> Field:
    return Field(
        name,
        label,
        type,
        DataClass.UNCLASSIFIED,
        Admission.BLOCK,
        choices,
        read_only=True,
        group="Your own fields" if custom else "",
        custom=custom,
        reason=_OWN if custom else _NEW,
    )


def _shape(thing: str) -> Document:
    words = {f'{name}: __type(name: "{name}")': tree(["enumValues/name"]) for name in CHOICES}
    shape = {f'type: __type(name: "{thing}")': tree(["fields/name"])}
    return document("query", "Shape", shape | (words if thing in _WITH_WORDS else {}))


def _listed(data: Row, name: str, key: str) -> list[Row]:
    found = data.get(name) or {}
    return list(found.get(key) or ())


_OWN = "Your own field: blocked until somebody has classified it."
_NEW = "New in Boulevard: nobody has said what it tells of a client."
_WITH_WORDS = frozenset({"Appointment", "Membership"})
_DEFINITIONS = document(
    "query",
    "OwnFields",
    under(
        f"nativeObjectFields(first: {PAGE}, after: $after, schema: $schema)",
        tree(
            [
                "pageInfo/hasNextPage",
                "pageInfo/endCursor",
                "edges/node/key",
                "edges/node/name",
                "edges/node/valueType",
                "edges/node/options/id",
                "edges/node/options/label",
            ]
        ),
    ),
    "$schema: NativeObjectSchema!, $after: String",
)
