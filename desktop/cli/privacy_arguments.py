"""What `300sync privacy` understands."""

import argparse
from collections.abc import Callable
from datetime import date

from core.schema import DataClass

Adding = Callable[..., argparse.ArgumentParser]  # a command, as `arguments` adds it


def add_privacy(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    command: Adding,
    shared: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the command and its acts."""
    privacy = command(commands, "privacy", "what leaves the office's system, and who decided so")
    shared(privacy)
    acts = privacy.add_subparsers(dest="act", metavar="ACT")
    report = command(acts, "report", "which fields leave, which do not and why")
    report.add_argument("--ask", action="store_true", help="ask the system what fields are new")
    attest = command(acts, "attest", "say that the office may send patients' data to HubSpot")
    attest.add_argument("--contact", default="", help="who answers for privacy in the office")
    attest.add_argument(
        "--agreement", type=date.fromisoformat, metavar="DAY", help="of the BAA with HubSpot"
    )
    attest.add_argument("--agreement-by", default="", metavar="NAME", help="who signed it")
    attest.add_argument("--not-covered", action="store_true", help="no covered entity under HIPAA")
    attest.add_argument(
        "--no-health-services", action="store_true", help="a salon: nothing it does is health care"
    )
    allow = command(acts, "allow", "switch on one field that is held back by default, or minors")
    withdraw = command(acts, "withdraw", "switch it off again")
    classify = command(acts, "classify", "say of which class a field of the office's own is")
    for act in (allow, withdraw, classify):
        act.add_argument("stream", metavar="STREAM")
        act.add_argument("field", metavar="FIELD")
    classes = [each.value for each in DataClass if each is not DataClass.UNCLASSIFIED]
    classify.add_argument("data_class", metavar="CLASS", choices=classes, help=", ".join(classes))
    for act in (allow, classify):
        act.add_argument("--reason", required=True, help="why; it is kept in the audit")
    audit = command(acts, "audit", "what was decided, and what kinds of data went where")
    audit.add_argument("--verify", action="store_true", help="see that nobody changed it")
    audit.add_argument("--limit", type=int, default=50, help="how many to show (50)")
    for act in (report, attest, allow, withdraw, classify, audit):
        shared(act)
