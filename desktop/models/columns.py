"""A table is a row of columns, and a column a title and a few functions of one row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

INK = Qt.ItemDataRole.UserRole  # a token's name
STRONG = Qt.ItemDataRole.UserRole + 1  # whether the text is set semibold
ICON = Qt.ItemDataRole.UserRole + 2  # an icon's name before the text, or ""
FIGURE = Qt.ItemDataRole.UserRole + 3  # what a painted cell is drawn from


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. `width` is what it takes at least; `right` aligns numbers; `lead` is room before
    it.
    """

    title: str
    text: Callable[[Row], str]
    width: int = 0
    right: bool = False
    lead: int = 0
    ink: Callable[[Row], str] = lambda _row: "text"
    strong: Callable[[Row], bool] = lambda _row: False
    icon: Callable[[Row], str] = lambda _row: ""
    figure: Callable[[Row], object] | None = None


def count(title: str, width: int, of: Callable[[Row], int], warn: str = "") -> Column[Row]:
    """Return a column of counts: zeros step back; with `warn`, others stand out in that ink."""
    return Column(
        title,
        lambda row: f"{of(row):,}",
        width,
        right=True,
        ink=lambda row: (warn or "text") if of(row) else "text-3",
        strong=lambda row: bool(warn) and of(row) > 0,
    )


class Table(QAbstractTableModel, Generic[Row]):
    """Shows fixed rows; give it new ones by calling `show_rows`."""

    def __init__(self, columns: Sequence[Column[Row]] = ()) -> None:
        super().__init__()
        self._columns = columns
        self._rows: Sequence[Row] = ()

    @property
    def columns(self) -> Sequence[Column[Row]]:
        return self._columns

    def show_rows(self, rows: Sequence[Row], columns: Sequence[Column[Row]] | None = None) -> None:
        """Show `rows`. What is current and focused stays unless the shape changes."""
        wanted = self._columns if columns is None else columns
        same_shape = len(rows) == len(self._rows) and wanted is self._columns
        if not same_shape:
            self.beginResetModel()
        before, self._rows, self._columns = self._rows, rows, wanted
        if not same_shape:
            self.endResetModel()
            return
        for place, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                last = self.index(place, len(wanted) - 1)
                self.dataChanged.emit(self.index(place, 0), last)

    def row(self, place: int) -> Row:
        """Return one of the rows that are shown."""
        return self._rows[place]

    def spoken(self, row: Row) -> str:
        """Return the whole row in one sentence, for screen readers; "" if its cells will do."""
        del row
        return ""

    def tip(self, row: Row) -> str:
        del row
        return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (index.column() == 0 and self.spoken(row)) or column.text(row)
        ask = _ASK.get(role)
        return ask(self, row, column) if ask else None


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


_ASK: dict[int, Callable[[Table[Any], Any, Column[Any]], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda _table, row, column: column.text(row),
    Qt.ItemDataRole.ToolTipRole: lambda table, row, _column: table.tip(row) or None,
    Qt.ItemDataRole.TextAlignmentRole: lambda _table, _row, column: _alignment(column),
    INK: lambda _table, row, column: column.ink(row),
    STRONG: lambda _table, row, column: column.strong(row),
    ICON: lambda _table, row, column: column.icon(row),
    FIGURE: lambda _table, row, column: column.figure(row) if column.figure else None,
}
