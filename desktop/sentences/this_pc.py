"""What can be wrong with this computer: keyring, disk, database, clock, network."""

from core.errors import Code
from desktop.sentences.entry import Entry, Kind, Remedy

_STAYS = "Your records in both systems are untouched."
_WAITS = "No records are lost; changes wait where they were made."

THIS_PC = {
    Code.NO_KEYRING: Entry(
        Kind.COMPUTER,
        Remedy.PASSPHRASE,
        "This PC has no safe place for the key to your sign-ins",
        "Sign-ins are kept encrypted, and their key belongs in the system's keyring, which was not "
        "found. Nothing is ever kept unencrypted instead.",
        "Choose a passphrase that protects the key; you will be asked for it at each start. On the "
        "command line: 300sync passphrase.",
    ),
    Code.KEYRING_LOCKED: Entry(
        Kind.COMPUTER,
        Remedy.TRY_AGAIN,
        "The place that keeps the key to your sign-ins is locked",
        _WAITS,
        "Unlock this PC's keyring, or give the passphrase when you are asked for it, and try "
        "again.",
    ),
    Code.WRONG_KEY: Entry(
        Kind.COMPUTER,
        Remedy.TRY_AGAIN,
        "The key on this PC is not the one that locked your sign-ins",
        "They cannot be opened with it, and nothing was changed. It happens after the PC or its "
        "user was set up anew, or when the data came from another PC. " + _STAYS,
        "Start as the user who set 300Sync up. If that user is gone, begin afresh and connect "
        "again: records find each other without duplicates.",
    ),
    Code.SEAL_BROKEN: Entry(
        Kind.COMPUTER,
        Remedy.SIGN_IN,
        "A kept sign-in was damaged or changed from outside",
        "It is not used, to be on the safe side. " + _STAYS,
        "Disconnect the system and connect it again. If it comes back, have the disk checked.",
    ),
    Code.PASSPHRASE_WRONG: Entry(
        Kind.COMPUTER,
        Remedy.PASSPHRASE,
        "This is not the passphrase",
        "The sign-ins stay locked; nothing was changed.",
        "Type it again. Nobody can recover a forgotten one: then begin afresh and connect again.",
    ),
    Code.FOLDER_READ_ONLY: Entry(
        Kind.COMPUTER,
        Remedy.TRY_AGAIN,
        "300Sync may not write in its folder: {name}",
        "Without it, it cannot remember what is already in step, so it does nothing. " + _STAYS,
        "Allow this user to write in that folder, and try again.",
        unnamed="the data folder",
    ),
    Code.DISK_FULL: Entry(
        Kind.COMPUTER,
        Remedy.TRY_AGAIN,
        "The disk is full: {name}",
        "What was synced up to here is remembered. " + _WAITS,
        "Make room, at least 200 MB, and try again.",
        unnamed="the one with the data folder",
    ),
    Code.DATABASE_CORRUPT: Entry(
        Kind.COMPUTER,
        Remedy.AFRESH,
        "300Sync's own notes on this PC are damaged: {name}",
        _STAYS + " The damaged file is left as it is.",
        "Bring the file back from a backup; or begin afresh: the file is put aside, you connect "
        "again, and records find each other without duplicates.",
        unnamed="its database",
    ),
    Code.DATABASE_NEWER: Entry(
        Kind.COMPUTER,
        Remedy.NONE,
        "These data belong to a newer 300Sync than this one",
        "A newer version was used with them before. Nothing was changed. " + _STAYS,
        "Install the newest 300Sync and start again.",
    ),
    Code.DATABASE_BUSY: Entry(
        Kind.COMPUTER,
        Remedy.TRY_AGAIN,
        "Another run of 300Sync is under way",
        "Two at once would get into each other's way, so this one did not begin. Nothing is lost.",
        "Wait until the other has ended, and try again.",
    ),
    Code.CLOCK_BACK: Entry(
        Kind.COMPUTER,
        Remedy.NONE,
        "This PC's clock was set back",
        "Records are in no danger. Times in the list of runs may look out of order for a while.",
        "Check the PC's date and time. There is nothing else to do.",
    ),
    Code.OFFLINE: Entry(
        Kind.OFFLINE,
        Remedy.TRY_AGAIN,
        "No internet",
        "This PC is offline. " + _WAITS,
        "Nothing to do: syncing starts again as soon as the internet is back.",
    ),
    Code.TLS_FAILED: Entry(
        Kind.COMPUTER,
        Remedy.TRY_AGAIN,
        "The secure connection to {system} could not be made",
        "Somebody or something between this PC and {system} could not be trusted, so nothing was "
        "sent. " + _WAITS,
        "Check the PC's date and time. If a virus scanner or a firewall looks into secure "
        "connections, ask whoever manages it to leave {system} alone.",
    ),
    Code.LIBRARIES_MISSING: Entry(
        Kind.COMPUTER,
        Remedy.NONE,
        "This PC lacks what the window is drawn with: {name}",
        "The window cannot open; everything else of 300Sync works without it. " + _STAYS,
        "Install what is named from this system's own packages, and start 300Sync again.",
        unnamed="libraries of its system",
    ),
    Code.ADDRESS_REFUSED: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "This address is neither {system}'s own nor one on this PC",
        "Your sign-in would go to somebody else, so it was not sent.",
        "Leave the address out, or check what you typed.",
    ),
}
