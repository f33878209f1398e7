"""Errors, grouped by what the caller must do next; and the catalogue of their codes.

SyncError            end the run and report
├── TransientError   the same call may succeed later
├── UserActionError  only a person can mend it: sign in again, grant a scope, free disk space
└── RefusedError     the vendor said no to this one request; trying it unchanged is no use
Cancelled            the user stopped the run (no Exception, so that nothing swallows it)

A refused record is not an exception but an `Outcome` (core.connector).
"""

from dataclasses import dataclass
from enum import Enum


class Code(Enum):
    """The catalogue: every error, refusal, issue and skip has one. Values are stored and logged;
    `desktop.text` holds the sentences.
    """

    # signing in
    TOKEN_REJECTED = "auth.token_rejected"  # wrong or revoked; sign in again
    SIGN_IN_ENDED = "auth.sign_in_ended"  # refresh refused: sign in again
    SCOPE_MISSING = "auth.scope_missing"
    NOT_PERMITTED = "auth.not_permitted"  # role or plan does not allow it
    APP_REJECTED = "auth.app_rejected"  # client id or secret is wrong
    ACCOUNT_MISMATCH = "auth.account_mismatch"  # reconnect reached another portal or account
    ACCOUNT_GONE = "auth.account_gone"
    STATE_EXPIRED = "auth.state_expired"
    STATE_FORGED = "auth.state_forged"
    CALLBACK_REPEATED = "auth.callback_repeated"
    CODE_REJECTED = "auth.code_rejected"
    DECLINED = "auth.declined"
    REDIRECT_REJECTED = "auth.redirect_rejected"
    PORT_TAKEN = "auth.port_taken"
    NOT_CONNECTED = "auth.not_connected"
    # this computer
    NO_KEYRING = "pc.no_keyring"
    KEYRING_LOCKED = "pc.keyring_locked"
    WRONG_KEY = "pc.wrong_key"  # the key is not the one that sealed the data
    SEAL_BROKEN = "pc.seal_broken"  # a sealed value was changed or moved
    PASSPHRASE_WRONG = "pc.passphrase_wrong"
    FOLDER_READ_ONLY = "pc.folder_read_only"
    DISK_FULL = "pc.disk_full"
    DATABASE_CORRUPT = "pc.database_corrupt"
    DATABASE_NEWER = "pc.database_newer"
    DATABASE_BUSY = "pc.database_busy"
    CLOCK_BACK = "pc.clock_back"
    OFFLINE = "pc.offline"
    TLS_FAILED = "pc.tls_failed"
    LIBRARIES_MISSING = "pc.libraries_missing"  # of the system, without which there is no window
    ADDRESS_REFUSED = "pc.address_refused"  # --base-url is neither the vendor's nor loopback
    # the vendor
    RATE_LIMITED = "vendor.rate_limited"
    DAILY_LIMIT = "vendor.daily_limit"
    UNAVAILABLE = "vendor.unavailable"  # 5xx, time-out
    LOCKED = "vendor.locked"
    MIGRATING = "vendor.migrating"
    NOT_JSON = "vendor.not_json"
    TRUNCATED = "vendor.truncated"
    VERSION_RETIRED = "vendor.version_retired"
    UNEXPECTED = "vendor.unexpected"  # an answer that the vendor's manual does not know
    OUTCOME_UNKNOWN = "vendor.outcome_unknown"  # a write that timed out and may not be repeated
    CURSOR_EXPIRED = "vendor.cursor_expired"
    # a record
    RECORD_REFUSED = "record.refused"
    PROPERTY_MISSING = "record.property_missing"
    READ_ONLY = "record.read_only"
    OPTION_UNKNOWN = "record.option_unknown"
    VALUE_INVALID = "record.value_invalid"
    REQUIRED_MISSING = "record.required_missing"
    CONFLICTING_ID = "record.already_exists"
    NOT_FOUND = "record.not_found"
    CHANGED_MEANWHILE = "record.changed_meanwhile"
    DUPLICATE_IN_BATCH = "record.duplicate_in_batch"
    PARENT_MISSING = "record.parent_missing"
    # deciding
    AMBIGUOUS_MATCH = "review.ambiguous_match"
    LIKELY_MATCH = "review.likely_match"
    CONFLICT = "review.conflict"
    SHARED_EMAIL = "review.shared_email"
    MERGED = "review.merged"  # two of the system's records are now one in HubSpot
    PENDING_DELETE = "review.pending_delete"
    BRAKE = "review.brake"
    DRIFT = "review.drift"  # a one-way field was changed on the reading side
    TRIPWIRE = "review.may_be_clinical"  # a short text that tells of somebody's health, or may
    UNDONE = "review.undone"  # its creation was undone: it is made again when a person says so
    # answering
    NOT_WAITING = "review.not_waiting"  # what is answered is no longer, or never was, a question
    WRONG_NUMBER = "review.wrong_number"  # not the number of changes that a person must type
    LINKED_ELSEWHERE = "review.linked_elsewhere"  # the chosen record is another one's partner
    EDITED_SINCE = "review.edited_since"  # edited beats deleted: it is not archived
    NOT_GONE = "review.not_gone"  # what was deleted is back
    # undoing a run
    RUN_UNKNOWN = "undo.run_unknown"  # no such run, or none that wrote anything
    EDITED_AFTER_RUN = "undo.edited_since"  # by a person: left alone
    LATER_RUN = "undo.later_run"  # a later run wrote it too: that one is to be undone first
    NO_HISTORY = "undo.no_history"  # HubSpot tells no more what was there before
    NOT_TAKEN_BACK = "undo.not_taken_back"  # HubSpot kept something else than the old value
    # skipping
    FILTERED = "skip.filtered"
    INCOMPLETE = "skip.incomplete"  # too little to be a record on the other side
    ARCHIVED = "skip.archived"
    # set-up
    MAPPING_INVALID = "setup.mapping_invalid"
    FIELD_BLOCKED = "setup.field_blocked"
    NEVER_ALLOWED = "setup.never_allowed"  # clinical, free text, a number: not to be switched on
    PHI_GATE = "setup.phi_gate"  # the office has not attested that it may send what is health's
    ATTESTATION = "setup.attestation"  # what was attested, or decided, is not enough
    AUDIT_BROKEN = "setup.audit_broken"  # an entry of the privacy audit was changed or is missing
    FIELD_UNKNOWN = "setup.field_unknown"  # the system has no such field
    FILTER_INVALID = "setup.filter_invalid"
    OBJECT_MISSING = "setup.object_missing"  # the portal has no such kind of record, or it is off
    LINK_UNKNOWN = "setup.link_unknown"  # no link to a record of the pair that was named
    RECORD_UNKNOWN = "setup.record_unknown"  # neither side has a record of that id
    WHOLE_RUN_ONLY = "setup.whole_run_only"  # what only HubSpot has is not made by itself
    PAIR_UNKNOWN = "setup.pair_unknown"
    VERSION_UNKNOWN = "setup.version_unknown"  # of a mapping
    NO_DRAFT = "setup.no_draft"
    IDENTITY_FALLBACK = "setup.identity_fallback"  # our unique property cannot be had
    SETTING_INVALID = "setup.setting_invalid"
    DIAGNOSTICS_HELD = "setup.diagnostics_held"  # a file of the bundle may tell too much
    # ours
    INTERNAL = "internal.error"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The vendor's no to one record or request.

    It holds no record content: `field` is a field's name, `reference` is the vendor's own
    number for the event (HubSpot's correlationId), `existing_id` the record that is in the way.
    """

    code: Code
    field: str | None = None
    reference: str | None = None
    existing_id: str | None = None


class SyncError(Exception):
    """End the run and report. `str(error)` is code and facts without content, safe to log."""

    def __init__(
        self,
        code: Code,
        *,
        status: int | None = None,
        reference: str | None = None,
        detail: str | None = None,
    ) -> None:
        self.code = code
        self.status = status  # the HTTP status, where there was one
        self.reference = reference  # the vendor's number for the event
        self.detail = detail  # names only: of a scope, a property, a port; never a value
        self.connector: str | None = None  # ConnectorSpec.name of whom it is about, where known
        parts = [code.value, f"HTTP {status}" if status else "", detail or "", reference or ""]
        super().__init__(" · ".join(part for part in parts if part))


class TransientError(SyncError):
    """Busy or unreachable: the same call may succeed later."""

    def __init__(
        self,
        code: Code,
        *,
        retry_after: float | None = None,
        status: int | None = None,
        reference: str | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__(code, status=status, reference=reference, detail=detail)
        self.retry_after = retry_after  # seconds; None if the vendor did not say


class UserActionError(SyncError):
    """Only a person can mend this: sign in again, grant a scope, make room on the disk."""


class RefusedError(SyncError):
    """The vendor refused this request; the same request will be refused again."""

    def __init__(
        self,
        code: Code,
        *,
        refusal: Refusal | None = None,
        status: int | None = None,
        reference: str | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__(code, status=status, reference=reference, detail=detail)
        self.refusal = refusal or Refusal(code, reference=reference)


class Cancelled(BaseException):
    """The user stopped the run. No Exception, so no `except Exception` eats it."""
