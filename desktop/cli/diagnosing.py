"""`300sync diagnostics`: the bundle for whoever helps, looked at file by file, then written."""

import argparse
from typing import TYPE_CHECKING

from core.errors import Code, UserActionError
from desktop import app
from desktop.cli.commands import DONE, PERSON
from desktop.cli.output import Terminal

if TYPE_CHECKING:
    from core.office import Office


def diagnostics(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the files of the bundle, print one, or write them all; 3 if something blocks it."""
    checks = {}
    if arguments.check:
        from desktop.cli.doctor import look

        checks = {check.name: check.ok for check in look(app.paths_for(arguments.data_dir))}
    bundle = office.diagnosing(app.VERSION)
    files = bundle.files(checks)
    if arguments.show:
        shown = next((each for each in files if each.name == arguments.show), None)
        if shown is None:
            raise UserActionError(Code.SETTING_INVALID, detail=arguments.show)
        terminal.say(shown.text.rstrip("\n"))
        terminal.data({"name": shown.name, "text": shown.text})
        return DONE
    hits = bundle.scan(files)
    rows = [(each.name, f"{each.text.count(chr(10)):,}", f"{len(each.text):,}") for each in files]
    terminal.table(("File", "Lines", "Bytes"), rows)
    for hit in hits:
        terminal.say(f"Blocked by {hit.file}, line {hit.line}: {hit.finding.value}")
    if arguments.file is not None:
        bundle.write(files, arguments.file)
        terminal.say(f"Written: {arguments.file}. Nothing was sent.")
    terminal.data(
        {
            "files": {each.name: len(each.text) for each in files},
            "blocked": [[hit.file, hit.line, hit.finding.value] for hit in hits],
            "written": str(arguments.file) if arguments.file is not None else None,
        }
    )
    return PERSON if hits else DONE
