"""Tables of rows: found by id at once, walked in the order of ids from anywhere."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

from connectors.clio.simulator.rows import Part

R = TypeVar("R", bound=Part)


class Table(Generic[R]):
    """All rows of one kind."""

    def __init__(self) -> None:
        self.rows: dict[int, R] = {}
        self.order: list[int] = []  # ids, ascending
        self.revision = 0  # counts what was put and removed, for whoever remembers totals

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[R]:
        return map(self.rows.__getitem__, self.order)

    def get(self, id: int | None) -> R | None:
        return None if id is None else self.rows.get(id)

    def put(self, row: R) -> None:
        """Add `row`, or replace the one with its id."""
        if row.id not in self.rows:
            if not self.order or row.id > self.order[-1]:
                self.order.append(row.id)
            else:
                insort(self.order, row.id)
        self.rows[row.id] = row
        self.revision += 1

    def remove(self, id: int) -> R:
        row = self.rows.pop(id)
        del self.order[bisect_left(self.order, id)]
        self.revision += 1
        return row

    def clear(self) -> None:
        self.rows.clear()
        self.order.clear()
        self.revision += 1

    def after(self, id: int) -> Iterator[R]:
        """Walk the rows with a greater id."""
        for place in range(bisect_right(self.order, id), len(self.order)):
            yield self.rows[self.order[place]]

    def before(self, id: int) -> Iterator[R]:
        """Walk the rows with a smaller id, backwards."""
        for place in range(bisect_left(self.order, id) - 1, -1, -1):
            yield self.rows[self.order[place]]
