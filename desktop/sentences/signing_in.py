"""What can go wrong while signing in, and with a sign-in that was kept."""

from core.errors import Code
from desktop.sentences.entry import Entry, Kind, Remedy

_STOPPED = "No records are lost. Syncing with {system} waits until this is mended."
_NOTHING_KEPT = "Nothing was connected, and nothing was kept."

SIGNING_IN = {
    Code.TOKEN_REJECTED: Entry(
        Kind.SIGN_IN,
        Remedy.SIGN_IN,
        "{System} does not accept this sign-in",
        "It was mistyped, withdrawn or replaced by a newer one. No records are lost; changes wait "
        "where they were made.",
        "Sign in to {system} again, or paste the key again. It takes about a minute.",
    ),
    Code.SIGN_IN_ENDED: Entry(
        Kind.SIGN_IN,
        Remedy.SIGN_IN,
        "{System} sign-in has ended",
        "No records are lost. Syncing with {system} has stopped; everything since then is caught "
        "up once you are signed in.",
        "Sign in to {system} again. It takes about a minute.",
    ),
    Code.SCOPE_MISSING: Entry(
        Kind.SIGN_IN,
        Remedy.SIGN_IN,
        "{System} did not grant a right that syncing needs: {name}",
        _STOPPED,
        "Add this right to your app or key in {system}, then sign in again and allow everything "
        "that is asked for.",
        unnamed="its page says which",
    ),
    Code.NOT_PERMITTED: Entry(
        Kind.SIGN_IN,
        Remedy.SIGN_IN,
        "The person who signed in may not do this in {system}",
        "Their role, or your {system} plan, does not allow it. " + _STOPPED,
        "Have an administrator of {system} sign in, or ask one to allow it.",
    ),
    Code.APP_REJECTED: Entry(
        Kind.SIGN_IN,
        Remedy.SIGN_IN,
        "{System} does not know the app, or its secret is wrong",
        _STOPPED,
        "Copy the ID and the secret once more from your app's page in {system}, without spaces, "
        "and connect again.",
    ),
    Code.ACCOUNT_MISMATCH: Entry(
        Kind.SIGN_IN,
        Remedy.SIGN_IN,
        "This is another {system} account than the one that is connected",
        "Nothing was changed: records of two accounts must not be mixed. The account that belongs "
        "here is no. {name}.",
        "Sign in to that account; or disconnect it first if the office has moved to a new one.",
        unnamed="on its card",
    ),
    Code.ACCOUNT_GONE: Entry(
        Kind.SIGN_IN,
        Remedy.CONNECTIONS,
        "The {system} account is closed or cannot be reached any more",
        _STOPPED,
        "Ask whoever manages your {system} account. If the office has a new one, disconnect the "
        "old one and connect the new one.",
    ),
    Code.STATE_EXPIRED: Entry(
        Kind.SIGN_IN,
        Remedy.TRY_AGAIN,
        "The 10 minutes for signing in are over",
        _NOTHING_KEPT,
        "Begin again when you have the sign-in at hand.",
    ),
    Code.STATE_FORGED: Entry(
        Kind.SIGN_IN,
        Remedy.TRY_AGAIN,
        "The browser came back with an answer that 300Sync did not ask for",
        "It was refused, so nobody else's account can be connected by it. " + _NOTHING_KEPT,
        "Begin again from here. If it happens twice, check the browser's extensions.",
    ),
    Code.CALLBACK_REPEATED: Entry(
        Kind.SIGN_IN,
        Remedy.NONE,
        "The browser sent the same answer twice",
        "The first one counted; the second was ignored.",
        "Nothing to do. Close the browser's page.",
    ),
    Code.CODE_REJECTED: Entry(
        Kind.SIGN_IN,
        Remedy.TRY_AGAIN,
        "{System} did not complete the sign-in",
        "What the browser brought back was too old or already used. " + _NOTHING_KEPT,
        "Begin again; it takes about a minute.",
    ),
    Code.DECLINED: Entry(
        Kind.SIGN_IN,
        Remedy.TRY_AGAIN,
        "The sign-in was declined in the browser",
        _NOTHING_KEPT,
        "Begin again and choose to allow it, or ask somebody who may.",
    ),
    Code.REDIRECT_REJECTED: Entry(
        Kind.SIGN_IN,
        Remedy.TRY_AGAIN,
        "{System} does not know the address to return to",
        "Your app in {system} does not list the addresses of this PC that 300Sync listens on. "
        + _NOTHING_KEPT,
        "Add the addresses from the form to your app in {system}, letter by letter, and begin "
        "again.",
    ),
    Code.PORT_TAKEN: Entry(
        Kind.COMPUTER,
        Remedy.TRY_AGAIN,
        "Another program holds the places where 300Sync waits for the browser ({name})",
        _NOTHING_KEPT,
        "Close the other program, or another sign-in that still waits, and begin again. "
        "Restarting the PC helps too.",
        unnamed="three of them",
    ),
    Code.NOT_CONNECTED: Entry(
        Kind.SETUP,
        Remedy.CONNECTIONS,
        "Not connected yet: {name}",
        "There is nothing to keep in step until HubSpot and your office's system are both "
        "connected.",
        "Connect what is missing.",
        unnamed="HubSpot or your office's system",
    ),
}
