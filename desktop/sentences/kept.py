"""What is kept on this PC, by the kinds of the database: in words, and until when."""

from datetime import timedelta

from core.store.runs import KEPT

DAYS = f"{KEPT // timedelta(days=1)} days"
UNTIL = {  # when what is kept of a kind goes by itself; of all others, when it is erased
    "runs": DAYS,
    "changes": DAYS,
    "intents": "the next run",
    "match_index": "the end of a run",
    "retries": "it succeeds",
    "issues": f"{DAYS} after they are settled",
}
KINDS = {  # (what it is called, until when), in the order in which they are shown
    "links": ("Record pairs (two numbers, one-way marks)", "Until you disconnect"),
    "ties": ("Ties between records (numbers)", "Until you disconnect"),
    "runs": ("Run history (counts and codes)", DAYS),
    "changes": ("What a run wrote, to undo it (marks)", DAYS),
    "issues": ("Questions and problems (numbers and codes)", f"{DAYS} after they are settled"),
    "retries": ("Records to be tried again (numbers)", "Until they succeed"),
    "decisions": ("Your answers about who is who", "Until you take them back"),
    "never": ("Never-sync list (one-way marks)", "Until you take them off"),
    "mappings": ("Mappings and rules", "Until you erase them"),
    "credentials": ("Saved sign-ins (encrypted)", "Until you disconnect"),
    "audit": ("Audit of settings", "Until you erase it"),
    "privacy_audit": ("Audit of privacy (kinds of data, no values)", "Until you erase it"),
}
SURE = "erase everything"  # what a person types before it is done
OTHERS = "Places in a list, settings, counters"
