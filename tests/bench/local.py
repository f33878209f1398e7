"""What needs no vendor: planning a first sync, and the ledger's size and look-ups."""

import random
import tempfile
import time
from pathlib import Path

from core.links import PRINT
from core.paths import Paths
from core.store.database import open_store
from core.store.ledger import Ledger, Settlement
from tests.core.engine.world import World

Row = tuple[str, str, str]
PAIR = "persons-contacts"
PAGE = 200  # records that are looked up together


def matching(scale: float) -> list[Row]:
    """Rehearse a first sync of people who are all there already, and linked to nobody."""
    people = int(10_000 * scale)
    with tempfile.TemporaryDirectory() as name:
        world = _office(Path(name))
        world.people(people)
        for n in range(1, people + 1):
            world.contact(
                firstname=f"First{n}",
                lastname=f"Last{n}",
                email=f"person{n}@example.com" if n % 2 else None,
                phone=f"+1303555{n - 1:04d}",
                city="Denver",
            )
        for person in list(world.firm.records("persons")):
            world.person(person, tel=f"(303) 555-{int(person[1:]) - 1:04d}")
        all_of_it, deciding = time.process_time(), time.thread_time()
        result = world.run(preview=True)  # batches, which re-read and merge, are other threads'
        all_of_it, deciding = time.process_time() - all_of_it, time.thread_time() - deciding
        world.store.close()
    assert result.totals.created == 0, result
    what = f"{people:,} against {people:,} unlinked"
    return [
        (f"{what}: CPU of matching", f"{deciding:.2f} s", "< 2 s"),
        (f"{what}: with re-reading and merging", f"{all_of_it:.2f} s", "a whole rehearsal"),
    ]


def ledger(scale: float) -> list[Row]:
    """Keep links of sixteen fields each, and look pages of them up by either side's ids."""
    links, fields = int(100_000 * scale), [f"field {n}" for n in range(16)]
    prints = random.Random(3)
    with tempfile.TemporaryDirectory() as name:
        world = _office(Path(name))
        kept: Ledger = world.ledger
        for start in range(0, links, 1_000):
            done = Settlement()
            for n in range(start, min(start + 1_000, links)):
                done.link(f"{n}", f"9{n}", {each: prints.randbytes(PRINT) for each in fields}, {})
            kept.settle(PAIR, done, None)
        size = sum(file.stat().st_size for file in Path(name).rglob("300sync.db*"))
        rows = [
            (
                f"ledger of {links:,} links: on disk",
                f"{size / 1e6:.0f} MB",
                f"{size / links:.0f} B a link",
            )
        ]
        for label, look_up, ids in (
            ("system", kept.links, [f"{n}" for n in range(links)]),
            ("HubSpot", kept.links_by_hubspot, [f"9{n}" for n in range(links)]),
        ):
            pages = [prints.sample(ids, min(PAGE, links)) for _ in range(50)]
            cpu = time.process_time()
            for page in pages:
                assert len(look_up(PAIR, page)) == len(page)
            each = (time.process_time() - cpu) / len(pages)
            rows.append((f"… a page of {PAGE} by {label}'s ids: CPU", f"{each * 1e3:.2f} ms", ""))
        world.store.close()
    return rows


def _office(folder: Path) -> World:
    paths = Paths.under(folder)
    paths.prepare()
    return World(open_store(paths))
