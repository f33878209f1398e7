"""Which icon stands for what: for a wish, for a state, for the kind of an error."""

from core.summary import Health
from desktop.presenters.wishes import Tone, Wish
from desktop.text import Kind

OF_WISH = {
    Wish.SYNC: "refresh-cw",
    Wish.CHECK_ALL: "refresh-cw",
    Wish.PREVIEW: "play",
    Wish.CANCEL: "x",
    Wish.PAUSE_HOUR: "pause",
    Wish.PAUSE_TOMORROW: "moon",
    Wish.PAUSE: "pause",
    Wish.RESUME: "play",
    Wish.OPEN: "app-window",
    Wish.QUIT: "power",
    Wish.CONNECT: "plus",
    Wish.RECONNECT: "refresh-cw",
    Wish.OPEN_BROWSER: "external-link",
    Wish.COPY_LINK: "copy",
    Wish.DISCONNECT: "unplug",
    Wish.OPEN_AGAIN: "refresh-cw",
    Wish.OPEN_LINK: "external-link",
    Wish.LOOK_AGAIN: "refresh-cw",
    Wish.EXPORT_RUNS: "download",
    Wish.UNDO_RUN: "undo-2",
    Wish.RETRY_THESE: "refresh-cw",
}

IN_PROBLEM = {Wish.RECONNECT: "log-in", Wish.SYNC: "refresh-cw", Wish.OPEN_AGAIN: "refresh-cw"}

OF_TONE = {
    Tone.SUCCESS: "check",
    Tone.SYNCING: "refresh-cw",
    Tone.ATTENTION: "triangle-alert",
    Tone.ERROR: "octagon-x",
    Tone.PAUSED: "pause",
    Tone.PLAIN: "info",
}

OF_HEALTH = {
    Health.IN_SYNC: "check",
    Health.SYNCING: "refresh-cw",
    Health.PAUSED: "pause",
    Health.OFFLINE: "wifi-off",
    Health.NEEDS_YOU: "triangle-alert",
    Health.SIGNED_OUT: "key-round",
    Health.PROBLEM: "octagon-x",
}

OF_KIND = {
    Kind.SIGN_IN: "key-round",
    Kind.OFFLINE: "wifi-off",
    Kind.VENDOR_DOWN: "cloud-off",
    Kind.LIMIT: "gauge",
    Kind.COMPUTER: "hard-drive",
    Kind.RECORD: "ban",
    Kind.CHOICE: "list",
    Kind.REVIEW: "git-compare-arrows",
    Kind.BRAKE: "octagon-pause",
    Kind.SKIPPED: "circle-slash",
    Kind.SETUP: "plug",
    Kind.FAULT: "octagon-x",
}
